using System.Net.Http.Headers;
using System.Text.Json;

namespace Engagement.Channels.Sandbox;

/// <summary>
/// The Sandbox network's HTTP interface: requests, and the shapes of its answers. Its README is src/Engagement/Sandbox/README.md.
/// </summary>
internal static class SandboxApi
{
    /// <summary>The network always lives under this path of its server, whether or not the account's address says so.</summary>
    private const string Root = "/sandbox/api/";

    public static HttpRequestMessage Get(SandboxSettings to, string path) => Request(HttpMethod.Get, to, path);

    public static HttpRequestMessage Delete(SandboxSettings to, string path) => Request(HttpMethod.Delete, to, path);

    public static HttpRequestMessage Post<T>(SandboxSettings to, string path, T body)
    {
        var request = Request(HttpMethod.Post, to, path);
        request.Content = JsonBody.Of(body, JsonSerializerOptions.Web);
        return request;
    }

    public static HttpRequestMessage Put<T>(SandboxSettings to, string path, T body)
    {
        var request = Request(HttpMethod.Put, to, path);
        request.Content = JsonBody.Of(body, JsonSerializerOptions.Web);
        return request;
    }

    /// <summary>The one call that needs no token.</summary>
    public static HttpRequestMessage Join(Uri server, NewProfile wanted) => new(HttpMethod.Post, new Uri(server, Root + "profiles"))
    {
        Content = JsonBody.Of(wanted, JsonSerializerOptions.Web),
    };

    /// <exception cref="JsonException">The answer is not of this shape.</exception>
    public static T Read<T>(string body) =>
        JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web) ?? throw new JsonException("The answer is null.");

    private static HttpRequestMessage Request(HttpMethod method, SandboxSettings to, string path) =>
        new(method, new Uri(to.Server, Root + path))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", to.Token) },
        };

    public sealed record Webhook(Uri Url, string Secret);

    /// <summary>What we send.</summary>
    public sealed record NewPost(string Key, string Text, string? InReplyTo, string? Language,
        string? ContentWarning, NewCard? Card, IReadOnlyList<NewImage> Images);

    public sealed record NewCard(Uri Url, string Title, string Description, NewImage? Image);

    public sealed record NewImage(string MediaType, string Alt, ReadOnlyMemory<byte> Bytes)
    {
        public static NewImage From(OutgoingImage image) => new(image.MediaType, image.AltText, image.Bytes);
    }

    /// <summary>A post as the network tells it.</summary>
    public sealed record PostBody
    {
        public required string Id { get; init; }

        public required ProfileBody Author { get; init; }

        public string Text { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }

        public string? InReplyTo { get; init; }

        public required string Root { get; init; }

        public string? Language { get; init; }

        public bool Deleted { get; init; }

        public string? ContentWarning { get; init; }

        public CardBody? Card { get; init; }

        public IReadOnlyList<ImageBody>? Images { get; init; }

        public string? Kind { get; init; }

        public required string Url { get; init; }
    }

    public sealed record CardBody(string Url, string? Title);

    public sealed record ImageBody(string Url, string? Alt);

    public sealed record ProfileBody
    {
        public required string Id { get; init; }

        public required string Handle { get; init; }

        public string Name { get; init; } = "";

        public string? About { get; init; }

        public DateTimeOffset? JoinedAt { get; init; }

        public int? Followers { get; init; }

        public int? Following { get; init; }

        public int? Posts { get; init; }

        public required string Url { get; init; }
    }

    /// <summary>A list; its items stay JSON so that each can be kept as it came.</summary>
    public sealed record Page
    {
        public required IReadOnlyList<JsonElement> Items { get; init; }

        public string? Cursor { get; init; }

        public bool HasMore { get; init; }
    }

    public sealed record Metrics(int Likes, int Replies);

    public sealed record RefreshRequest(string RefreshToken);

    public sealed record NewProfile(string? Handle, string? Name);

    public sealed record Access
    {
        public required string AccessToken { get; init; }

        public required string RefreshToken { get; init; }

        public DateTimeOffset ExpiresAt { get; init; }
    }

    public sealed record Joined
    {
        public required ProfileBody Profile { get; init; }

        public required string AccessToken { get; init; }

        public required string RefreshToken { get; init; }

        public DateTimeOffset ExpiresAt { get; init; }
    }
}
