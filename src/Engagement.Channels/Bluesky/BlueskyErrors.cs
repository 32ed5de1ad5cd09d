using System.Globalization;
using System.Net;
using System.Text.Json;
using Engagement.Channels.Text;

namespace Engagement.Channels.Bluesky;

/// <summary>
/// Bluesky's error table. Every error is <c>{"error": name, "message": words}</c> (atproto.com/specs/xrpc#error-responses);
/// the names come from the lexicons and from the server's own code, since a bad token, say, is 400 and not 401.
/// </summary>
internal static class BlueskyErrors
{
    private static readonly Dictionary<string, (RefusalKind Kind, string Reason)> Table = new(StringComparer.Ordinal)
    {
        ["ExpiredToken"] = (RefusalKind.BadToken, "The session with Bluesky has ended."),
        ["InvalidToken"] = (RefusalKind.BadToken, "Bluesky does not accept the session any more."),
        ["AuthMissing"] = (RefusalKind.BadToken, "There is no session with Bluesky."),
        ["AuthenticationRequired"] = (RefusalKind.BadToken,
            "Bluesky does not accept this handle and app password. The app password may have been deleted there."),
        ["AuthFactorTokenRequired"] = (RefusalKind.BadToken,
            "Bluesky asks for a code by e-mail, which means that this is the account's own password. Use an app password."),
        ["AccountTakedown"] = (RefusalKind.Forbidden, "Bluesky has taken this account down."),
        ["AccountDeactivated"] = (RefusalKind.Forbidden, "This account is deactivated on Bluesky."),
        ["AccountSuspended"] = (RefusalKind.Forbidden, "Bluesky has suspended this account."),
        ["BlockedActor"] = (RefusalKind.Forbidden, "The account has blocked them."),
        ["BlockedByActor"] = (RefusalKind.Forbidden, "They have blocked this account."),
        ["NotFound"] = (RefusalKind.NotFound, "The post is not there, or not yet visible to Bluesky."),
        ["RecordNotFound"] = (RefusalKind.NotFound, "The post is not there."),
        ["RepoNotFound"] = (RefusalKind.NotFound, "The account is not on this server."),
        ["BlobTooLarge"] = (RefusalKind.Invalid, "An image is larger than this server takes."),
        ["PayloadTooLarge"] = (RefusalKind.Invalid, "An image is larger than this server takes."),
        ["InvalidMimeType"] = (RefusalKind.Invalid, "An image is of a type that Bluesky does not take."),
        ["BlobNotFound"] = (RefusalKind.Invalid, "Bluesky no longer has an image that was uploaded for this post."),
        ["RateLimitExceeded"] = (RefusalKind.RateLimited, "Bluesky asks us to slow down."),
        ["UpstreamFailure"] = (RefusalKind.Unavailable, "The account's server does not reach the rest of Bluesky."),
        ["UpstreamTimeout"] = (RefusalKind.Unavailable, "The rest of Bluesky did not answer the account's server in time."),
        ["NotEnoughResources"] = (RefusalKind.Unavailable, "The account's server is overloaded."),
    };

    /// <summary>What an answer that is no success means.</summary>
    public static Refusal Of(HttpResponseMessage response, string body, TimeProvider clock)
    {
        var (name, words) = Read(body);
        var (kind, reason) = Explain(response.StatusCode, name, words);
        return new Refusal(kind, reason, kind == RefusalKind.RateLimited ? Wait(response, clock) : null, Shorten(name, words));
    }

    /// <summary>The error's name, e.g. <c>InvalidSwap</c>; empty when the answer is not in the network's form.</summary>
    public static string Name(string body) => Read(body).Name;

    /// <summary>What the headers say of the limit nearest to its end; null when they say nothing.</summary>
    public static RateReading? Rate(HttpResponseMessage response) =>
        Number(response, "RateLimit-Limit") is { } limit && Number(response, "RateLimit-Remaining") is { } remaining
            && Number(response, "RateLimit-Reset") is { } reset
            ? new RateReading(Header(response, "RateLimit-Policy") ?? "", (int)limit,
                (int)remaining, DateTimeOffset.FromUnixTimeSeconds(reset))
            : null;

    private static (RefusalKind Kind, string Reason) Explain(HttpStatusCode status, string name, string words) => status switch
    {
        _ when Table.TryGetValue(name, out var known) => known,
        HttpStatusCode.TooManyRequests => Table["RateLimitExceeded"],
        HttpStatusCode.Unauthorized => Table["InvalidToken"],
        HttpStatusCode.Forbidden => (RefusalKind.Forbidden, "Bluesky does not allow this account to do that."),
        HttpStatusCode.NotFound => (RefusalKind.NotFound, "There is no Bluesky server at this address, or not that post."),
        HttpStatusCode.RequestEntityTooLarge => Table["PayloadTooLarge"],
        >= HttpStatusCode.InternalServerError => (RefusalKind.Unavailable, "The account's server has a fault of its own."),
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
            (RefusalKind.Invalid, "The server has moved. Connect the account again with its new address."),
        // Both are InvalidRequest; only the words tell them apart.
        _ when words.Contains("graphemes", StringComparison.Ordinal)
            || words.Contains("text must not be longer", StringComparison.Ordinal) =>
            (RefusalKind.TooLong, "The text is longer than Bluesky takes."),
        _ when words.Contains("not found", StringComparison.OrdinalIgnoreCase) => (RefusalKind.NotFound, "It is not there on Bluesky."),
        _ => (RefusalKind.Invalid, "Bluesky does not accept this as it is."),
    };

    private static TimeSpan? Wait(HttpResponseMessage response, TimeProvider clock)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ when Number(response, "RateLimit-Reset") is { } reset => DateTimeOffset.FromUnixTimeSeconds(reset) - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static (string Name, string Words) Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? (Text(json.RootElement, "error"), Text(json.RootElement, "message"))
                : ("", "");
        }
        catch (JsonException)
        {
            // A proxy's page in HTML, say: the status alone then tells what it was.
            return ("", "");
        }
    }

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string? Shorten(string name, string words)
    {
        var both = (name.Length > 0 && words.Length > 0 ? $"{name}: {words}" : name + words).Trim();
        return both.Length == 0 ? null : Graphemes.Cut(both, 300);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static long? Number(HttpResponseMessage response, string name) =>
        long.TryParse(Header(response, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue
            ? number : null;
}
