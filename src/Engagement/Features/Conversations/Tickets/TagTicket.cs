using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>Adds and removes tags. Two people may do so at once: each adds and removes their own.</summary>
internal sealed class TagTicket(Db db, TicketLog log, TimeProvider clock)
{
    /// <param name="Add">As typed, with commas between them.</param>
    internal sealed record Command(Guid TicketId, string? Add, string? Remove, string By, Guid? ById);

    public Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        var (add, remove) = (TagWords.Of(command.Add), TagWords.Of(command.Remove));
        if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = command.TicketId }, ct) is not { } ticket)
        {
            return new Result<Guid>.Missing("There is no such ticket.");
        }

        var have = await tx.QueryAsync<string>(TagWords.OfTicket, new { ticket.Id }, ct);
        if (TagWords.Explain([.. have.Except(remove).Union(add)]) is { } problem)
        {
            return Result<Guid>.Wrong(nameof(command.Add), problem);
        }

        await log.TagAsync(tx, ticket.Id, add, remove, new Actor(command.By, command.ById, clock.Now()), ct);
        return ticket.Id;
    }, ct);
}
