using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Inbox;
using Engagement.Features.Home;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Engagement.Tests.Conversations.Tickets;

public sealed class InboxTests
{
    [Theory, OnEachDatabase]
    internal async Task The_number_at_each_view_is_what_its_list_shows(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var tickets = await SixAsync(desk);
        await ChangeAsync(desk, tickets[0], assignee: desk.AgentId);
        await ChangeAsync(desk, tickets[1], assignee: desk.AgentId, status: TicketStatus.Solved);
        await ChangeAsync(desk, tickets[2], snooze: desk.Clock.Now().AddDays(1));
        Done(await desk.Get<AddNote>().RunAsync(new(tickets[3].Id, "Ask @mia about it, @mia knows.", "Bob", null), Stop));

        var counts = await desk.Get<TicketCounts>().RunAsync(desk.AgentId, Stop);

        Assert.Equal((4, 1, 3, 1, 1), (counts.Open, counts.Mine, counts.Unassigned, counts.Mentions, counts.Snoozed));
        foreach (var (view, _) in InboxQuery.Views.Where(v => v.View != "all"))
        {
            Assert.Equal(counts.Of(view), (await ListAsync(desk, new InboxQuery { View = view })).Count);
        }

        var frame = await desk.Get<ReadFrame>().RunAsync(desk.AgentId, seesTickets: true, Stop);
        Assert.Equal(counts.Mine + counts.Unassigned, frame.Waiting);
        Assert.Equal(6, (await ListAsync(desk, new InboxQuery { View = "all" })).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task A_ticket_is_unread_until_opened_since_the_client_s_newest_words_and_each_reader_has_marks_of_their_own(
        Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var bob = Done(await desk.Get<AddUser>().RunAsync(new("bob@desk.example", "Bob", nameof(Role.Agent)), Stop)).Id;
        var read = desk.Get<MarkRead>();
        Assert.True((await ListAsync(desk, new())).Single().IsUnread);

        await read.RunAsync(await desk.TicketAsync(), desk.AgentId, Stop);
        Assert.False((await ListAsync(desk, new())).Single().IsUnread);
        Assert.True((await ListAsync(desk, new(), bob)).Single().IsUnread);
        Assert.Empty(await ListAsync(desk, new() { Unread = true }));

        desk.Clock.Advance(TimeSpan.FromSeconds(1));
        await desk.HearAsync(desk.Said("m2", answers: "m1", root: "m1"));
        Assert.True((await ListAsync(desk, new())).Single().IsUnread);
        await read.RunAsync(await desk.TicketAsync(), desk.AgentId, Stop);
        await read.UnreadAsync((await desk.TicketAsync()).Id, desk.AgentId, Stop);
        Assert.True((await ListAsync(desk, new() { Unread = true })).Single().IsUnread);
    }

    [Theory, OnEachDatabase]
    internal async Task Many_are_changed_at_once_and_all_come_back_but_for_those_somebody_changed_since(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var tickets = await SixAsync(desk);
        Done(await desk.Get<TagTicket>().RunAsync(new(tickets[0].Id, "kept", null, "Mia", null), Stop));
        var many = desk.Get<ChangeMany>();
        var before = await desk.TicketsAsync();

        var done = Done(await many.RunAsync(new(
            [.. tickets.Take(3).Select(t => t.Id), Guid.NewGuid()],
            new(default, null, TicketStatus.Solved, TicketPriority.High, desk.AgentId, false, "Mia", desk.AgentId),
            "kept, outage", desk.AgentId), Stop));

        Assert.Equal((3, 1), (done.Changed, done.LeftAlone));
        Assert.All((await desk.TicketsAsync()).Take(3),
            t => Assert.Equal((TicketStatus.Solved, TicketPriority.High, desk.AgentId), (t.Status, t.Priority, t.AssigneeId)));
        await ChangeAsync(desk, tickets[2], status: TicketStatus.Open);

        var back = Done(await many.UndoAsync(done.BulkId, "Mia", desk.AgentId, Stop));

        Assert.Equal((2, 1), (back.Changed, back.LeftAlone));
        Assert.Equal(before.Take(2).Select(TicketChange.Of), (await desk.TicketsAsync()).Take(2).Select(TicketChange.Of));
        Assert.Equal(["kept"], await desk.Db.QueryAsync<string>(TagWords.OfTicket, new { tickets[0].Id }, Stop));
        Assert.Empty(await desk.Db.QueryAsync<string>(TagWords.OfTicket, new { tickets[1].Id }, Stop));
        Assert.Equal(TicketStatus.Open, (await desk.TicketsAsync())[2].Status);
        Assert.IsType<Result<ChangeMany.Done>.Conflict>(await many.UndoAsync(done.BulkId, "Mia", desk.AgentId, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_change_of_many_is_taken_back_only_by_who_made_it_and_within_the_hour(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var tickets = await SixAsync(desk);
        var many = desk.Get<ChangeMany>();
        var done = Done(await many.RunAsync(
            new([tickets[0].Id], new(default, null, TicketStatus.Solved, null, null, false, "Mia", desk.AgentId), null, desk.AgentId),
            Stop));

        Assert.IsType<Result<ChangeMany.Done>.Conflict>(await many.UndoAsync(done.BulkId, "Bob", Guid.NewGuid(), Stop));
        desk.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.IsType<Result<ChangeMany.Done>.Conflict>(await many.UndoAsync(done.BulkId, "Mia", desk.AgentId, Stop));
        Assert.IsType<Result<ChangeMany.Done>.Invalid>(await many.RunAsync(
            new([], new(default, null, TicketStatus.Solved, null, null, false, "Mia", null), null, desk.AgentId), Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Views_are_kept_for_oneself_or_for_everybody(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var bob = Done(await desk.Get<AddUser>().RunAsync(new("bob@desk.example", "Bob", nameof(Role.Agent)), Stop)).Id;
        var save = desk.Get<SaveView>();

        var own = Done(await save.RunAsync(new("Printers", new() { Q = "printer", View = "mine" }, false, "Mia", desk.AgentId), Stop));
        Done(await save.RunAsync(new("Outage", new() { Tag = "outage" }, true, "Mia", desk.AgentId), Stop));

        Assert.Equal(["Outage", "Printers"],
            (await desk.Db.QueryAsync<SavedView>(SaveView.Of, new { Me = desk.AgentId }, Stop)).Select(v => v.Name));
        Assert.Equal("Outage", Assert.Single(await desk.Db.QueryAsync<SavedView>(SaveView.Of, new { Me = bob }, Stop)).Name);
        Assert.IsType<Result<Guid>.Invalid>(await save.RunAsync(new("outage", new(), false, "Bob", bob), Stop));
        Assert.IsType<Result<Guid>.Missing>(await save.RemoveAsync(own, bob, Stop));
        Done(await save.RemoveAsync(own, desk.AgentId, Stop));
    }

    [Fact]
    public void A_list_s_address_says_the_same_when_it_is_read_back()
    {
        var query = new InboxQuery
        {
            View = "queue", IsNamed = true, Queue = Guid.NewGuid(), Q = "a & b?",
            Network = "mastodon", Status = TicketStatus.OnHold, Priority = TicketPriority.High,
            Assignee = Guid.NewGuid(), Tag = "vip customer", Unread = true, Days = 7, Client = Guid.NewGuid(), Article = Guid.NewGuid(),
        };

        var read = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query.ToString());

        Assert.Equal(query, InboxQuery.Of(new QueryCollection(read)));
        Assert.Equal("", new InboxQuery().ToString());
        Assert.Equal("open", InboxQuery.Of(new QueryCollection(new Dictionary<string, StringValues> { ["view"] = "<script>" })).View);
    }

    [Theory, OnEachDatabase]
    internal async Task Whoever_is_named_in_a_note_is_told_once(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));

        Done(await desk.Get<AddNote>().RunAsync(
            new((await desk.TicketAsync()).Id, "@Mia, mail@miami.example is theirs. @mia!", "Bob", null), Stop));

        Assert.Equal("Bob mentions you on #1", Assert.Single(await desk.Db.QueryAsync<string>(
            Sql.Portable("select n.Title from Notices n where n.Kind = @Kind"), new { Kind = NoticeKinds.TicketMention }, Stop)));
    }

    [Theory]
    [InlineData("Ask @Ann Lee.", "Ann Lee")]
    [InlineData("@ann, please", "Ann Lee")]
    [InlineData("@Annabel", "")]
    [InlineData("mail@ann", "")]
    [InlineData("@bob and @bob.two", "Bob One,Bob Two")] // a first name that two have names nobody; an address does
    public void Who_is_meant_by_a_mention(string text, string names)
    {
        UserRow[] people =
        [
            new() { Id = Guid.NewGuid(), Name = "Ann Lee", Email = "lee@desk.example" },
            new() { Id = Guid.NewGuid(), Name = "Bob One", Email = "bob@desk.example" },
            new() { Id = Guid.NewGuid(), Name = "Bob Two", Email = "bob.two@desk.example" },
        ];

        Assert.Equal(names, string.Join(',', Mentions.In(text, people).Select(p => p.Name)));
    }

    private static async Task<IReadOnlyList<TicketRow>> SixAsync(DeskRoom desk)
    {
        await desk.HearAsync([.. Enumerable.Range(1, 6).Select(i => desk.Said($"m{i}", by: $"writer{i}"))]);
        return await desk.TicketsAsync();
    }

    private static async Task<IReadOnlyList<TicketView>> ListAsync(DeskRoom desk, InboxQuery query, Guid? me = null) =>
        (await desk.Get<ListTickets>().RunAsync(query.Filter(me ?? desk.AgentId, desk.Clock.Now()), null, 50, Stop)).Items;

    private static async Task ChangeAsync(
        DeskRoom desk, TicketRow ticket, TicketStatus? status = null, Guid? assignee = null, DateTimeOffset? snooze = null) =>
        Done(await desk.Get<ChangeTicket>().RunAsync(
            new(ticket.Id, null, status, null, assignee, false, "Mia", desk.AgentId) { SnoozeUntil = snooze }, Stop));

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
