using Engagement.Features.Publishing.Series;

namespace Engagement.Tests.Publishing.Series;

/// <summary>
/// Every IANA zone this system knows, ten years, slots at every hour and where clocks change. What is expected is worked out another way
/// than the program does it: only from what clocks show at each moment, going through the ten years from one change of a zone's offset to
/// the next.
/// </summary>
public sealed class EveryZoneTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Begin.AddYears(10);

    private static readonly Slot[] Slots = [.. new[]
    {
        "00:00", "00:15", "00:30", "01:00", "01:30", "01:59", "02:00", "02:10", "02:30", "02:45",
        "03:00", "03:30", "04:00", "09:00", "12:45", "15:30", "22:30", "23:00", "23:30", "23:59",
    }.Select(time => new Slot(Slot.Week, time))];

    public static TheoryData<string> Zones =>
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId).Select(z => z.Id).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_hundreds_of_zones_to_try() => Assert.InRange(Zones.Count, 300, 1000);

    [Theory, MemberData(nameof(Zones), DisableDiscoveryEnumeration = true)]
    public void Each_slot_has_one_moment_on_each_local_day_with_the_right_time_on_the_clock_in_order_and_never_twice(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var clock = Clock.Of(zone);
        var first = DateOnly.FromDateTime(Begin.UtcDateTime).AddDays(2);
        var last = DateOnly.FromDateTime(End.UtcDateTime).AddDays(-2);

        var before = DateTimeOffset.MinValue;
        var seen = new HashSet<DateTimeOffset>();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            foreach (var slot in Slots)
            {
                Assert.True(slot.TryTime(out var time));
                var local = day.ToDateTime(time);
                var occurrence = Occurrences.At(local, zone);
                var (expected, change) = clock.Meaning(local);
                if (occurrence.Instant != expected || occurrence.Change != change)
                {
                    Assert.Fail($"{id} {local:s}: {occurrence.Instant:u} {occurrence.Change}, not {expected:u} {change}");
                }

                // One slot after the other, and what a gap lays onto one moment is one.
                Assert.True(occurrence.Instant >= before, $"{id} {local:s} comes before an earlier slot");
                before = occurrence.Instant;
                seen.Add(occurrence.Instant);
            }
        }

        var from = clock.Meaning(first.ToDateTime(TimeOnly.MinValue)).Instant;
        var to = clock.Meaning(last.ToDateTime(new TimeOnly(23, 59))).Instant;
        var listed = Occurrences.From(Slots, zone, from, first, last).Select(o => o.Instant).ToList();
        Assert.True(listed.Zip(listed.Skip(1), (a, b) => a < b).All(x => x), $"{id} is not strictly in order");
        Assert.True(seen.SetEquals(listed), $"{id} lists {listed.Count} moments, not {seen.Count}");
        Assert.True(listed[^1] == to, $"{id} ends at {listed[^1]:u}");
    }

    [Theory, MemberData(nameof(Zones), DisableDiscoveryEnumeration = true)]
    public void Beginning_in_the_middle_goes_on_where_the_whole_list_would(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var whole = Occurrences.From(Slots, zone, Begin, until: new DateOnly(2027, 12, 31)).Select(o => o.Instant).ToList();
        for (var day = Begin; day < Begin.AddYears(1); day = day.AddDays(37).AddMinutes(37))
        {
            var after = whole.FindIndex(i => i >= day);
            Assert.Equal(whole.Skip(after).Take(30), Occurrences.From(Slots, zone, day).Take(30).Select(o => o.Instant));
        }
    }

    /// <summary>What a zone's clocks show, piece by piece between changes of its offset.</summary>
    private sealed record Clock(IReadOnlyList<(DateTimeOffset From, DateTimeOffset To, TimeSpan Offset)> Pieces)
    {
        public static Clock Of(TimeZoneInfo zone)
        {
            var pieces = new List<(DateTimeOffset, DateTimeOffset, TimeSpan)>();
            var (start, offset) = (Begin.AddDays(-3), zone.GetUtcOffset(Begin.AddDays(-3)));
            for (var at = start; at < End.AddDays(3); at = at.AddHours(6))
            {
                if (zone.GetUtcOffset(at.AddHours(6)) == offset)
                {
                    continue;
                }

                var (low, high) = (at, at.AddHours(6));
                while (high - low > TimeSpan.FromSeconds(1))
                {
                    var middle = low + ((high - low) / 2);
                    (low, high) = zone.GetUtcOffset(middle) == offset ? (middle, high) : (low, middle);
                }

                var change = new DateTimeOffset(high.UtcTicks - (high.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
                pieces.Add((start, change, offset));
                (start, offset) = (change, zone.GetUtcOffset(change.AddSeconds(1)));
            }

            pieces.Add((start, DateTimeOffset.MaxValue, offset));
            return new(pieces);
        }

        public (DateTimeOffset Instant, ClockChange Change) Meaning(DateTime local)
        {
            // No offset is larger than a day, so only pieces that touch the day around it can be meant.
            var near = Near(local);
            var moments = near.Select(p => (p, At: new DateTimeOffset(local.Ticks - p.Offset.Ticks, TimeSpan.Zero)))
                .Where(x => x.At >= x.p.From && x.At < x.p.To).Select(x => x.At).ToList();
            if (moments.Count > 0)
            {
                return (moments.Min(), moments.Count > 1 ? ClockChange.Doubled : ClockChange.None);
            }

            // No clock shows it: the change that goes over it ends the gap.
            var (from, _, _) = near.Zip(near.Skip(1))
                .First(x => x.First.To.UtcDateTime + x.First.Offset <= local && local < x.Second.From.UtcDateTime + x.Second.Offset).Second;
            return (from, ClockChange.Skipped);
        }

        private List<(DateTimeOffset From, DateTimeOffset To, TimeSpan Offset)> Near(DateTime local)
        {
            var at = new DateTimeOffset(local, TimeSpan.Zero);
            if (!(at >= _from && at < _to))
            {
                _near = [.. Pieces.Where(p => p.From < at.AddDays(30) && p.To > at.AddDays(-2))];
                (_from, _to) = (at, at.AddDays(28));
            }

            return _near;
        }

        private List<(DateTimeOffset From, DateTimeOffset To, TimeSpan Offset)> _near = [];
        private DateTimeOffset _from = DateTimeOffset.MaxValue;
        private DateTimeOffset _to;
    }
}
