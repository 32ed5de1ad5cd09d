using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Engagement.Channels.Bluesky;

/// <summary>Calls to an account's server, a PDS (atproto.com/specs/xrpc). What is not the PDS's own it passes on to the AppView.</summary>
internal sealed class BlueskyApi(HttpClient http, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        // An answer that lacks what its lexicon promises is not the network's answer.
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads. With a proxy, what the service of that name answers (atproto.com/specs/xrpc#service-proxying).</summary>
    public Task<Reading<T>> GetAsync<T>(
        ChannelAccount account, string method, IEnumerable<(string Name, string? Value)> query, CancellationToken ct, string? proxy = null)
    {
        var pairs = query.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}");
        return AsAccountAsync<T>(account, () =>
            Through(proxy, new HttpRequestMessage(HttpMethod.Get, Address(account.Server, $"{method}?{string.Join('&', pairs)}"))), ct);
    }

    /// <summary>
    /// Uploads bytes. They are nobody's until a record names them, and the server forgets them if none does: repeating it does no harm.
    /// </summary>
    public Task<Reading<BlobAnswer>> UploadAsync(ChannelAccount account, OutgoingImage image, CancellationToken ct) =>
        AsAccountAsync<BlobAnswer>(
            account, () => new HttpRequestMessage(HttpMethod.Post, Address(account.Server, "com.atproto.repo.uploadBlob"))
            {
                Content = new ReadOnlyMemoryContent(image.Bytes) { Headers = { ContentType = new MediaTypeHeaderValue(image.MediaType) } },
            }, ct);

    /// <summary>Calls that publish nothing and carry a token of their own, or none: sessions.</summary>
    public async Task<Reading<T>> SessionAsync<T>(Uri? server, string method, string? token, object? body, CancellationToken ct)
    {
        using var request = Post(server, method, token, body);
        return await Sending.ReadAsync(http, request, Answer<T>, ct);
    }

    /// <summary>A call that changes what the world sees.</summary>
    /// <param name="account">As whom.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="body">What it takes.</param>
    /// <param name="accepted">What a success means.</param>
    /// <param name="ct">After the body left, makes the outcome Unknown.</param>
    /// <param name="proxy">The service to which the server shall pass it on (atproto.com/specs/xrpc#service-proxying).</param>
    public async Task<(SendOutcome Outcome, string Error)> SendAsync(
        ChannelAccount account, string method, object body, Func<string, SendOutcome> accepted, CancellationToken ct, string? proxy = null)
    {
        if (account.Secret(BlueskySettings.AccessJwt) is not { Length: > 0 } token)
        {
            return (NoSession(), "");
        }

        var error = "";
        using var request = Through(proxy, Post(account.Server, method, token, body));
        var outcome = await Sending.SendOnceAsync(http, request, (response, text) =>
        {
            error = response.IsSuccessStatusCode ? "" : BlueskyErrors.Name(text);
            SendOutcome read = response.IsSuccessStatusCode ? accepted(text)
                : (int)response.StatusCode >= 500 ? new SendOutcome.Unknown(
                    $"The server answered {(int)response.StatusCode} after it had our words.")
                : new SendOutcome.Refused(BlueskyErrors.Of(response, text, clock));
            return read with { Rate = BlueskyErrors.Rate(response) };
        }, ct);
        return (outcome, error);
    }

    /// <exception cref="JsonException">It is not of that form.</exception>
    public static T Parse<T>(string body) =>
        // A method without an answer of its own sends nothing at all.
        JsonSerializer.Deserialize<T>(body.Length == 0 ? "{}" : body, Wire) ?? throw new JsonException("null");

    /// <exception cref="JsonException">It is not of that form.</exception>
    public static T Parse<T>(JsonElement json) => json.Deserialize<T>(Wire) ?? throw new JsonException("null");

    private async Task<Reading<T>> AsAccountAsync<T>(ChannelAccount account, Func<HttpRequestMessage> make, CancellationToken ct)
    {
        if (account.Secret(BlueskySettings.AccessJwt) is not { Length: > 0 } token)
        {
            return new Reading<T>.Refused(NoSession().Refusal);
        }

        using var request = make();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Sending.ReadAsync(http, request, Answer<T>, ct);
    }

    private Reading<T> Answer<T>(HttpResponseMessage response, string body)
    {
        Reading<T> reading = response.IsSuccessStatusCode
            ? Parse<T>(body)
            : new Reading<T>.Refused(BlueskyErrors.Of(response, body, clock));
        return reading with { Rate = BlueskyErrors.Rate(response) };
    }

    // The host renews the session when it hears of a bad token; the first one is made the same way.
    private static SendOutcome.Refused NoSession() => SendOutcome.No(RefusalKind.BadToken, "There is no session with Bluesky.");

    private static HttpRequestMessage Post(Uri? server, string method, string? token, object? body) => new(
        HttpMethod.Post, Address(server, method))
    {
        // Not JsonContent: it sends in chunks without a length, which not every server in front of a PDS takes.
        Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body, Wire), Encoding.UTF8, "application/json"),
        Headers = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
    };

    private static HttpRequestMessage Through(string? proxy, HttpRequestMessage request)
    {
        if (proxy is not null)
        {
            request.Headers.Add("atproto-proxy", proxy);
        }

        return request;
    }

    private static Uri Address(Uri? server, string method) => new(server ?? BlueskySettings.DefaultServer, $"/xrpc/{method}");
}
