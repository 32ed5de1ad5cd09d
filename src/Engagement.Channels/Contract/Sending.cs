using System.Text;
using System.Text.Json;

namespace Engagement.Channels;

/// <summary>
/// The one place that tells "certainly not sent" from "may have been sent". Every adapter sends through it,
/// so no adapter can turn a lost answer into a second post.
/// </summary>
internal static class Sending
{
    /// <summary>
    /// Makes one call that publishes something. A connection that could not be opened is
    /// <see cref="RefusalKind.Unavailable"/> (nothing left this machine); anything that fails after that is
    /// <see cref="SendOutcome.Unknown"/>, because the body may have arrived.
    /// </summary>
    /// <param name="http">The client.</param>
    /// <param name="request">The request; sent once.</param>
    /// <param name="read">Turns the network's answer, of whatever status, into an outcome.</param>
    /// <param name="ct">The caller's wish to stop; after the body left it makes the outcome Unknown.</param>
    public static async Task<SendOutcome> SendOnceAsync(
        HttpClient http,
        HttpRequestMessage request,
        Func<HttpResponseMessage, string, SendOutcome> read,
        CancellationToken ct)
    {
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
            return read(response, await WordsAsync(response, ct));
        }
        catch (HttpRequestException e) when (e.InnerException is RefusedAddressException refused)
        {
            return SendOutcome.No(RefusalKind.Invalid, $"Server: {refused.Message}");
        }
        catch (HttpRequestException e) when (NeverLeft(e))
        {
            return SendOutcome.No(RefusalKind.Unavailable, NotReached(e));
        }
        catch (HttpRequestException e)
        {
            return new SendOutcome.Unknown(IsTooMuch(e) ? TooMuch
                : $"The connection broke before the network answered ({e.HttpRequestError}).");
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.Unknown("The network did not answer in time.");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException)
        {
            // Not its format, or packed in a way that cannot be unpacked. Whatever it was, the body had left.
            return new SendOutcome.Unknown("The network answered with something that is not its own format.");
        }
    }

    /// <summary>The same for a read: every fault is a refusal, because reading again does no harm.</summary>
    public static async Task<Reading<T>> ReadAsync<T>(
        HttpClient http,
        HttpRequestMessage request,
        Func<HttpResponseMessage, string, Reading<T>> read,
        CancellationToken ct)
    {
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
            return read(response, await WordsAsync(response, ct));
        }
        catch (HttpRequestException e) when (e.InnerException is RefusedAddressException refused)
        {
            return Reading<T>.No(RefusalKind.Invalid, $"Server: {refused.Message}");
        }
        catch (HttpRequestException e)
        {
            return Reading<T>.No(RefusalKind.Unavailable, NeverLeft(e) ? NotReached(e) : IsTooMuch(e) ? TooMuch
                : "The connection broke before the network answered.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Reading<T>.No(RefusalKind.Unavailable, "The network did not answer in time.");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException)
        {
            return Reading<T>.No(RefusalKind.Unavailable, "The network answered with something that is not its own format.");
        }
    }

    private const string TooMuch = "The network's answer was larger than any answer of its kind.";

    // Every API we speak answers in UTF-8; an encoding that a server names and nobody knows is no reason to lose the answer.
    private static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken ct) =>
        Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(ct)).TrimStart('\uFEFF');

    private static bool IsTooMuch(HttpRequestException e) => e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded;

    // Our words: whoever could not be reached has said nothing.
    private static string NotReached(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "The network could not be reached: its name was not found.",
        HttpRequestError.SecureConnectionError => "The network could not be reached: no secure connection could be made.",
        HttpRequestError.ProxyTunnelError => "The network could not be reached: the proxy did not let us through.",
        _ => "The network could not be reached.",
    };

    // Faults that happen before the first byte of the request is on the wire.
    private static bool NeverLeft(HttpRequestException e) => e.HttpRequestError is
        HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;
}
