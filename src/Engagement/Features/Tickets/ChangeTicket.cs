using Engagement.Data;

namespace Engagement.Features.Tickets;

/// <summary>Status, priority, assignee. What is null stays; the version says what the person saw.</summary>
internal sealed class ChangeTicket(Db db, TicketLog log, TimeProvider clock)
{
    private static readonly Sql IsPerson = Sql.Portable("select count(*) from Users where Id = @Id and DisabledAt is null");

    /// <param name="Version">Null: as it is now.</param>
    /// <param name="Unassign">Take it from whoever has it.</param>
    internal sealed record Command(
        Guid TicketId, int? Version, TicketStatus? Status, TicketPriority? Priority, Guid? AssigneeId, bool Unassign, string By, Guid? ById);

    public async Task<Answer<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (command.Status == TicketStatus.New)
        {
            return Answer<Guid>.Wrong(nameof(command.Status), "A ticket is new only until somebody looks after it.");
        }

        if (command.AssigneeId is { } assignee && await db.ScalarAsync<int>(IsPerson, new { Id = assignee }, ct) == 0)
        {
            return Answer<Guid>.Wrong(nameof(command.AssigneeId), "There is no such person, or they are disabled.");
        }

        return await db.InTransactionAsync<Answer<Guid>>(async tx =>
        {
            if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = command.TicketId }, ct) is not { } ticket)
            {
                return new Answer<Guid>.Missing("There is no such ticket.");
            }

            if (command.Version is { } seen && seen != ticket.Version)
            {
                return new Answer<Guid>.Conflict("Somebody changed the ticket meanwhile. Look at it again as it is now.");
            }

            var to = new TicketChange(
                command.Status ?? ticket.Status,
                command.Priority ?? ticket.Priority,
                command.Unassign ? null : command.AssigneeId ?? ticket.AssigneeId);
            if (to != new TicketChange(ticket.Status, ticket.Priority, ticket.AssigneeId)
                && !await log.ChangeAsync(tx, ticket, to, command.By, command.ById, clock.Now(), ct))
            {
                return new Answer<Guid>.Conflict("Somebody changed the ticket meanwhile. Look at it again as it is now.");
            }

            return ticket.Id;
        }, ct);
    }
}
