using System.Globalization;
using System.Net;
using System.Text.Json;
using Engagement.Channels.Text;

namespace Engagement.Channels.X;

/// <summary>
/// X's errors as ours. Its problems (RFC 7807) have a type, but most refusals of a post share one, so the words in
/// <c>detail</c> decide first, then the type, then the status (docs.x.com, "Response codes and errors").
/// </summary>
internal static class XErrors
{
    private static readonly (string Words, RefusalKind Kind, string Reason)[] ByWords =
    [
        ("duplicate content", RefusalKind.Duplicate, "X has a post of ours with exactly these words already."),
        ("too long", RefusalKind.TooLong, "The text is over X's limit for this account."),
        ("bit shorter", RefusalKind.TooLong, "The text is over X's limit for this account."),
        ("deleted or not visible", RefusalKind.NotFound, "The post that this answers is gone, or hidden from us."),
        ("conversation is not allowed", RefusalKind.Forbidden, "X lets us answer only people who mention or quote us."),
        ("suspended", RefusalKind.Forbidden, "X has suspended this account."),
        ("credits", RefusalKind.Forbidden, "The X developer account has no credits left. Top it up in X's developer console."),
        ("oauth2 permissions", RefusalKind.Forbidden,
            "The app on X lacks a permission for this. Change it in X's developer console, then connect the account again."),
    ];

    private static readonly Dictionary<string, (RefusalKind Kind, string Reason)> ByType = new(StringComparer.Ordinal)
    {
        ["usage-capped"] = (RefusalKind.RateLimited, "The plan's monthly allowance on X is used up."),
        ["resource-not-found"] = (RefusalKind.NotFound, "X has no such post or person any more."),
        ["not-authorized-for-resource"] = (RefusalKind.Forbidden, "X does not let this account see or do that."),
        ["client-forbidden"] = (RefusalKind.Forbidden, "The app on X may not use this part of the API with its plan."),
        ["invalid-request"] = (RefusalKind.Invalid, "X does not accept this as it is."),
    };

    /// <summary>What a failed send means. A 5xx leaves doubt: the post may have been stored before the server fell over.</summary>
    public static SendOutcome ForSend(HttpResponseMessage response, string body, DateTimeOffset now) =>
        (int)response.StatusCode >= 500
            ? new SendOutcome.Unknown($"X answered {(int)response.StatusCode}; it may have taken the post.")
            : new SendOutcome.Refused(Read(response, body, now));

    /// <summary>What a failed read means; a 200 with nothing but errors in it is one.</summary>
    public static Refusal Read(HttpResponseMessage response, string body, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        if (status >= 500)
        {
            return new(RefusalKind.Unavailable, $"X answered {status}.", RetryAfter(response, now));
        }

        var (words, type) = Problem(body);
        var (kind, reason) = ByStatusFirst(response.StatusCode)
            ?? Array.Find(ByWords, w => words?.Contains(w.Words, StringComparison.OrdinalIgnoreCase) == true) switch
            {
                { Words: not null } known => (known.Kind, known.Reason),
                _ => type is not null && ByType.TryGetValue(type, out var typed) ? typed : ByStatus(response.StatusCode),
            };
        return new(kind, reason, kind == RefusalKind.RateLimited ? RetryAfter(response, now) : null, Short(words));
    }

    /// <summary>
    /// What a failed call to the token endpoint means (RFC 6749, 5.2). Only the network's word that the grant is dead
    /// is a dead token; a 429 or a 5xx passes.
    /// </summary>
    public static Refusal ForToken(HttpResponseMessage response, string body, DateTimeOffset now) => response.StatusCode switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized => new(RefusalKind.BadToken,
            "X no longer renews our access. Connect the account again.", NetworkWords: Short(Problem(body).Words)),
        _ => Read(response, body, now),
    };

    /// <summary>The limit that the answer's headers speak of; null when they do not.</summary>
    public static RateReading? Rate(HttpResponseMessage response, string bucket) =>
        (Number(response, "x-rate-limit-limit"), Number(response, "x-rate-limit-remaining"), Number(response, "x-rate-limit-reset")) is (
            { } limit, { } left, { } reset)
            ? new(bucket, (int)limit, (int)left, DateTimeOffset.FromUnixTimeSeconds(reset))
            : null;

    private static (RefusalKind, string)? ByStatusFirst(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => (RefusalKind.BadToken, "X does not know this access any more."),
        HttpStatusCode.TooManyRequests => (RefusalKind.RateLimited, "X asks us to slow down."),
        _ => null,
    };

    private static (RefusalKind, string) ByStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.PaymentRequired =>
            (RefusalKind.Forbidden, "The X developer account has no credits left. Top it up in X's developer console."),
        HttpStatusCode.Forbidden => (RefusalKind.Forbidden, "X does not let this account do that."),
        HttpStatusCode.NotFound or HttpStatusCode.Gone => (RefusalKind.NotFound, "X has no such post or person any more."),
        _ => (RefusalKind.Invalid, $"X does not accept this as it is (it answered {(int)status})."),
    };

    // The day's limits come beside the window's; whichever is used up says how long to wait.
    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var resets = new[] { "x-user-limit-24hour", "x-app-limit-24hour" }
            .Where(limit => Number(response, $"{limit}-remaining") == 0)
            .Select(limit => Number(response, $"{limit}-reset"))
            .Append(Number(response, "x-rate-limit-reset"))
            .Max();
        return resets is { } reset
            ? TimeSpan.FromSeconds(Math.Max(0, reset - now.ToUnixTimeSeconds()))
            : response.Headers.RetryAfter?.Delta;
    }

    private static long? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values)
            && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static (string? Words, string? Type) Problem(string body)
    {
        try
        {
            var problem = XApi.Read<ProblemBody>(body);
            var first = problem.Errors is [var error, ..] ? error : problem;
            var words = problem.Detail ?? first.Detail ?? first.Message ?? problem.ErrorDescription ?? problem.Title;
            return (words, (first.Type ?? problem.Type)?.Split('/')[^1]);
        }
        catch (JsonException)
        {
            // A proxy's page, say: no words of X's. The status still tells what happened.
            return (null, null);
        }
    }

    private static string? Short(string? words) => words is null ? null : Graphemes.Cut(words, 300);

    private sealed record ProblemBody(
        string? Title, string? Detail, string? Type, string? Message, string? ErrorDescription, IReadOnlyList<ProblemBody>? Errors);
}
