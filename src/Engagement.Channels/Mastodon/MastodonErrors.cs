using System.Globalization;
using System.Net;
using System.Text.Json;
using Engagement.Channels.Text;

namespace Engagement.Channels.Mastodon;

/// <summary>
/// Mastodon's error table. The status says which sort (docs.joinmastodon.org/api/guidelines, entities/Error); the words,
/// <c>{"error": …}</c>, are for people, and servers other than Mastodon often send none.
/// </summary>
internal static class MastodonErrors
{
    public static Refusal Of(HttpResponseMessage response, string body, TimeProvider clock)
    {
        var words = Words(body);
        var (kind, reason) = Explain(response.StatusCode, words);
        return new Refusal(kind, reason, kind == RefusalKind.RateLimited ? Wait(response, clock) : null, words.Length == 0 ? null : words);
    }

    /// <summary>
    /// The limit this call counted against, by the headers of docs.joinmastodon.org/api/rate-limits. The headers do not name it,
    /// so the caller does.
    /// </summary>
    public static RateReading? Rate(HttpResponseMessage response, string bucket) =>
        Number(response, "X-RateLimit-Limit") is { } limit
            && Number(response, "X-RateLimit-Remaining") is { } remaining && Reset(response) is { } reset
            ? new RateReading(bucket, limit, remaining, reset)
            : null;

    private static (RefusalKind Kind, string Reason) Explain(HttpStatusCode status, string words) => status switch
    {
        HttpStatusCode.Unauthorized => (RefusalKind.BadToken, "The server does not accept our access any more. Connect the account again."),
        HttpStatusCode.Forbidden => (RefusalKind.Forbidden, "The server does not allow this account to do that."),
        HttpStatusCode.NotFound or HttpStatusCode.Gone =>
            (RefusalKind.NotFound, "It is not there any more, or this account may not see it."),
        HttpStatusCode.RequestEntityTooLarge => (RefusalKind.Invalid, "An image is larger than the server takes."),
        HttpStatusCode.TooManyRequests => (RefusalKind.RateLimited, "The server asks us to slow down."),
        HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest when SaysTooLong(words) =>
            (RefusalKind.TooLong, "The text is longer than the server takes."),
        HttpStatusCode.UnprocessableEntity when Says(words, "not finished processing") =>
            (RefusalKind.Unavailable, "The server is still working on an image."),
        >= HttpStatusCode.InternalServerError => (RefusalKind.Unavailable, "The server has a fault of its own."),
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
            (RefusalKind.Invalid, "The server has moved. Connect the account again with its new address."),
        _ => (RefusalKind.Invalid, "The server does not accept this as it is."),
    };

    // Mastodon with 422 (StatusLengthValidator); GoToSocial with 400, "text with spoiler exceed max chars"
    // (internal/processing/status/common.go).
    private static bool SaysTooLong(string words) =>
        Says(words, "character limit") || Says(words, "too long") || Says(words, "exceed max chars");

    private static bool Says(string words, string what) => words.Contains(what, StringComparison.OrdinalIgnoreCase);

    private static TimeSpan? Wait(HttpResponseMessage response, TimeProvider clock)
    {
        var wait = response.Headers.RetryAfter?.Delta ?? Reset(response) - clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static DateTimeOffset? Reset(HttpResponseMessage response) =>
        DateTimeOffset.TryParse(Header(response, "X-RateLimit-Reset"), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var reset) ? reset : null;

    private static string Words(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var text = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.String ? error.GetString()! : "";
            return Graphemes.Cut(text, 300);
        }
        catch (JsonException)
        {
            // A page in HTML or nothing at all; the status alone then tells.
            return "";
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static int? Number(HttpResponseMessage response, string name) =>
        int.TryParse(Header(response, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
