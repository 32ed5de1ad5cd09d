using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Security;

namespace Engagement.Tests.Conversations.Tickets;

/// <summary>Whoever is given a ticket is told, and nobody else.</summary>
public sealed class TicketEventsTests
{
    [Theory, OnEachDatabase]
    internal async Task A_ticket_that_a_colleague_gave_me_is_told_to_me_and_no_more_when_it_is_anothers(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var other = Assert.IsType<Result<AddUser.Added>.Done>(
            await desk.Get<AddUser>().RunAsync(new("o@desk.example", "Olu", nameof(Role.Agent)), Stop)).Value.Id;
        var ticket = await TicketAsync(desk);

        await GiveAsync(desk, ticket.Id, desk.AgentId, by: other);

        var notice = Assert.Single(await NewAsync(desk, desk.AgentId));
        Assert.Equal((NoticeKinds.TicketAssigned, $"#{ticket.Number} is yours", "Olu gave it to you.", $"/tickets/{ticket.Number}"),
            (notice.Kind, notice.Title, notice.Body, notice.Link));
        Assert.Empty(await NewAsync(desk, other));

        await GiveAsync(desk, ticket.Id, other, by: desk.AgentId);
        Assert.Empty(await NewAsync(desk, desk.AgentId));
        Assert.Single(await NewAsync(desk, other));
    }

    [Theory, OnEachDatabase]
    internal async Task What_somebody_takes_themselves_is_not_told_and_what_is_solved_needs_no_telling(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var ticket = await TicketAsync(desk);

        await GiveAsync(desk, ticket.Id, desk.AgentId, by: desk.AgentId);
        Assert.Empty(await NewAsync(desk, desk.AgentId));

        await GiveAsync(desk, ticket.Id, null, by: desk.AgentId);
        await GiveAsync(desk, ticket.Id, desk.AgentId, by: null); // a rule
        Assert.Single(await NewAsync(desk, desk.AgentId));
        await desk.SetAsync(ticket.Id, TicketStatus.Solved);
        Assert.Empty(await NewAsync(desk, desk.AgentId));
    }

    private static async Task<TicketRow> TicketAsync(DeskRoom desk)
    {
        await desk.HearAsync(desk.Said("m1"));
        return await desk.TicketAsync();
    }

    private static async Task GiveAsync(DeskRoom desk, Guid ticket, Guid? to, Guid? by) => Assert.IsType<Result<Guid>.Done>(
        await desk.Get<ChangeTicket>().RunAsync(
            new(ticket, null, null, null, to, Unassign: to is null, by == desk.AgentId ? "Mia" : "Olu", by), Stop));

    private static async Task<IReadOnlyList<NoticeView>> NewAsync(DeskRoom desk, Guid person) =>
        (await desk.Get<ListNotices>().RunAsync(person, new(Unread: true), null, 10, Stop)).Items;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
