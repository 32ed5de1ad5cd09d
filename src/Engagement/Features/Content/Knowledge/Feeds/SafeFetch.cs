using System.Net;
using System.Net.Http.Headers;
using Engagement.Channels;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>How a fetch ended.</summary>
internal abstract record Fetched
{
    private Fetched() { }

    /// <summary>Here it is.</summary>
    /// <param name="Bytes">At most <see cref="SafeFetch.MostBytes"/>.</param>
    /// <param name="Url">Where it was in the end, after redirects.</param>
    /// <param name="ETag">To ask with next time.</param>
    /// <param name="LastModified">To ask with next time.</param>
    /// <param name="Charset">The encoding the server names, as it wrote it.</param>
    public sealed record Content(byte[] Bytes, Uri Url, string? ETag, string? LastModified, string? Charset) : Fetched;

    /// <summary>Nothing new since we asked last: 304.</summary>
    public sealed record NotModified : Fetched;

    /// <summary>It could not be had, and why, in words for the person who keeps the source.</summary>
    /// <param name="Reason">A sentence.</param>
    /// <param name="RetryAfter">How long the server asks us to wait, if it does.</param>
    public sealed record Failed(string Reason, TimeSpan? RetryAfter = null) : Fetched;
}

/// <summary>
/// Fetches an address that somebody typed in. It is not to be led into our own network: each address is checked where the connection
/// is made, on the very address that is connected to, so a name that resolves differently a moment later gains nothing.
/// </summary>
internal sealed class SafeFetch : IDisposable
{
    public const int MostBytes = 10 * 1024 * 1024;
    public const int MostRedirects = 5;

    /// <summary>What to do where an address inside is meant.</summary>
    public const string Hint = "Mark the source as internal if that is meant.";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // Kept apart: a connection that was allowed for an internal source must not be lent to another.
    private readonly HttpClient _public;
    private readonly HttpClient _internal;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly TimeSpan _timeout;

    public SafeFetch()
        : this(Dns.GetHostAddressesAsync, Timeout)
    {
    }

    /// <param name="resolve">Names to addresses.</param>
    /// <param name="timeout">For the whole fetch, redirects and body included.</param>
    internal SafeFetch(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeSpan timeout)
    {
        _resolve = resolve;
        _timeout = timeout;
        _public = Client(allowPrivate: false);
        _internal = Client(allowPrivate: true);
    }

    /// <param name="url">http or https.</param>
    /// <param name="isInternal">Private and loopback addresses are allowed.</param>
    /// <param name="etag">From last time.</param>
    /// <param name="lastModified">From last time.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Fetched> GetAsync(
        Uri url, bool isInternal, string? etag = null, string? lastModified = null, CancellationToken ct = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_timeout);
        try
        {
            for (var hops = 0; ; hops++)
            {
                if (url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
                {
                    return new Fetched.Failed($"It leads to {Name(url)}, which is not a plain web address.");
                }

                using var request = Request(url, etag, lastModified);
                using var response = await (isInternal ? _internal : _public).SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if (response is { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect, Headers.Location: { } location })
                {
                    if (hops == MostRedirects)
                    {
                        return new Fetched.Failed($"It redirects more than {MostRedirects} times.");
                    }

                    url = new Uri(url, location);
                    continue;
                }

                return await ReadAsync(response, url, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Our own limit, not the caller's wish: it is a way for a fetch to end.
            return new Fetched.Failed($"{Name(url)} did not answer within {_timeout.TotalSeconds:0} seconds.");
        }
        catch (RefusedAddressException e)
        {
            return new Fetched.Failed(e.Message);
        }
        catch (HttpRequestException e)
        {
            // What is wrong with somebody else's server is an answer, not a fault of ours.
            return new Fetched.Failed(e.InnerException is RefusedAddressException refused
                ? refused.Message
                : $"{Name(url)} cannot be reached: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UriFormatException)
        {
            // The connection broke while reading, or a redirect is no address.
            return new Fetched.Failed($"{Name(url)} cannot be read: {e.Message}");
        }
    }

    public void Dispose()
    {
        _public.Dispose();
        _internal.Dispose();
    }

    private static HttpRequestMessage Request(Uri url, string? etag, string? lastModified)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.UserAgent.ParseAdd("Engagement/1.0");
        request.Headers.Accept.ParseAdd(
            "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1");

        // Sent back as they came, also when they are not formed by the book.
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        if (lastModified is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", lastModified);
        }

        return request;
    }

    private static async Task<Fetched> ReadAsync(HttpResponseMessage response, Uri url, CancellationToken ct)
    {
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            return new Fetched.NotModified();
        }

        if (!response.IsSuccessStatusCode)
        {
            return new Fetched.Failed($"{Name(url)} answers {(int)response.StatusCode} {response.ReasonPhrase}.".Replace(
                " .", ".", StringComparison.Ordinal), Wait(response.Headers.RetryAfter));
        }

        // Counted after decompression: a small answer may unfold into a huge one. The length it states is not relied on.
        var content = new MemoryStream();
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[81920];
        while (await body.ReadAsync(buffer, ct) is > 0 and var read)
        {
            if (content.Length + read > MostBytes)
            {
                return new Fetched.Failed($"It is larger than {MostBytes / 1024 / 1024} MB.");
            }

            content.Write(buffer, 0, read);
        }

        return new Fetched.Content(
            content.ToArray(),
            url,
            Header(response.Headers, "ETag", 400),
            Header(response.Content.Headers, "Last-Modified", 100),
            Charset(Header(response.Content.Headers, "Content-Type", 400)));
    }

    private static string? Header(HttpHeaders headers, string name, int most) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.ToString() is { Length: > 0 } text && text.Length <= most
            ? text : null;

    // Out of the text, because a type that is not formed by the book still names its encoding.
    private static string? Charset(string? contentType)
    {
        var part = contentType?.Split(';').Skip(1).Select(p => p.Trim())
            .FirstOrDefault(p => p.StartsWith("charset", StringComparison.OrdinalIgnoreCase));
        return part is not null && part.Split('=') is [_, var name] ? name.Trim().Trim('"', '\'') : null;
    }

    private static TimeSpan? Wait(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - DateTimeOffset.UtcNow : null);

    private static string Name(Uri url) => url.IsAbsoluteUri
        ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
        : url.ToString();

    private HttpClient Client(bool allowPrivate) =>
        new HttpClient(GuardedConnections.Handler(_resolve, allowPrivate, Hint)).Limited();
}
