using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engagement.Channels.LinkedIn;

/// <summary>
/// LinkedIn's versioned REST API: requests, and the shapes of its answers (learn.microsoft.com, LinkedIn, "Posts API", "Comments API",
/// "Images API").
/// </summary>
internal sealed class LinkedInApi(Uri root, Uri www)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
        { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static HttpRequestMessage As(LinkedInSettings who, HttpRequestMessage request) => As(who.AccessToken, who.ApiVersion, request);

    public static HttpRequestMessage As(string accessToken, string version, HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        request.Headers.Add("LinkedIn-Version", version);
        request.Headers.Add("X-Restli-Protocol-Version", "2.0.0");
        return request;
    }

    public HttpRequestMessage Create(string author, string commentary, Content? content) =>
        Post("rest/posts", new NewPost(author, commentary, content));

    public HttpRequestMessage OwnPosts(string author) => Finder($"rest/posts?q=author&author={Escape(author)}&count=50&sortBy=CREATED");

    public HttpRequestMessage OnePost(string urn) => Get($"rest/posts/{Escape(urn)}");

    public HttpRequestMessage DeletePost(string urn) => Delete($"rest/posts/{Escape(urn)}");

    public HttpRequestMessage Comment(string actor, string target, string @object, string text) =>
        Post($"rest/socialActions/{Escape(target)}/comments", new NewComment(actor, @object, new(text), target == @object ? null : target));

    public HttpRequestMessage OneComment(CommentUrn urn) => Get($"rest/socialActions/{Escape(urn.Object)}/comments/{Escape(urn.Id)}");

    public HttpRequestMessage Comments(string target) => Get($"rest/socialActions/{Escape(target)}/comments?start=0&count=100");

    public HttpRequestMessage DeleteComment(CommentUrn urn, string actor) =>
        Delete($"rest/socialActions/{Escape(urn.Object)}/comments/{Escape(urn.Id)}?actor={Escape(actor)}");

    /// <summary>What happened to an organisation's page between two moments. Rest.li wants its own brackets unescaped.</summary>
    public HttpRequestMessage Notifications(string organization, long fromMs, long toMs, int start) => Finder(
        $"rest/organizationalEntityNotifications?q=criteria&actions=List(COMMENT,COMMENT_EDIT,COMMENT_DELETE,SHARE_MENTION)"
            + $"&organizationalEntity={Escape(organization)}&timeRange=(start:{fromMs},end:{toMs})&start={start}&count={PageSize}");

    public HttpRequestMessage Metadata(string urn) => Get($"rest/socialMetadata/{Escape(urn)}");

    public HttpRequestMessage Organization(string urn) => Get($"rest/organizations/{Escape(urn.Split(':')[^1])}");

    public HttpRequestMessage Roles() => Finder("rest/organizationAcls?q=roleAssignee&state=APPROVED&count=100");

    public HttpRequestMessage BeginUpload(string owner) => Post("rest/images?action=initializeUpload", new UploadRequest(new(owner)));

    /// <summary>Null when the address is none of LinkedIn's: our token would go there.</summary>
    public HttpRequestMessage? Upload(Uri to, OutgoingImage image)
    {
        if (!(to.Host == root.Host || (to.Scheme == Uri.UriSchemeHttps
            && to.Host.EndsWith(".linkedin.com", StringComparison.OrdinalIgnoreCase))))
        {
            return null;
        }

        var bytes = new ReadOnlyMemoryContent(image.Bytes);
        bytes.Headers.ContentType = new MediaTypeHeaderValue(image.MediaType);
        return new(HttpMethod.Put, to) { Content = bytes };
    }

    public HttpRequestMessage Token(params IEnumerable<(string Name, string Value)> form) =>
        new(HttpMethod.Post, new Uri(www, "oauth/v2/accessToken"))
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };

    public HttpRequestMessage Revoke(params IEnumerable<(string Name, string Value)> form) =>
        new(HttpMethod.Post, new Uri(www, "oauth/v2/revoke"))
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };

    /// <exception cref="JsonException">The answer is not of this shape.</exception>
    public static T Read<T>(string body) => JsonSerializer.Deserialize<T>(body, Json) ?? throw new JsonException("The answer is null.");

    public static T Read<T>(JsonElement element) => element.Deserialize<T>(Json) ?? throw new JsonException("The answer is null.");

    /// <summary>Notifications in one page.</summary>
    public const int PageSize = 50;

    private HttpRequestMessage Get(string path) => new(HttpMethod.Get, new Uri(root, path));

    private HttpRequestMessage Finder(string path) => With("X-RestLi-Method", "FINDER", Get(path));

    private HttpRequestMessage Delete(string path) => With("X-RestLi-Method", "DELETE", new(HttpMethod.Delete, new Uri(root, path)));

    private HttpRequestMessage Post<T>(string path, T body) =>
        new(HttpMethod.Post, new Uri(root, path)) { Content = JsonBody.Of(body, Json) };

    private static HttpRequestMessage With(string header, string value, HttpRequestMessage request)
    {
        request.Headers.Add(header, value);
        return request;
    }

    private static string Escape(string value) =>
        Uri.EscapeDataString(value).Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal);

    private sealed record NewPost(string Author, string Commentary, Content? Content)
    {
        public string Visibility => "PUBLIC";

        public object Distribution { get; } = new { feedDistribution = "MAIN_FEED",
            targetEntities = Array.Empty<string>(), thirdPartyDistributionChannels = Array.Empty<string>() };

        public string LifecycleState => "PUBLISHED";

        public bool IsReshareDisabledByAuthor => false;
    }

    /// <summary>What hangs on a post: one of the three, never two.</summary>
    public sealed record Content(Media? Media = null, Images? MultiImage = null, Article? Article = null);

    public sealed record Media(string Id, string AltText);

    public sealed record Images([property: JsonPropertyName("images")] IReadOnlyList<Media> All);

    public sealed record Article(Uri Source, string Title, string Description, string? Thumbnail);

    private sealed record NewComment(string Actor, string Object, Message Message, string? ParentComment);

    public sealed record Message(string Text);

    private sealed record UploadRequest(UploadOwner InitializeUploadRequest);

    private sealed record UploadOwner(string Owner);

    public sealed record UploadAnswer(UploadPlace Value);

    public sealed record UploadPlace(Uri UploadUrl, string Image);

    public sealed record Page<T>(IReadOnlyList<T> Elements);

    public sealed record PostBody(string Id, string? Commentary, long? CreatedAt, long? PublishedAt)
    {
        public string? Author { get; init; }
    }

    public sealed record CommentBody(string? Id, string? CommentUrn, string? Actor, Message? Message, string? ParentComment)
    {
        public Stamp? Created { get; init; }
    }

    public sealed record Stamp(long Time);

    public sealed record Notification(string Action, string? SourcePost, string? GeneratedActivity,
        long LastModifiedAt, Decorated? DecoratedSourcePost, DecoratedActivity? DecoratedGeneratedActivity);

    public sealed record DecoratedActivity(Decorated? Comment, Decorated? Share);

    public sealed record Decorated(string? Entity, string? Owner, string? Text, string? ParentComment);

    public sealed record SocialMetadata(IReadOnlyDictionary<string, Count>? ReactionSummaries, Count? CommentSummary);

    public sealed record Count([property: JsonPropertyName("count")] int Number);

    public sealed record OrganizationBody(long Id, string? LocalizedName, string? VanityName, string? LocalizedDescription);

    public sealed record Role([property: JsonPropertyName("role")] string Name, string Organization);

    public sealed record Access(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("refresh_token")] string? RefreshToken,
        [property: JsonPropertyName("refresh_token_expires_in")] int? RefreshTokenExpiresIn,
        string? Scope);
}
