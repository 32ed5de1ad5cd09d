using Engagement.Data;
using Engagement.Features.Conversations.Tickets.Queues;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>Fills in fields of the ticket's queue. Those that are not named stay.</summary>
internal sealed class SetFields(Db db, TicketLog log, TimeProvider clock)
{
    /// <param name="Version">What the person saw; null: as it is now.</param>
    /// <param name="Values">By the field's id; empty empties it.</param>
    internal sealed record Command(Guid TicketId, int? Version, IReadOnlyDictionary<Guid, string?> Values, string By, Guid? ById);

    public Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = command.TicketId }, ct) is not { } ticket)
        {
            return new Result<Guid>.Missing("There is no such ticket.");
        }

        if (command.Version is { } seen && seen != ticket.Version)
        {
            return new Result<Guid>.Conflict("Somebody changed the ticket meanwhile. Look at it again as it is now.");
        }

        var fields = (await tx.QueryAsync<TicketField>(QueueSql.FieldsOfTicket, new { ticket.Id }, ct)).ToDictionary(f => f.Id);
        var errors = new List<FieldError>();
        var values = new List<(TicketField Field, string? Value)>();
        foreach (var (id, typed) in command.Values)
        {
            if (!fields.TryGetValue(id, out var field))
            {
                errors.Add(new($"Fields[{id}]", "This ticket's queue has no such field."));
                continue;
            }

            var (value, problem) = field.Check(typed);
            if (problem is not null)
            {
                errors.Add(new($"Fields[{id}]", problem));
            }

            values.Add((field, value));
        }

        if (errors.Count > 0)
        {
            return new Result<Guid>.Invalid(errors);
        }

        var now = clock.Now();
        var changed = false;
        foreach (var (field, value) in values)
        {
            changed |= await log.SetFieldAsync(tx, ticket.Id, field, value, new Actor(command.By, command.ById, now), ct);
        }

        return !changed || await tx.ExecuteAsync(TicketSql.NewVersion, new { ticket.Id, ticket.Version, Now = now }, ct) == 1
            ? ticket.Id
            : new Result<Guid>.Conflict("Somebody changed the ticket meanwhile. Look at it again as it is now.");
    }, ct);
}
