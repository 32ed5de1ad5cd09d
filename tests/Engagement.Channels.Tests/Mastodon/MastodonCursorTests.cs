using System.Globalization;
using CsCheck;
using Engagement.Channels.Mastodon;

namespace Engagement.Channels.Tests.Mastodon;

public sealed class MastodonCursorTests
{
    // In any order of letters and of any length, as Hollo's time/type/uuid are, and some of them gone when they are looked for.
    private static string Id(int number) => (number % 3) switch
    {
        0 => $"2026-11-30T10:00:00.000Z/mention/{(number * 7919) % 1000:X}-{number}",
        1 => $"{999 - (number % 999)}{number}",
        _ => $"z|{number}",
    };

    [Fact]
    public void Whatever_comes_between_reads_is_read_in_the_end_whatever_its_id_and_whatever_was_deleted() =>
        Gen.Select(Gen.Int[0, 12].Array[1, 40], Gen.Int[1, 5], Gen.Int[0, 1000]).Sample((arrivals, pageSize, salt) =>
        {
            var (there, all, read) = (new List<string>(), new List<string>(), new List<string>());
            var (cursor, more) = (MastodonCursor.Parse(null), false);

            void Read()
            {
                var from = cursor.Below is null ? 0 : Enumerable.Reverse(there).ToList().IndexOf(cursor.Below) + 1;
                var page = Enumerable.Reverse(there).Skip(from).Take(pageSize).ToList();
                read.AddRange(page.Where(id => !cursor.IsSeen(id, null)));
                (var next, more) = cursor.After([.. page.Select(id => (id, (DateTimeOffset?)null))], null);
                cursor = MastodonCursor.Parse(next.ToString());
                Assert.Equal(next.ToString(), cursor.ToString());
            }

            // The first read is of an account with nothing yet.
            Read();
            foreach (var (step, count) in arrivals.Index())
            {
                for (var i = 0; i < count; i++)
                {
                    all.Add(Id(all.Count + salt));
                    there.Add(all[^1]);
                }

                // While no walk is on its way: the place of one that goes down would be gone with what was deleted.
                if (cursor.Below is null && step % 4 == 3 && there.Count > 0 && read.Contains(there[^1]))
                {
                    there.RemoveAt(there.Count - 1);
                }

                Read();
            }

            while (more)
            {
                Read();
            }

            // What came while the last walk was on its way down is the next walk's.
            do
            {
                Read();
            }
            while (more);

            Assert.Equal(all.Order(StringComparer.Ordinal), read.Distinct().Order(StringComparer.Ordinal));
        });

    [Fact]
    public void A_server_that_does_not_page_is_not_asked_in_circles()
    {
        var at = MastodonCursor.Parse("1||");
        var (next, more) = at.After([("9", null), ("8", null)], null);
        Assert.True(more);

        (next, more) = next.After([("9", null), ("8", null)], null);

        Assert.False(more);
        Assert.True(next.IsSeen("9", null));
        Assert.False(next.IsSeen("10", null));
    }

    [Fact]
    public void The_server_s_own_paging_decides_where_it_names_a_place() =>
        Assert.Equal("elsewhere", MastodonCursor.Parse("1||").After([("9", null)], "elsewhere").Next.Below);

    [Fact]
    public void What_was_there_before_the_first_read_stays_unread_when_something_above_it_is_deleted()
    {
        var now = DateTimeOffset.UnixEpoch;
        var first = Enumerable.Range(0, MastodonCursor.PageSize).Select(i => ($"n{i}", (DateTimeOffset?)now.AddMinutes(-i))).ToList();

        var (cursor, more) = MastodonCursor.Parse(null).After(first, null);

        Assert.False(more);
        Assert.True(cursor.IsSeen("old", now.AddDays(-1)));
        Assert.False(cursor.IsSeen("new", now.AddMinutes(1)));
    }

    [Fact]
    public void A_place_fits_where_it_is_kept()
    {
        var page = Enumerable.Range(0, 40)
            .Select(i => ($"2026-11-30T10:00:00.000Z/mention/{Guid.NewGuid()}", (DateTimeOffset?)null)).ToList();
        var full = MastodonCursor.Parse(null).After(page, null).Next.After([.. page.Select(p => (p.Item1 + "x", p.Item2))], null).Next;

        Assert.InRange(full.ToString().Length, 1, 1000);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("a|b")]
    public void An_unreadable_cursor_starts_anew(string? cursor) => Assert.True(MastodonCursor.Parse(cursor).IsFirst);

    [Fact]
    public void A_place_as_it_was_written_before_still_holds() =>
        Assert.True(MastodonCursor.Parse("112233||").IsSeen("112233", null));
}
