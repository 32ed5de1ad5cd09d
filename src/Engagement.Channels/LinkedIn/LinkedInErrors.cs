using System.Net;
using System.Text.Json;
using Engagement.Channels.Text;

namespace Engagement.Channels.LinkedIn;

/// <summary>
/// LinkedIn's errors, <c>{status, code, message, errorDetails}</c>, as ours (learn.microsoft.com, LinkedIn, "Error handling").
/// </summary>
internal static class LinkedInErrors
{
    // Found in the code, or, for a 422, deep in the details.
    private static readonly (string Code, RefusalKind Kind, string Reason)[] ByCode =
    [
        ("DUPLICATE_POST", RefusalKind.Duplicate, "LinkedIn has a post of ours with exactly these words already."),
        ("FIELD_LENGTH_TOO_LONG", RefusalKind.TooLong, "The text is over LinkedIn's limit."),
        ("NONEXISTENT_VERSION", RefusalKind.Invalid,
            "LinkedIn no longer serves the version of its API that this account asks for. Set a newer one in the account's settings."),
        ("ACCESS_DENIED", RefusalKind.Forbidden, "LinkedIn does not let us do that: the app lacks a permission or product, "
            + "or the member who connected it is no longer an admin of the page."),
    ];

    /// <summary>What a failed send means. A 5xx leaves doubt: the post may have been stored before the server fell over.</summary>
    public static SendOutcome ForSend(HttpResponseMessage response, string body, DateTimeOffset now) =>
        (int)response.StatusCode >= 500
            ? new SendOutcome.Unknown($"LinkedIn answered {(int)response.StatusCode}; it may have taken the post.")
            : new SendOutcome.Refused(Read(response, body, now));

    /// <summary>What a failed read means.</summary>
    public static Refusal Read(HttpResponseMessage response, string body, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        if (status >= 500)
        {
            return new(RefusalKind.Unavailable, $"LinkedIn answered {status}.", response.Headers.RetryAfter?.Delta);
        }

        var words = Words(body);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            // LinkedIn does not say when; its daily limits start anew at midnight UTC ("Rate limits").
            var wait = response.Headers.RetryAfter?.Delta
                ?? (words?.Contains("DAY limit", StringComparison.OrdinalIgnoreCase) == true
                    ? now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime : null);
            return new(RefusalKind.RateLimited, "LinkedIn's allowance for today is used up, or we ask too often.", wait, words);
        }

        var (kind, reason) = Array.Find(ByCode, c => body.Contains($"\"{c.Code}\"", StringComparison.Ordinal)) is { Code: not null } known
            ? (known.Kind, known.Reason)
            : ByStatus(response.StatusCode);
        return new(kind, reason, NetworkWords: words);
    }

    /// <summary>
    /// What a failed call to the token endpoint means. Only LinkedIn's word that the grant is dead is a dead token; a 429 or a 5xx passes.
    /// </summary>
    public static Refusal ForToken(HttpResponseMessage response, string body, DateTimeOffset now) => response.StatusCode switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized =>
            new(RefusalKind.BadToken, "LinkedIn does not give us access any more. Connect the account again.", NetworkWords: Words(body)),
        _ => Read(response, body, now),
    };

    private static (RefusalKind, string) ByStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized =>
            (RefusalKind.BadToken, "LinkedIn does not know this access any more: it has ended or was withdrawn."),
        HttpStatusCode.Forbidden => (RefusalKind.Forbidden, "LinkedIn does not let us do that."),
        HttpStatusCode.NotFound or HttpStatusCode.Gone => (RefusalKind.NotFound, "LinkedIn has no such post, comment or page any more."),
        _ => (RefusalKind.Invalid, $"LinkedIn does not accept this as it is (it answered {(int)status})."),
    };

    private static string? Words(string body)
    {
        string? words;
        try
        {
            var error = LinkedInApi.Read<ErrorBody>(body);
            words = error.Message ?? error.ErrorDescription ?? error.Code;
        }
        catch (JsonException)
        {
            // A proxy's page, say. The status still tells what happened.
            words = body;
        }

        return words is null ? null : Graphemes.Cut(words, 300);
    }

    private sealed record ErrorBody(string? Code, string? Message,
        [property: System.Text.Json.Serialization.JsonPropertyName("error_description")] string? ErrorDescription);
}
