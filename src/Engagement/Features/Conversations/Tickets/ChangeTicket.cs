using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>Status, priority, assignee, queue, snoozing. What is null stays; the version says what the person saw.</summary>
internal sealed class ChangeTicket(Db db, TicketLog log, TimeProvider clock)
{
    private static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(366);

    private static readonly Sql IsPerson = Sql.Portable("select count(*) from Users where Id = @Id and DisabledAt is null");

    private static readonly Sql IsQueue = Sql.Portable("select count(*) from Queues where Id = @Id and RemovedAt is null");

    /// <param name="Version">Null: as it is now.</param>
    /// <param name="Unassign">Take it from whoever has it.</param>
    internal sealed record Command(
        Guid TicketId, int? Version, TicketStatus? Status, TicketPriority? Priority, Guid? AssigneeId, bool Unassign, string By, Guid? ById)
    {
        public Guid? QueueId { get; init; }

        /// <summary>Take it out of its queue.</summary>
        public bool Unqueue { get; init; }

        /// <summary>Out of sight until then.</summary>
        public DateTimeOffset? SnoozeUntil { get; init; }

        /// <summary>In sight again.</summary>
        public bool Wake { get; init; }
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) =>
        await CheckAsync(db, command, ct) ?? await db.DecideAsync(tx => RunAsync(tx, command, ct), ct);

    /// <summary>
    /// As part of something larger: many tickets at once. What they have in common is checked once, with <see cref="CheckAsync"/>.
    /// </summary>
    public async Task<Result<Guid>> RunAsync(Tx tx, Command command, CancellationToken ct)
    {
        if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = command.TicketId }, ct) is not { } ticket)
        {
            return new Result<Guid>.Missing("There is no such ticket.");
        }

        if (command.Version is { } seen && seen != ticket.Version)
        {
            return new Result<Guid>.Conflict("Somebody changed the ticket meanwhile. Look at it again as it is now.");
        }

        var to = Wanted(ticket, command);
        if (ticket.MergedIntoId is not null && to.Status != TicketStatus.Closed)
        {
            return new Result<Guid>.Conflict($"#{ticket.Number} was merged into another ticket. Take that back to work on it by itself.");
        }

        return await log.ChangeAsync(tx, ticket, to, new Actor(command.By, command.ById, clock.Now()), ct)
            ? ticket.Id
            : new Result<Guid>.Conflict("Somebody changed the ticket meanwhile. Look at it again as it is now.");
    }

    /// <summary>What can be wrong whatever the ticket is.</summary>
    /// <returns>Null when all is well.</returns>
    public async Task<Result<Guid>?> CheckAsync(DbSession session, Command command, CancellationToken ct)
    {
        if (command.Status == TicketStatus.New)
        {
            return Result<Guid>.Wrong(nameof(command.Status), "A ticket is new only until somebody looks after it.");
        }

        if (command.AssigneeId is not null && await session.ScalarAsync<int>(IsPerson, new { Id = command.AssigneeId }, ct) == 0)
        {
            return Result<Guid>.Wrong(nameof(command.AssigneeId), "There is no such person, or they are disabled.");
        }

        if (command.QueueId is not null && await session.ScalarAsync<int>(IsQueue, new { Id = command.QueueId }, ct) == 0)
        {
            return Result<Guid>.Wrong(nameof(command.QueueId), "There is no such queue.");
        }

        if (command.SnoozeUntil is { } until && (until <= clock.GetUtcNow() || until > clock.GetUtcNow() + LongestSnooze))
        {
            return Result<Guid>.Wrong(nameof(command.SnoozeUntil), "Choose a time to come, within a year.");
        }

        return null;
    }

    private static TicketChange Wanted(TicketRow ticket, Command command)
    {
        var status = command.Status ?? ticket.Status;
        return TicketChange.Of(ticket) with
        {
            Status = status,
            Priority = command.Priority ?? ticket.Priority,
            AssigneeId = command.Unassign ? null : command.AssigneeId ?? ticket.AssigneeId,
            QueueId = command.Unqueue ? null : command.QueueId ?? ticket.QueueId,

            // Nobody waits for what is settled.
            SnoozedUntil = command.Wake || status is TicketStatus.Solved or TicketStatus.Closed ? null
                : command.SnoozeUntil is { } until ? Instant.Truncate(until)
                : ticket.SnoozedUntil,
            IsSpam = ticket.SpamAt is not null && status == TicketStatus.Closed,
        };
    }
}
