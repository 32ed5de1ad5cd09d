using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Joining;

/// <summary>
/// Makes one ticket part of another: it is closed, and its words show in the other. Nothing is moved, so taking it back restores exactly.
/// Both are of one client on one account: an answer goes out under the newest words of either.
/// </summary>
internal sealed class MergeTickets(Db db, TicketLog log, TimeProvider clock)
{
    private static readonly Sql Insert = Sql.Portable(
        "insert into TicketMerges (TicketId, IntoId, WasStatus, MergedAt, MergedBy) values (@Id, @IntoId, @WasStatus, @Now, @By)");

    private static readonly Sql ReadStatus = Sql.Portable("select WasStatus from TicketMerges where TicketId = @Id");

    private static readonly Sql Delete = Sql.Portable("delete from TicketMerges where TicketId = @Id");

    private static readonly Sql HasOthers = Sql.Portable("select count(*) from Tickets where MergedIntoId = @Id");

    private static readonly Sql PersonOf = Sql.Portable("select coalesce(MatchedIntoId, Id) from Clients where Id = @Id");

    /// <param name="TicketId">The one that goes into the other.</param>
    internal sealed record Command(Guid TicketId, long IntoNumber, string By, Guid? ById);

    /// <returns>The ticket it is part of now.</returns>
    public Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = command.TicketId }, ct) is not { } ticket)
        {
            return new Result<Guid>.Missing("There is no such ticket.");
        }

        if (await tx.OneAsync<TicketRow>(TicketSql.ReadByNumber, new { Number = command.IntoNumber }, ct) is not { } into
            || into.Id == ticket.Id)
        {
            return Result<Guid>.Wrong(nameof(command.IntoNumber), "Give the number of another ticket.");
        }

        if (await ExplainAsync(tx, ticket, into, ct) is { } problem)
        {
            return Result<Guid>.Wrong(nameof(command.IntoNumber), problem);
        }

        var actor = new Actor(command.By, command.ById, clock.Now());
        await tx.ExecuteAsync(Insert, new { ticket.Id, IntoId = into.Id, WasStatus = ticket.Status.ToString(), actor.Now, command.By }, ct);
        if (!await log.ChangeAsync(tx, ticket,
            TicketChange.Of(ticket) with { Status = TicketStatus.Closed, MergedIntoId = into.Id, SnoozedUntil = null }, actor, ct))
        {
            return new Result<Guid>.Conflict("Somebody changed the ticket meanwhile. Look at it again as it is now.");
        }

        await log.AddEventAsync(tx, into.Id, new TicketEvent("took", null, $"#{ticket.Number}") { AfterId = ticket.Id }, actor, ct);
        return into.Id;
    }, ct);

    /// <summary>Takes a merge back: the ticket stands by itself again, as it was.</summary>
    public Task<Result<Guid>> UndoAsync(Guid ticketId, string by, Guid? byId, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = ticketId }, ct) is not { } ticket)
        {
            return new Result<Guid>.Missing("There is no such ticket.");
        }

        if (ticket.MergedIntoId is not { } intoId
            || !Enum.TryParse<TicketStatus>(await tx.ScalarAsync<string>(ReadStatus, new { ticket.Id }, ct), out var was))
        {
            return new Result<Guid>.Conflict($"#{ticket.Number} is part of no other ticket.");
        }

        var actor = new Actor(by, byId, clock.Now());
        await tx.ExecuteAsync(Delete, new { ticket.Id }, ct);
        if (!await log.ChangeAsync(tx, ticket, TicketChange.Of(ticket) with { Status = was, MergedIntoId = null }, actor, ct))
        {
            return new Result<Guid>.Conflict("Somebody changed the ticket meanwhile. Look at it again as it is now.");
        }

        await log.AddEventAsync(tx, intoId, new TicketEvent("took", $"#{ticket.Number}", null) { BeforeId = ticket.Id }, actor, ct);
        return ticket.Id;
    }, ct);

    private static async Task<string?> ExplainAsync(Tx tx, TicketRow ticket, TicketRow into, CancellationToken ct)
    {
        if (ticket.MergedIntoId is not null || into.MergedIntoId is not null)
        {
            return $"#{(ticket.MergedIntoId is not null ? ticket : into).Number} is part of another ticket already.";
        }

        if (ticket.AccountId != into.AccountId || await PersonAsync(ticket) != await PersonAsync(into))
        {
            return $"#{into.Number} is of another client or came to another account; an answer would not reach both. Link them instead.";
        }

        if (into.SpamAt is not null || into.Status == TicketStatus.Closed)
        {
            return $"#{into.Number} is closed. Reopen it first, or merge the other way round.";
        }

        return await tx.ScalarAsync<int>(HasOthers, new { ticket.Id }, ct) > 0
            ? $"#{ticket.Number} has others merged into it. Merge the other way round, or take those back first."
            : null;

        Task<Guid> PersonAsync(TicketRow t) => tx.ScalarAsync<Guid>(PersonOf, new { Id = t.ClientId }, ct);
    }
}
