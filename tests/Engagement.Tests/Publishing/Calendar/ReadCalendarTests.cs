using Engagement.Data;
using Engagement.Features.Publishing.Calendar;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Engagement.Web.Api;

namespace Engagement.Tests.Publishing.Calendar;

public sealed class ReadCalendarTests
{
    private static readonly LocalDay Monday = new(new(2026, 11, 23), CalendarRoom.Berlin);
    private static readonly Sql InsertTag = Sql.Portable("insert into ArticleTags (ArticleId, Tag) values (@Id, @Tag)");

    [Theory, OnEachDatabase]
    internal async Task A_day_shows_its_first_posts_and_says_how_many_more_there_are(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = (await room.ConnectAsync()).Id;
        foreach (var at in new[] { "2026-11-25T18:00", "2026-11-25T09:00", "2026-11-25T00:30", "2026-11-25T23:45", "2026-11-26T00:00" })
        {
            await room.PostAtAsync(account, at);
        }

        var days = await room.Get<ReadCalendar>().DaysAsync(Monday, 7, 3, new(), new(0, 0), Stop);

        // By the clock in Berlin: half past midnight there is the day before in UTC.
        Assert.Equal([0, 0, 4, 1, 0, 0, 0], days.Select(d => d.Total));
        Assert.Equal(["00:30", "09:00", "18:00"],
            days[2].Chips.Select(c => TimeZoneInfo.ConvertTime(c.DueAt, CalendarRoom.Berlin).ToString("HH:mm", null)));
        Assert.Equal(1, days[2].More);
    }

    [Theory, OnEachDatabase]
    internal async Task It_is_filtered_by_account_network_state_and_tag(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (one, other) = (await room.ConnectAsync("one"), await room.ConnectAsync("other"));
        var tagged = await room.AddArticleAsync("vpn", "https://help.example/kb/vpn");
        await room.Db.ExecuteAsync(InsertTag, new { Id = tagged, Tag = "vpn" }, Stop);
        await room.PostAtAsync(one.Id, "2026-11-25T09:00");
        await room.PostAtAsync(other.Id, "2026-11-25T10:00", article: tagged);
        var cancelled = await room.PostAtAsync(other.Id, "2026-11-25T11:00");
        PostsRoom.Done(await room.Get<CancelDeliveries>().RunAsync(new([cancelled.Seen()], "Ada"), Stop));

        async Task<int> CountAsync(CalendarFilter filter) =>
            (await room.Get<ReadCalendar>().DaysAsync(Monday, 7, 3, filter, new(0, 0), Stop)).Sum(d => d.Total);
        Assert.Equal(2, await CountAsync(new()));
        Assert.Equal(1, await CountAsync(new(AccountId: one.Id)));
        Assert.Equal(2, await CountAsync(new(Network: "sandbox")));
        Assert.Equal(0, await CountAsync(new(Network: "mastodon")));
        Assert.Equal(1, await CountAsync(new(State: DeliveryState.Cancelled)));
        Assert.Equal(1, await CountAsync(new(Tag: "vpn")));
        Assert.Equal(0, await CountAsync(new(AccountId: one.Id, Tag: "vpn")));
    }

    [Theory, OnEachDatabase]
    internal async Task Posts_too_close_on_an_account_or_about_an_article_are_marked(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (one, other) = (await room.ConnectAsync("one"), await room.ConnectAsync("other"));
        var vpn = await room.AddArticleAsync("vpn", "https://help.example/kb/vpn");
        var near = await room.PostAtAsync(one.Id, "2026-11-25T09:00");
        await room.PostAtAsync(one.Id, "2026-11-25T09:20", article: vpn); // twenty minutes later, about something else
        await room.PostAtAsync(other.Id, "2026-11-29T09:00"); // elsewhere, about the same, four days later
        // one post for two accounts crowds itself not
        var both = PostsRoom.Done(await room.CreateAsync(room.Command(one.Id, other.Id) with { DueAt = "2027-03-01T09:00" })).PostId;

        var chips = (await room.Get<ReadCalendar>().ListAsync(Monday.StartsAt, null, new(), new Crowding(30, 7), Stop)).Items;

        Assert.Equal(new Clash(1, 1), chips.Single(c => c.Id == near.Id).Clash);
        Assert.All(chips.Where(c => c.PostId == both), c => Assert.Equal(Clash.None, c.Clash));
        Assert.All((await room.Get<ReadCalendar>().ListAsync(Monday.StartsAt, null, new(), new Crowding(19, 3), Stop)).Items,
            c => Assert.Equal(Clash.None, c.Clash));
        Assert.Equal("another post on this account within 30 minutes, and another post about this article within 7 days",
            new Clash(1, 1).Words(new(30, 7)));

        // What does not go out is in nobody's way.
        PostsRoom.Done(await room.Get<CancelDeliveries>().RunAsync(new([near.Seen()], "Ada"), Stop));
        Assert.All((await room.Get<ReadCalendar>().ListAsync(Monday.StartsAt, null, new(), new Crowding(30, 7), Stop)).Items,
            c => Assert.Equal(Clash.None, c.Clash));
    }

    [Theory, OnEachDatabase]
    internal async Task The_queue_says_what_is_next_on_each_account_and_how_much_waits(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (busy, idle) = (await room.ConnectAsync("busy"), await room.ConnectAsync("idle"));
        for (var day = 1; day <= 8; day++)
        {
            await room.PostAtAsync(busy.Id, $"2026-12-0{day}T09:00");
        }

        var queues = await room.Get<ReadCalendar>().QueueAsync(await room.AccountsAsync(), new(), new(0, 0), Stop);

        var queue = queues.Single(q => q.Account.Id == busy.Id);
        Assert.Equal((8, 6), (queue.Total, queue.Next.Count));
        Assert.Equal(queue.Next.Order(Comparer<CalendarChip>.Create((a, b) => a.DueAt.CompareTo(b.DueAt))), queue.Next);
        Assert.Empty(queues.Single(q => q.Account.Id == idle.Id).Next);
    }

    [Theory, OnEachDatabase]
    internal async Task A_list_goes_on_after_its_last_post_and_shows_each_once(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        await room.FillAsync(account.Id, 250, TimeSpan.FromMinutes(1));

        var seen = new List<Guid>();
        string? after = null;
        do
        {
            Assert.True(Cursor.TryParse(after, out var cursor));
            var page = await room.Get<ReadCalendar>().ListAsync(Monday.StartsAt, cursor, new(), new(0, 0), Stop);
            seen.AddRange(page.Items.Select(c => c.Id));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(250, seen.Distinct().Count());
        Assert.Equal(250, seen.Count);
    }

    [Theory]
    [InlineData("2026-11-01", CalendarView.Month, "2026-10-26", 42)]
    [InlineData("2027-02-14", CalendarView.Month, "2027-02-01", 28)]
    [InlineData("2026-11-15", CalendarView.Quarter, "2026-09-28", 98)]
    [InlineData("2026-11-26", CalendarView.Week, "2026-11-23", 7)]
    internal void A_grid_begins_on_a_Monday_and_holds_every_day_of_its_span(string day, CalendarView view, string first, int days)
    {
        var span = CalendarSpan.Of(view, new LocalDay(DateOnly.Parse(day, null), CalendarRoom.Berlin));

        Assert.Equal((first, days), (span.First.Date.ToString("yyyy-MM-dd", null), span.Days));
        Assert.NotEqual(span.Chosen.Date, span.Turn(1).Date);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
