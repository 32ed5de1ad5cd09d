using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engagement.Channels.X;

/// <summary>X's API v2: requests, and the shapes of its answers (docs.x.com, "X API v2"; its OpenAPI description 2.167).</summary>
internal sealed class XApi(Uri root)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private const string UserFields = "user.fields=created_at,description,name,profile_image_url,public_metrics,username";

    private const string MediaFields = "media.fields=alt_text,preview_image_url,type,url";

    public static HttpRequestMessage As(XSettings who, HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", who.AccessToken);
        return request;
    }

    public HttpRequestMessage Create(string text, IReadOnlyList<string> mediaIds, string? inReplyTo) => Post("2/tweets", new NewPost(
        text,
        mediaIds.Count == 0 ? null : new(mediaIds),
        inReplyTo is null ? null : new(inReplyTo)));

    public HttpRequestMessage Delete(string id) => new(HttpMethod.Delete, At($"2/tweets/{Uri.EscapeDataString(id)}"));

    public HttpRequestMessage Upload(OutgoingImage image)
    {
        var bytes = new ReadOnlyMemoryContent(image.Bytes);
        bytes.Headers.ContentType = new MediaTypeHeaderValue(image.MediaType);
        var form = new MultipartFormDataContent { { new StringContent("tweet_image"), "media_category" }, { bytes, "media", "image" } };
        return new(HttpMethod.Post, At("2/media/upload")) { Content = form };
    }

    public HttpRequestMessage Describe(string mediaId, string altText) =>
        Post("2/media/metadata", new MediaDescription(mediaId, new(new(altText))));

    public HttpRequestMessage OwnPosts(XDocument document, string userId, DateTimeOffset since) => Get(
        $"2/users/{Uri.EscapeDataString(userId)}/tweets?max_results=100&start_time={since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"
            + $"&{document.Posts}");

    public HttpRequestMessage Mentions(XDocument document, string userId, string? sinceId, string? page) => Get(
        $"2/users/{Uri.EscapeDataString(userId)}/mentions?max_results=100{SinceIdOrTime(sinceId)}{Also("pagination_token", page)}"
            + $"&{document.Posts}&{MediaFields}&poll.fields=options&{UserFields}");

    // An id, or where a read begins a moment of which X shall tell all that is newer (docs.x.com, "Get mentions": start_time, to the
    // second).
    private static string SinceIdOrTime(string? since) => XCursor.MomentOf(since) is { } moment
        ? $"&start_time={moment.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"
        : Also("since_id", since);

    public HttpRequestMessage OnePost(XDocument document, string id) =>
        Get($"2/tweets/{Uri.EscapeDataString(id)}?{document.Posts}&{MediaFields}&poll.fields=options&{UserFields}");

    public HttpRequestMessage Conversation(XDocument document, string id) => Get(
        $"2/tweets/search/recent?query={Uri.EscapeDataString("conversation_id:" + id)}&max_results=100&{document.Posts}&{MediaFields}"
            + $"&poll.fields=options&{UserFields}");

    public HttpRequestMessage Metrics(XDocument document, string id) =>
        Get($"2/tweets/{Uri.EscapeDataString(id)}?{document.FieldsName}=public_metrics");

    public HttpRequestMessage Me() => Get($"2/users/me?{UserFields}");

    public HttpRequestMessage Followers(string userId, string? page) => Get(
        $"2/users/{Uri.EscapeDataString(userId)}/followers?max_results=100{Also("pagination_token", page)}&{UserFields}");

    public HttpRequestMessage DirectMessages(XDocument document, string? page) => Get(
        $"2/dm_events?event_types=MessageCreate&max_results=100{Also("pagination_token", page)}&{document.Directs}"
            + $"&{MediaFields}&{UserFields}");

    public HttpRequestMessage Conversed(XDocument document, string conversation) => Get(
        $"2/dm_conversations/{Uri.EscapeDataString(conversation)}/dm_events?event_types=MessageCreate&max_results=100&{document.Directs}");

    public HttpRequestMessage SayDirectly(string conversation, string text) =>
        Post($"2/dm_conversations/{Uri.EscapeDataString(conversation)}/messages", new NewDirect(text));

    /// <summary>
    /// A call to the token endpoints. An app with a secret proves itself by header, one without names itself in the body.
    /// </summary>
    public HttpRequestMessage Token(
        string path, string clientId, string? clientSecret, params IEnumerable<(string Name, string Value)> form)
    {
        var fields = form.Select(f => KeyValuePair.Create(f.Name, f.Value));
        var request = new HttpRequestMessage(HttpMethod.Post, At(path))
        {
            Content = new FormUrlEncodedContent(clientSecret is null ? [.. fields, new("client_id", clientId)] : fields),
        };
        if (clientSecret is not null)
        {
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{clientSecret}")));
        }

        return request;
    }

    /// <exception cref="JsonException">The answer is not of this shape.</exception>
    public static T Read<T>(string body) => JsonSerializer.Deserialize<T>(body, Json) ?? throw new JsonException("The answer is null.");

    public static T Read<T>(JsonElement element) => element.Deserialize<T>(Json) ?? throw new JsonException("The answer is null.");

    private HttpRequestMessage Get(string path) => new(HttpMethod.Get, At(path));

    private HttpRequestMessage Post<T>(string path, T body) => new(HttpMethod.Post, At(path)) { Content = JsonBody.Of(body, Json) };

    private Uri At(string path) => new(root, path);

    private static string Also(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private sealed record NewPost(string Text, NewPostMedia? Media, NewPostReply? Reply);

    private sealed record NewDirect(string Text);

    private sealed record NewPostMedia(IReadOnlyList<string> MediaIds);

    private sealed record NewPostReply(string InReplyToTweetId);

    private sealed record MediaDescription(string Id, MediaMetadata Metadata);

    private sealed record MediaMetadata(AltTextBody AltText);

    private sealed record AltTextBody(string Text);

    /// <summary>Any answer: data, what it refers to, and what went wrong, all three at once if need be.</summary>
    public sealed record Envelope<T>(T? Data, Included? Includes, Meta? Meta);

    public sealed record Included(IReadOnlyList<User>? Users, IReadOnlyList<PostBody>? Tweets,
        IReadOnlyList<PostBody>? Posts, IReadOnlyList<MediaBody>? Media, IReadOnlyList<PollBody>? Polls);

    public sealed record MediaBody(string MediaKey, string? Type, string? Url, string? PreviewImageUrl, string? AltText);

    public sealed record PollBody(string Id, IReadOnlyList<PollOption>? Options);

    public sealed record PollOption(string? Label);

    public sealed record Hung(IReadOnlyList<string>? MediaKeys, IReadOnlyList<string>? PollIds);

    public sealed record Meta(string? NewestId, string? NextToken, int ResultCount);

    public sealed record WithId(string Id);

    public sealed record Deletion(bool Deleted);

    public sealed record PostBody
    {
        public required string Id { get; init; }

        public string Text { get; init; } = "";

        public string? AuthorId { get; init; }

        public string? ConversationId { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public string? InReplyToUserId { get; init; }

        public string? Lang { get; init; }

        public Entities? Entities { get; init; }

        public Hung? Attachments { get; init; }

        public bool? PossiblySensitive { get; init; }

        /// <summary>The whole of a post over 280 characters; by its name in document 2.166, then in 2.167.</summary>
        public Note? NoteTweet { get; init; }

        public Note? NotePost { get; init; }

        public IReadOnlyList<Reference>? ReferencedTweets { get; init; }

        public IReadOnlyList<Reference>? ReferencedPosts { get; init; }

        [JsonIgnore]
        public Note? Whole => NoteTweet ?? NotePost;

        [JsonIgnore]
        public IReadOnlyList<Reference> References => ReferencedTweets ?? ReferencedPosts ?? [];

        public PostCounts? PublicMetrics { get; init; }
    }

    public sealed record DirectBody
    {
        public required string Id { get; init; }

        public string Text { get; init; } = "";

        public string? SenderId { get; init; }

        public string? DmConversationId { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public Entities? Entities { get; init; }

        public Hung? Attachments { get; init; }
    }

    public sealed record DirectAnswer(string DmConversationId, string DmEventId);

    public sealed record Note(string Text, Entities? Entities);

    public sealed record Entities(IReadOnlyList<Link>? Urls);

    /// <summary>A link as X rewrote it, and as it was written. Images are links too, with a media key.</summary>
    public sealed record Link(string Url, string? ExpandedUrl, string? MediaKey);

    public sealed record Reference(string Type, string Id);

    public sealed record PostCounts(int? LikeCount, int? RetweetCount, int? ReplyCount, int? QuoteCount, long? ImpressionCount);

    public sealed record User
    {
        public required string Id { get; init; }

        public required string Username { get; init; }

        public string Name { get; init; } = "";

        public string? Description { get; init; }

        public string? ProfileImageUrl { get; init; }

        public DateTimeOffset? CreatedAt { get; init; }

        public UserCounts? PublicMetrics { get; init; }
    }

    public sealed record UserCounts(int? FollowersCount, int? FollowingCount, int? TweetCount);

    public sealed record Access(string AccessToken, string? RefreshToken, int ExpiresIn, string? Scope);
}
