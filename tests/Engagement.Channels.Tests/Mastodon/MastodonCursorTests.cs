using System.Globalization;
using CsCheck;
using Engagement.Channels.Mastodon;

namespace Engagement.Channels.Tests.Mastodon;

public sealed class MastodonCursorTests
{
    [Fact]
    public void Whatever_comes_between_reads_is_read_in_the_end_and_only_once() =>
        Gen.Select(Gen.Int[0, 12].Array[1, 40], Gen.Int[1, 5]).Sample((arrivals, pageSize) =>
        {
            var (ids, read) = (new List<int>(), new List<string>());
            var (cursor, more) = (MastodonCursor.Parse(null), false);

            void Read()
            {
                var page = Enumerable.Reverse(ids)
                    .Where(id => cursor.Below is null || id < Number(cursor.Below))
                    .Take(pageSize)
                    .Select(id => id.ToString(CultureInfo.InvariantCulture))
                    .ToList();
                read.AddRange(page.Where(id => !cursor.IsSeen(id)));
                (var next, more) = cursor.After(page);
                cursor = MastodonCursor.Parse(next.ToString());
            }

            // The first read is of an account with nothing yet.
            Read();
            foreach (var count in arrivals)
            {
                ids.AddRange(Enumerable.Range(ids.Count + 1, count));
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

            Assert.Equal(ids, read.Select(Number).Order());
        });

    [Fact]
    public void A_server_that_does_not_page_is_not_asked_in_circles()
    {
        var at = new MastodonCursor("1", null, null);
        var (next, more) = at.After(["9", "8"]);
        Assert.True(more);

        (next, more) = next.After(["9", "8"]);

        Assert.False(more);
        Assert.Equal("9", next.Since);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("a|b")]
    public void An_unreadable_cursor_starts_anew(string cursor) => Assert.Equal(new MastodonCursor(null, null, null), MastodonCursor.Parse(cursor));

    private static int Number(string id) => int.Parse(id, CultureInfo.InvariantCulture);
}
