using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Api;

namespace Engagement.Tests.Conversations.Tickets;

public sealed class ListTicketsTests
{
    [Theory, OnEachDatabase]
    internal async Task Paging_by_key_shows_each_ticket_once_newest_activity_first_even_when_many_share_a_moment(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync([.. Enumerable.Range(1, 5).Select(i => desk.Said($"m{i}"))]);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.HearAsync([.. Enumerable.Range(6, 5).Select(i => desk.Said($"m{i}"))]);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.HearAsync(desk.Said("m1b", answers: "m1"));

        var seen = new List<TicketView>();
        Cursor? after = null;
        do
        {
            var page = await ListAsync(desk, new TicketFilter(), after, take: 3);
            Assert.InRange(page.Items.Count, 1, 3);
            seen.AddRange(page.Items);
            Assert.True(Cursor.TryParse(page.Next, out after));
        }
        while (after is not null);

        Assert.Equal(10, seen.Select(t => t.Id).Distinct().Count());
        Assert.Equal(10, seen.Count);
        Assert.Equal(1, seen[0].Number);
        Assert.Equal(seen.Select(t => t.LastActivityAt).OrderDescending(), seen.Select(t => t.LastActivityAt));
    }

    [Theory, OnEachDatabase]
    internal async Task Each_filter_narrows_to_what_it_names(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var post = await desk.PublishAsync("post-1");
        await desk.HearAsync(
            desk.Said("r1", "The printer is on fire", answers: "post-1", root: "post-1"), // 1
            desk.Said("m2", "Cannot sign in", by: "bob"), // 2
            desk.Said("m3", "Thanks!", by: "cleo")); // 3
        var tickets = await desk.TicketsAsync();
        await desk.SetAsync(tickets[2].Id, TicketStatus.Solved);
        Assert.IsType<Result<Guid>.Done>(await desk.Get<ChangeTicket>().RunAsync(
            new(tickets[1].Id, null, null, null, desk.AgentId, Unassign: false, "Mia", null), Stop));

        Assert.Equal("1 2", await NumbersAsync(new() { Unsolved = true }));
        Assert.Equal("3", await NumbersAsync(new() { Status = TicketStatus.Solved }));
        Assert.Equal("2", await NumbersAsync(new() { AssigneeId = desk.AgentId }));
        Assert.Equal("1 3", await NumbersAsync(new() { Unassigned = true }));
        Assert.Equal("1", await NumbersAsync(new() { Unassigned = true, Unsolved = true }));
        Assert.Equal("1", await NumbersAsync(new() { ArticleId = post.ArticleId }));
        Assert.Equal("2", await NumbersAsync(new() { ClientId = tickets[1].ClientId }));
        Assert.Equal("1 2 3", await NumbersAsync(new() { Network = "sandbox" }));
        Assert.Empty(await NumbersAsync(new() { Network = "bluesky" }));

        async Task<string> NumbersAsync(TicketFilter filter) =>
            string.Join(' ', (await ListAsync(desk, filter)).Items.Select(t => t.Number).Order());
    }

    [Theory, OnEachDatabase]
    internal async Task What_waits_longest_is_found_by_its_age(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        desk.Clock.Advance(TimeSpan.FromDays(3));
        await desk.HearAsync(desk.Said("m2", by: "bob"), desk.Said("m1b", answers: "m1")); // activity does not make it younger

        var old = await ListAsync(desk, new() { OpenedBefore = desk.Clock.Now().AddDays(-3) });

        Assert.Equal(1, Assert.Single(old.Items).Number);
    }

    [Theory, OnEachDatabase]
    internal async Task Search_looks_in_names_and_every_message_and_takes_a_number(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(
            desk.Said("m1", "100% broken_thing [urgent]"),
            desk.Said("m1b", "It hums, too", answers: "m1"),
            desk.Said("m2", "1000 thanks, nothing broken", by: "bob"));

        Assert.Equal("1", await FindAsync("HUMS"));
        Assert.Equal("2", await FindAsync("bob"));
        Assert.Equal("1 2", await FindAsync("broken"));
        Assert.Equal("1", await FindAsync("100%")); // what a pattern would mean is what it says
        Assert.Equal("1", await FindAsync("broken_thing"));
        Assert.Empty(await FindAsync("n_t"));
        Assert.Equal("1", await FindAsync("[urgent]"));
        Assert.Empty(await FindAsync("' or 1=1 --"));
        Assert.Equal("2", await FindAsync("#2"));
        Assert.Equal("2", await FindAsync(" 2 "));
        Assert.Equal("1 2", await FindAsync("  "));

        async Task<string> FindAsync(string words) =>
            string.Join(' ', (await ListAsync(desk, new() { Words = words })).Items.Select(t => t.Number).Order());
    }

    [Theory, OnEachDatabase]
    internal async Task A_row_carries_the_names_a_list_shows(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1", "Reset your password");
        await desk.HearAsync(desk.Said("r1", answers: "post-1", root: "post-1")
            with { Author = new RemoteProfile("ann", "@ann", "Ann Baker") });

        var row = Assert.Single((await ListAsync(desk, new())).Items);

        Assert.Equal(("Ann Baker", "Reset your password", "Desk", "sandbox", null),
            (row.ClientName, row.ArticleTitle, row.AccountName, row.Network, row.AssigneeName));
    }

    private static Task<Page<TicketView>> ListAsync(DeskRoom desk, TicketFilter filter, Cursor? after = null, int take = 50) =>
        desk.Get<ListTickets>().RunAsync(filter, after, take, Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
