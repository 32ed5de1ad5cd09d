using System.Net;
using System.Text.Json;
using Engagement.Channels.Text;

namespace Engagement.Channels.Sandbox;

/// <summary>
/// The Sandbox network's errors, <c>{"error":"code","message":"words"}</c>, as ours. The code decides;
/// the status only where the body is not the network's own.
/// </summary>
internal static class SandboxErrors
{
    private static readonly Dictionary<string, (RefusalKind Kind, string Reason)> Table = new(StringComparer.Ordinal)
    {
        ["invalid"] = (RefusalKind.Invalid, "The Sandbox network does not accept this post as it is."),
        ["too_long"] = (RefusalKind.TooLong, "The text is over the Sandbox network's limit of 500 characters."),
        ["bad_token"] = (RefusalKind.BadToken, "The Sandbox network does not know this access token. Connect the account again."),
        ["expired_token"] = (RefusalKind.BadToken, "The access token has expired."),
        ["forbidden"] = (RefusalKind.Forbidden, "The account may not do this on the Sandbox network."),
        ["not_found"] = (RefusalKind.NotFound, "The post is not there any more."),
        ["duplicate"] = (RefusalKind.Duplicate, "The Sandbox network has this already."),
        ["rate_limited"] = (RefusalKind.RateLimited, "The Sandbox network asks us to slow down."),
    };

    /// <summary>What a failed send means. A 5xx leaves doubt: the post may have been stored before the server fell over.</summary>
    public static SendOutcome ForSend(HttpResponseMessage response, string body) =>
        (int)response.StatusCode >= 500
            ? new SendOutcome.Unknown($"The Sandbox network answered {(int)response.StatusCode}; it may have taken the post.")
            : new SendOutcome.Refused(Read(response, body));

    /// <summary>What a failed read means.</summary>
    public static Reading<T> ForRead<T>(HttpResponseMessage response, string body) =>
        new Reading<T>.Refused((int)response.StatusCode >= 500
            ? new Refusal(RefusalKind.Unavailable, $"The Sandbox network answered {(int)response.StatusCode}.", RetryAfter(response))
            : Read(response, body));

    /// <summary>What a failed joining means: the network names the field itself, in words a person can act on.</summary>
    public static Reading<ConnectStep> ForJoin(HttpResponseMessage response, string body)
    {
        var refused = (Reading<ConnectStep>.Refused)ForRead<ConnectStep>(response, body);
        return refused.Refusal is { Kind: RefusalKind.Invalid or RefusalKind.Duplicate, NetworkWords: { } words }
            ? new Reading<ConnectStep>.Refused(refused.Refusal with { Reason = words })
            : refused;
    }

    private static Refusal Read(HttpResponseMessage response, string body)
    {
        var (code, words) = Words(body);
        var (kind, reason) = code is not null && Table.TryGetValue(code, out var known) ? known : ByStatus(response.StatusCode);
        return new Refusal(kind, reason, RetryAfter(response), words);
    }

    private static (RefusalKind Kind, string Reason) ByStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => Table["bad_token"],
        HttpStatusCode.Forbidden => Table["forbidden"],
        HttpStatusCode.NotFound or HttpStatusCode.Gone => Table["not_found"],
        HttpStatusCode.TooManyRequests => Table["rate_limited"],
        _ => (RefusalKind.Invalid, $"The Sandbox network answered {(int)status}."),
    };

    private static (string? Code, string? Words) Words(string body)
    {
        try
        {
            var error = JsonSerializer.Deserialize<ErrorBody>(body, JsonSerializerOptions.Web);
            return (error?.Error, Short(error?.Message));
        }
        catch (JsonException)
        {
            // A proxy's page, say. The status still tells what happened.
            return (null, Short(body));
        }
    }

    private static string? Short(string? words) => words is null ? null : Graphemes.Cut(words, 300);

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private sealed record ErrorBody(string? Error, string? Message);
}
