using System.Globalization;
using Engagement.Data;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Publishing.Deliveries.Guards;

/// <summary>When an account's posts do not go out, by the clock of a zone; over midnight where it ends before it starts.</summary>
internal sealed record QuietHours
{
    private const string Format = "HH:mm";

    private static readonly Sql OfAccount = Sql.Portable(
        "select AccountId, StartsAt, EndsAt, TimeZone from QuietHours where AccountId = @AccountId");

    public static readonly Sql All = Sql.Portable("select AccountId, StartsAt, EndsAt, TimeZone from QuietHours order by AccountId");

    public Guid AccountId { get; init; }

    public string StartsAt { get; init; } = "";

    public string EndsAt { get; init; } = "";

    public string TimeZone { get; init; } = "UTC";

    public static Task<QuietHours?> OfAsync(DbSession db, Guid accountId, CancellationToken ct) =>
        db.OneAsync<QuietHours>(OfAccount, new { AccountId = accountId }, ct);

    public static bool TryTime(string? text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    /// <returns>When the quiet hours that <paramref name="moment"/> falls into end; null: it falls into none.</returns>
    public DateTimeOffset? EndOf(DateTimeOffset moment)
    {
        if (!TryTime(StartsAt, out var start) || !TryTime(EndsAt, out var end) || start == end
            || !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone))
        {
            return null;
        }

        // Yesterday's may still be on. Starts and ends are moments, so that a clock change in the night makes it longer or shorter and no
        // more.
        var today = LocalDay.Of(moment, zone).Date;
        foreach (var day in new[] { today.AddDays(-1), today })
        {
            var from = LocalMoment.At(day.ToDateTime(start), zone).Instant;
            var to = LocalMoment.At((end > start ? day : day.AddDays(1)).ToDateTime(end), zone).Instant;
            if (moment >= from && moment < to)
            {
                return to;
            }
        }

        return null;
    }
}
