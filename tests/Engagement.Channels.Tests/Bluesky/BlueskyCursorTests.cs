using System.Globalization;
using CsCheck;
using Engagement.Channels.Bluesky;

namespace Engagement.Channels.Tests.Bluesky;

public sealed class BlueskyCursorTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whatever_comes_between_reads_is_read_in_the_end() =>
        // How many arrive before each read, and how many fit a page.
        Gen.Select(Gen.Int[0, 12].Array[1, 40], Gen.Int[1, 5]).Sample((arrivals, pageSize) =>
        {
            var (times, read) = (new List<DateTimeOffset>(), new HashSet<DateTimeOffset>());
            var (cursor, more) = (BlueskyCursor.Parse(null), false);

            void Read()
            {
                // Newest first; the page's name is how many there were below it, which new arrivals do not change.
                var below = cursor.Page is null ? times.Count : int.Parse(cursor.Page, CultureInfo.InvariantCulture);
                var page = times.Take(below).Reverse().Take(pageSize).ToList();
                read.UnionWith(page);
                var rest = below - page.Count;
                (var next, more) = cursor.After(page, rest > 0 ? rest.ToString(CultureInfo.InvariantCulture) : null);
                cursor = BlueskyCursor.Parse(next.ToString());
            }

            // The first read is of an account with nothing yet.
            Read();
            foreach (var count in arrivals)
            {
                times.AddRange(Enumerable.Range(times.Count, count).Select(i => Start.AddMinutes(i * 7)));
                Read();
            }

            for (var i = 0; more && i < 1000; i++)
            {
                Read();
            }

            Read();
            while (more)
            {
                Read();
            }

            Assert.Equal(times.ToHashSet(), read);
        });

    [Fact]
    public void Where_pages_are_cut_by_time_alone_whatever_shares_a_millisecond_is_read() =>
        // How many came in each millisecond, never more than fit a page, and how many fit.
        Gen.Int[4, 9].SelectMany(size => Gen.Int[0, size].Array[1, 40].Select(counts => (counts, size))).Sample(said =>
        {
            var times = said.counts.SelectMany(
                (count, i) => Enumerable.Range(0, count).Select(n => (Time: Start.AddMilliseconds(i), Number: n))).Reverse().ToList();
            var read = new HashSet<(DateTimeOffset, int)>();
            var (cursor, more) = (new BlueskyCursor(Start.AddDays(-1), null, null), true);
            for (var calls = 0; more; calls++)
            {
                Assert.True(calls < 1000, "The walk does not end.");
                var before = cursor.Page is null
                    ? DateTimeOffset.MaxValue
                    : DateTimeOffset.Parse(cursor.Page, CultureInfo.InvariantCulture);
                var page = times.Where(t => t.Time < before).Take(said.size).ToList();
                read.UnionWith(page);
                var next = page.Count == said.size
                    ? page[^1].Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
                    : null;
                (cursor, more) = cursor.After([.. page.Select(t => t.Time)], next);
            }

            Assert.Equal(times.ToHashSet(), read);
        });

    [Fact]
    public void Of_several_of_one_millisecond_none_is_lost_between_two_pages()
    {
        var end = Start.AddMilliseconds(7);

        // As the network does it: the next page is of what is before the last of this one.
        var (next, _) = new BlueskyCursor(Start.AddDays(-1), null, null).After([Start.AddMilliseconds(9), end], "2026-11-23T12:00:00.007Z");
        Assert.Equal("2026-11-23T12:00:00.008Z", next.Page);

        // A page that is full of it goes on all the same.
        var (after, hasMore) = next.After([end, end], "2026-11-23T12:00:00.007Z");
        Assert.Equal(("2026-11-23T12:00:00.007Z", true), (after.Page, hasMore));
        Assert.Equal("another kind of place", next.After([end], "another kind of place").Next.Page);
    }

    [Fact]
    public void A_post_that_claims_to_be_a_little_older_is_still_read()
    {
        var at = new BlueskyCursor(Start, null, null);

        var (_, hasMore) = at.After([Start.AddMinutes(1), Start.AddMinutes(-10)], "older");

        Assert.True(hasMore, "The walk ended before the overlap did.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("x|y|z")]
    [InlineData("99999999999999999999|1|")]
    public void An_unreadable_cursor_starts_anew(string cursor) =>
        Assert.Equal(new BlueskyCursor(null, null, null), BlueskyCursor.Parse(cursor));
}
