using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Engagement.Channels;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>How a call ended.</summary>
/// <param name="Status">Null: there was no answer.</param>
/// <param name="Said">The beginning of the answer, or why there was none.</param>
internal sealed record CallEnd(int? Status, string Said, TimeSpan Took, TimeSpan? RetryAfter)
{
    public bool IsTaken => Status is >= 200 and < 300;

    /// <summary>The receiver says that it is not there any more and wants no more calls (the specification's meaning of 410).</summary>
    public bool IsGone => Status == 410;

    /// <summary>One sentence for the log and the page.</summary>
    public string Words => Status is { } status
        ? IsTaken ? $"Taken with {status}." : status is >= 300 and < 400 ? $"It answers {status}: redirects are not followed. "
            + $"Give the address it leads to." : $"It answers {status}."
        : Said;
}

/// <summary>Calls receivers. An address that somebody typed in is not to lead us into our own network, unless that is meant.</summary>
internal sealed class WebhookCalls : IDisposable
{
    /// <summary>The specification recommends 15 to 30 s; well within an outbox lease.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>What to do where an address inside is meant.</summary>
    public const string Hint = "Allow that for this endpoint if it is meant.";

    private const int MostSaid = 500;

    private readonly HttpClient _public;
    private readonly HttpClient _private;
    private readonly TimeSpan _timeout;

    public WebhookCalls()
        : this(Dns.GetHostAddressesAsync, Timeout)
    {
    }

    internal WebhookCalls(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeSpan timeout)
    {
        _timeout = timeout;
        _public = new HttpClient(GuardedConnections.Handler(resolve, allowPrivate: false, Hint)).Limited();
        _private = new HttpClient(GuardedConnections.Handler(resolve, allowPrivate: true, Hint)).Limited();
    }

    /// <param name="endpoint">Whom.</param>
    /// <param name="secrets">Those that sign.</param>
    /// <param name="id">The message's.</param>
    /// <param name="at">Now.</param>
    /// <param name="body">The bytes that are signed and sent.</param>
    /// <param name="ct">Stops it; our own time limit does not throw.</param>
    public async Task<CallEnd> PostAsync(
        EndpointRow endpoint, IEnumerable<string> secrets, string id, DateTimeOffset at, byte[] body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url);
        request.Headers.UserAgent.ParseAdd("Engagement/1.0");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", string.Join(' ', secrets.Select(s => StandardWebhook.Sign(s, id, at, body))));
        request.Content = new ByteArrayContent(body)
            { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_timeout);
        var watch = Stopwatch.StartNew();
        try
        {
            using var answer = await (endpoint.AllowPrivate ? _private : _public).SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return new((int)answer.StatusCode, await BeginningAsync(answer, limit.Token),
                watch.Elapsed, WaitAsked(answer.Headers.RetryAfter, at));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Our own limit: a way for a call to end.
            return new(null, $"No answer within {_timeout.TotalSeconds:0} seconds.", watch.Elapsed, null);
        }
        catch (RefusedAddressException e)
        {
            return new(null, e.Message, watch.Elapsed, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // What is wrong with somebody else's server is an answer, not a fault of ours.
            return new(null, e.InnerException is RefusedAddressException refused
                ? refused.Message : $"It cannot be reached: {e.Message}", watch.Elapsed, null);
        }
    }

    public void Dispose()
    {
        _public.Dispose();
        _private.Dispose();
    }

    private static async Task<string> BeginningAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[MostSaid];
        var read = await body.ReadAtLeastAsync(buffer, MostSaid, throwOnEndOfStream: false, ct);
        return new string([.. Encoding.UTF8.GetString(buffer, 0, read).Where(c => !char.IsControl(c) || c is '\n')]);
    }

    private static TimeSpan? WaitAsked(RetryConditionHeaderValue? header, DateTimeOffset now) =>
        header?.Delta ?? (header?.Date is { } date ? date - now : null);
}
