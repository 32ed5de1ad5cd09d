using Engagement.Data;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Publishing.Series;

/// <summary>A slot to come, as people see it before and after its post is made.</summary>
/// <param name="Made">Its row; null: it is not dealt with yet.</param>
/// <param name="Moved">The moment its post is scheduled for is not the one the clock means with the zone data of today.</param>
internal sealed record ComingOccurrence(Occurrence Occurrence, OccurrenceRow? Made, bool Moved);

/// <summary>The next occurrences of a series, with what clock changes do to them marked.</summary>
internal sealed class ListOccurrences(Db db, ZoneData zones, TimeProvider clock)
{
    /// <summary>Of a plan that may not be saved yet.</summary>
    /// <returns>Null: it has no zone or no slot to reckon with.</returns>
    public IReadOnlyList<Occurrence>? Preview(IReadOnlyList<Slot> slots, string? timeZone, string? startsOn, string? endsOn, int take) =>
        zones.Find(timeZone ?? "") is { } zone && slots.Any(s => s.Days.Count > 0 && s.TryTime(out _))
            ? [.. Occurrences.From(slots, zone, clock.Now(), SeriesRow.Day(startsOn), SeriesRow.Day(endsOn)).Take(take)]
            : null;

    /// <summary>The next clock changes within two years that touch one of the slots, beyond those that the list shows.</summary>
    public IReadOnlyList<Occurrence> ClockChanges(
        IReadOnlyList<Slot> slots, string? timeZone, string? startsOn, string? endsOn, int take) =>
        zones.Find(timeZone ?? "") is { SupportsDaylightSavingTime: true } zone && slots.Any(s => s.Days.Count > 0 && s.TryTime(out _))
            ? [.. Occurrences.From(slots, zone, clock.Now(), SeriesRow.Day(startsOn), SeriesRow.Day(endsOn))
                .TakeWhile(o => o.Instant < clock.GetUtcNow().AddYears(2)).Where(o => o.Change != ClockChange.None).Take(take)]
            : [];

    public async Task<IReadOnlyList<ComingOccurrence>> OfAsync(SeriesRow series, int take, CancellationToken ct)
    {
        var now = clock.Now();
        var made = await db.QueryAsync<OccurrenceRow>(OccurrenceSql.Between, new { SeriesId = series.Id, From = now, Take = take }, ct);
        if (zones.Find(series.TimeZone) is not { } zone)
        {
            return [];
        }

        var coming = made.Select(m => (Row: m, At: At(m, zone)))
            .Select(m => new ComingOccurrence(m.At, m.Row, m.At.Instant != m.Row.DueAt)).ToList();
        if (series.State == SeriesState.Active && coming.Count < take)
        {
            var from = made.Count > 0 ? made.Max(m => m.DueAt).AddMilliseconds(1) : now;
            coming.AddRange(Occurrences.From(series.Slots, zone, from, series.Starts, series.Ends)
                .Take(take - coming.Count).Select(o => new ComingOccurrence(o, null, false)));
        }

        return coming;
    }

    private static Occurrence At(OccurrenceRow row, TimeZoneInfo zone) =>
        Occurrences.At(DateTime.ParseExact(row.LocalTime, LocalMoment.Format, System.Globalization.CultureInfo.InvariantCulture), zone);
}
