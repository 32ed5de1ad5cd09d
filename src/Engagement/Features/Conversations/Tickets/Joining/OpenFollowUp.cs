using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Joining;

/// <summary>
/// A new ticket that goes on where a settled one ended, with the reason as its first note. Its answers stand in the same thread.
/// </summary>
internal sealed class OpenFollowUp(Db db, TicketLog log, TimeProvider clock)
{
    internal sealed record Command(Guid TicketId, string? Why, string By, Guid? ById);

    public Task<Result<TicketRow>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<TicketRow>(async tx =>
    {
        var why = command.Why?.Trim() ?? "";
        if (why.Length is 0 or > 2000)
        {
            return Result<TicketRow>.Wrong(nameof(command.Why), why.Length == 0
                ? "Say what there is left to do."
                : "At most 2,000 characters.");
        }

        if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = command.TicketId }, ct) is not { } ticket)
        {
            return new Result<TicketRow>.Missing("There is no such ticket.");
        }

        if (ticket.Status is not (TicketStatus.Solved or TicketStatus.Closed)
            || ticket.MergedIntoId is not null || ticket.SpamAt is not null)
        {
            return new Result<TicketRow>.Conflict("Only a settled ticket is followed up. This one can simply go on.");
        }

        var actor = new Actor(command.By, command.ById, clock.Now());
        var opened = await log.OpenAsync(tx, new NewTicket(
            ticket.Subject, ticket.ClientId, ticket.AccountId, ticket.Network,
            ticket.ThreadId, ticket.DeliveryId, ticket.PostId, ticket.ArticleId, ticket)
        { QueueId = ticket.QueueId }, actor, ct);
        await log.AddMessageAsync(tx, new NewMessage(Ids.New(actor.Now), opened.Id, MessageKind.Note, command.By, why, actor.Now)
            { AuthorId = command.ById }, actor.Now, ct);
        await log.ChangeAsync(
            tx, opened, TicketChange.Of(opened) with { Status = TicketStatus.Open, AssigneeId = command.ById }, actor, ct);
        return opened;
    }, ct);
}
