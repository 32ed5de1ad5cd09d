using Engagement.Data;
using Engagement.Features.Conversations.Realtime;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace Engagement.Tests.Conversations.Realtime;

public sealed class LiveTests
{
    [Theory, OnEachDatabase]
    internal async Task Every_node_tells_its_pages_within_one_look_what_any_node_changed_and_who_came(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var nodes = new[] { Node(desk), Node(desk) };
        var pages = nodes.Select(n => n.Hints.Listen()).ToList();
        await Task.WhenAll(nodes.Select(n => n.Watch.LookAsync(Stop)));

        // the other node's work is this node's news: both read the database
        await desk.HearAsync(desk.Said("m2", answers: "m1", root: "m1"));
        await desk.Get<Presence>().SayAsync(ticket.Id, desk.AgentId, isWriting: true, Stop);
        await Task.WhenAll(nodes.Select(n => n.Watch.LookAsync(Stop)));

        foreach (var page in pages)
        {
            var hint = await NextAsync(page);
            Assert.Equal([ticket.Id], hint.Tickets);
            Assert.Equal([ticket.Id], hint.Presence);
        }

        // Nothing new, nothing said; then what runs out by itself is said too.
        await nodes[0].Watch.LookAsync(Stop);
        desk.Clock.Advance(Presence.Lasts);
        await nodes[0].Watch.LookAsync(Stop);
        var gone = await NextAsync(pages[0]);
        Assert.Equal([ticket.Id], gone.Presence);
        Assert.Empty(gone.Tickets);
        Assert.True(WatchChanges.Every <= TimeSpan.FromSeconds(1));
        pages.ForEach(p => p.Dispose());
        Assert.True(nodes[0].Hints.IsQuiet);
    }

    [Theory, OnEachDatabase]
    internal async Task Colleagues_at_a_ticket_are_seen_by_the_others_and_not_by_themselves(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var bob = Assert.IsType<Result<AddUser.Added>.Done>(
            await desk.Get<AddUser>().RunAsync(new("bob@desk.example", "Bob", nameof(Role.Agent)), Stop)).Value.Id;
        var presence = desk.Get<Presence>();

        await presence.SayAsync(ticket.Id, desk.AgentId, isWriting: false, Stop);
        await presence.SayAsync(ticket.Id, desk.AgentId, isWriting: true, Stop);

        Assert.Empty(await presence.AtAsync(ticket.Id, desk.AgentId, Stop));
        var seen = Assert.Single(await presence.AtAsync(ticket.Id, bob, Stop));
        Assert.Equal(("Mia", true), (seen.Name, seen.IsWriting));
        desk.Clock.Advance(Presence.Lasts);
        Assert.Empty(await presence.AtAsync(ticket.Id, bob, Stop));
        await presence.SayAsync(ticket.Id, desk.AgentId, isWriting: false, Stop);
        await presence.LeaveAsync(ticket.Id, desk.AgentId, Stop);
        Assert.Empty(await presence.AtAsync(ticket.Id, bob, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task An_answer_is_refused_when_the_client_or_a_colleague_spoke_meanwhile_and_goes_out_once_that_is_seen(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        var reply = desk.Get<ReplyToTicket>();
        async Task<long> SeenAsync() => (await desk.MessagesAsync(ticket.Id)).Max(m => m.Seq);
        async Task<Result<ReplyToTicket.Sent>> SendAsync(long seen, string by = "Mia", Guid? byId = null) =>
            await reply.RunAsync(new(ticket.Id, "Words.", by, byId ?? desk.AgentId) { SeenSeq = seen }, Stop);

        var seen = await SeenAsync();
        await desk.HearAsync(desk.Said("m2", answers: "m1", root: "m1"));
        Assert.StartsWith("The client wrote meanwhile.",
            Assert.IsType<Result<ReplyToTicket.Sent>.Conflict>(await SendAsync(seen)).Why, StringComparison.Ordinal);
        Assert.DoesNotContain(await desk.MessagesAsync(ticket.Id), m => m.Kind == MessageKind.Outbound);

        seen = await SeenAsync();
        Assert.IsType<Result<ReplyToTicket.Sent>.Done>(await SendAsync(seen));

        // One's own words from another window refuse nothing; a colleague's do.
        Assert.IsType<Result<ReplyToTicket.Sent>.Done>(await SendAsync(seen));
        Assert.StartsWith("Mia answered meanwhile.",
            Assert.IsType<Result<ReplyToTicket.Sent>.Conflict>(await SendAsync(seen, "Bob", Guid.NewGuid())).Why, StringComparison.Ordinal);
    }

    private static (LiveHints Hints, WatchChanges Watch) Node(DeskRoom desk)
    {
        var hints = new LiveHints();
        return (hints, new WatchChanges(desk.Db, hints, desk.Clock, NullLogger<WatchChanges>.Instance));
    }

    private static Task<LiveHint> NextAsync(LiveHints.Listener page) =>
        page.NextAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
