using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Engagement.Channels.Mastodon;

/// <summary>Calls to a server that speaks the Mastodon API (docs.joinmastodon.org/methods).</summary>
internal sealed class MastodonApi(HttpClient http, TimeProvider clock)
{
    /// <summary>The limits of docs.joinmastodon.org/api/rate-limits, by the names we give them.</summary>
    public const string Calls = "calls", Media = "media", Deletes = "deletes";

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,

        // An answer without an id, say, is not the network's answer.
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public Task<Reading<T>> GetAsync<T>(ChannelAccount account, string path, CancellationToken ct) =>
        GetAsync<T>(account, path, (body, _) => Parse<T>(body), ct);

    /// <summary>Reads what comes in pages: the answer, and the address of the next page where the server names one.</summary>
    public Task<Reading<T>> GetAsync<T>(ChannelAccount account, string path, Func<string, Uri?, T> read, CancellationToken ct) =>
        AsAccountAsync(account, new HttpRequestMessage(HttpMethod.Get, Address(account.Server, path)),
            Calls, (response, body) => read(body, Next(response)), ct);

    /// <summary>Uploads an image with its alt text. Nobody sees it before a status names it, so a repeat does no harm.</summary>
    public Task<Reading<(MediaAnswer Media, bool IsReady)>> UploadAsync(
        ChannelAccount account, string path, OutgoingImage image, CancellationToken ct)
    {
        var file = new ReadOnlyMemoryContent(image.Bytes) { Headers = { ContentType = new MediaTypeHeaderValue(image.MediaType) } };
        // A name of its own: snac was seen to keep two files of one name as one.
        var form = new MultipartFormDataContent { { file, "\"file\"", $"\"{Guid.NewGuid():N}.{image.MediaType.Split('/')[^1]}\"" } };
        if (image.AltText.Length > 0)
        {
            form.Add(new StringContent(image.AltText, Encoding.UTF8), "\"description\"");
        }

        return AsAccountAsync(account, new HttpRequestMessage(HttpMethod.Post, Address(account.Server, path)) { Content = form }, Media,
            (response, body) => (Parse<MediaAnswer>(body), response.StatusCode != System.Net.HttpStatusCode.Accepted), ct);
    }

    /// <summary>Calls about apps and access, which carry no token and publish nothing.</summary>
    public async Task<Reading<T>> OpenAsync<T>(Uri server, HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, Address(server, path)) { Content = Json(body) };
        return await Sending.ReadAsync(http, request, (response, text) => Answer(response, text, Calls, (_, b) => Parse<T>(b)), ct);
    }

    /// <summary>A call that changes what the world sees.</summary>
    public async Task<SendOutcome> SendAsync(ChannelAccount account, HttpMethod method, string path,
        object? body, string? key, string bucket, Func<string, SendOutcome> accepted, CancellationToken ct)
    {
        if (account.Secret(MastodonSettings.AccessToken) is not { Length: > 0 } token)
        {
            return new SendOutcome.Refused(NoAccess());
        }

        using var request = new HttpRequestMessage(method, Address(account.Server, path)) { Content = Json(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await Sending.SendOnceAsync(http, request, (response, text) =>
        {
            SendOutcome outcome = response.IsSuccessStatusCode ? accepted(text)
                : (int)response.StatusCode >= 500 ? new SendOutcome.Unknown(
                    $"The server answered {(int)response.StatusCode} after it had our words.")
                : new SendOutcome.Refused(MastodonErrors.Of(response, text, clock));
            return outcome with { Rate = MastodonErrors.Rate(response, bucket) };
        }, ct);
    }

    /// <exception cref="JsonException">It is not of that form.</exception>
    public static T Parse<T>(string body) =>
        JsonSerializer.Deserialize<T>(body.Length == 0 ? "{}" : body, Wire) ?? throw new JsonException("null");

    /// <exception cref="JsonException">It is not of that form.</exception>
    public static T Parse<T>(JsonElement json) => json.Deserialize<T>(Wire) ?? throw new JsonException("null");

    private async Task<Reading<T>> AsAccountAsync<T>(
        ChannelAccount account, HttpRequestMessage request, string bucket, Func<HttpResponseMessage, string, T> read, CancellationToken ct)
    {
        using (request)
        {
            if (account.Secret(MastodonSettings.AccessToken) is not { Length: > 0 } token)
            {
                return new Reading<T>.Refused(NoAccess());
            }

            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return await Sending.ReadAsync(http, request, (response, body) => Answer(response, body, bucket, read), ct);
        }
    }

    private Reading<T> Answer<T>(HttpResponseMessage response, string body, string bucket, Func<HttpResponseMessage, string, T> read)
    {
        Reading<T> reading = response.IsSuccessStatusCode
            ? new Reading<T>.Got(read(response, body))
            : new Reading<T>.Refused(MastodonErrors.Of(response, body, clock));
        return reading with { Rate = MastodonErrors.Rate(response, bucket) };
    }

    private static Refusal NoAccess() => new(RefusalKind.BadToken, "This account has no access to its server. Connect it again.");

    // JSON and not a form: some servers lose a form's fields. With its length: some take no chunks.
    private static StringContent? Json(object? body) => body is null
        ? null
        : new StringContent(JsonSerializer.Serialize(body, Wire), Encoding.UTF8, "application/json");

    private static Uri Address(Uri? server, string path) =>
        new(server ?? throw new ArgumentException("A Mastodon account has a server."), "/" + path);

    private static Uri? Next(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var links))
        {
            return null;
        }

        // RFC 8288: <address>; rel="next", …
        var next = links.SelectMany(l => l.Split(',')).FirstOrDefault(l => l.Contains("rel=\"next\"", StringComparison.OrdinalIgnoreCase));
        return next?.Split('<', '>') is [_, var address, ..] ? WebAddress.Of(address) : null;
    }
}
