using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Clients;

/// <summary>
/// Says that two clients are one person. Handles, tickets and notes stay where they are and are read together; each client that now counts
/// as another is written down as it was, so that taking it back restores exactly. Name, company, VIP and consent of the one matched into
/// count.
/// </summary>
internal sealed class MatchClients(Db db, VipTickets vipTickets, TimeProvider clock)
{
    /// <summary>What is matched into a person now, with the handles that came with each.</summary>
    public static readonly Sql OfPerson = Sql.Portable(
        """
        select m.MatchId, m.ClientId, c.Name, m.MatchedAt, m.MatchedBy from ClientMatches m join Clients c on c.Id = m.ClientId
        where c.MatchedIntoId = @Id and m.UnmatchedAt is null and m.WasIntoId is null
        order by m.MatchedAt, m.ClientId
        """);

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into ClientMatches (MatchId, ClientId, IntoId, WasIntoId, MatchedAt, MatchedBy)
        values (@MatchId, @ClientId, @IntoId, @WasIntoId, @Now, @By)
        """);

    private static readonly Sql Point = Sql.Portable("update Clients set MatchedIntoId = @IntoId, Version = Version + 1 where Id = @Id");

    private static readonly Sql ReadMatch = Sql.Portable(
        "select ClientId, IntoId, WasIntoId from ClientMatches where MatchId = @MatchId and UnmatchedAt is null");

    private static readonly Sql End = Sql.Portable(
        "update ClientMatches set UnmatchedAt = @Now, UnmatchedBy = @By where MatchId = @MatchId and UnmatchedAt is null");

    /// <param name="ClientId">Who is the same as <paramref name="IntoId"/>.</param>
    internal sealed record Command(Guid ClientId, Guid IntoId, string By, Guid? ById);

    /// <returns>The person.</returns>
    public Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        if (await PersonAsync(tx, command.ClientId, ct) is not { } client || await PersonAsync(tx, command.IntoId, ct) is not { } into)
        {
            return new Result<Guid>.Missing("There is no such client.");
        }

        if (client.Id == into.Id)
        {
            return Result<Guid>.Wrong(nameof(command.IntoId), "They are one person already.");
        }

        if (client.ErasedAt is not null || into.ErasedAt is not null)
        {
            return new Result<Guid>.Conflict("Nothing is known any more of a client who was erased.");
        }

        var actor = new Actor(command.By, command.ById, clock.Now());
        var matchId = Ids.New(actor.Now);
        if (client.IsVip != into.IsVip)
        {
            await vipTickets.TellAsync(tx, client.Id, into.IsVip, actor, ct);
        }

        foreach (var one in await tx.QueryAsync<ClientRow>(ClientSql.Group, new { client.Id }, ct))
        {
            await tx.ExecuteAsync(Insert,
                new { MatchId = matchId, ClientId = one.Id, IntoId = into.Id, WasIntoId = one.MatchedIntoId, actor.Now, command.By }, ct);
            await tx.ExecuteAsync(Point, new { one.Id, IntoId = (Guid?)into.Id }, ct);
        }

        await ClientLog.AddAsync(tx, into.Id, "matched", null, actor, ct);
        return into.Id;
    }, ct);

    /// <summary>Takes a match back. Whoever was part of it and has not been parted from it since stands where they stood before.</summary>
    /// <returns>The client who stands alone again.</returns>
    public Task<Result<Guid>> UndoAsync(Guid matchId, string by, Guid? byId, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        var actor = new Actor(by, byId, clock.Now());
        var rows = await tx.QueryAsync<Row>(ReadMatch, new { MatchId = matchId }, ct);
        if (rows.Count == 0 || await PersonAsync(tx, rows[0].IntoId, ct) is not { } person)
        {
            return new Result<Guid>.Conflict("That match was taken back already.");
        }

        foreach (var row in rows)
        {
            var one = (await tx.OneAsync<ClientRow>(ClientSql.Read, new { Id = row.ClientId }, ct))!;
            if (one.MatchedIntoId == person.Id)
            {
                await tx.ExecuteAsync(Point, new { one.Id, IntoId = row.WasIntoId }, ct);
            }
        }

        await tx.ExecuteAsync(End, new { MatchId = matchId, actor.Now, By = by }, ct);
        var alone = rows.Single(r => r.WasIntoId is null).ClientId;
        if ((await tx.OneAsync<ClientRow>(ClientSql.Read, new { Id = alone }, ct))!.IsVip is var isVip && isVip != person.IsVip)
        {
            await vipTickets.TellAsync(tx, alone, isVip, actor, ct);
        }

        await ClientLog.AddAsync(tx, person.Id, "unmatched", null, actor, ct);
        return alone;
    }, ct);

    private static Task<ClientRow?> PersonAsync(Tx tx, Guid id, CancellationToken ct) =>
        tx.OneAsync<ClientRow>(ClientSql.ReadPerson, new { Id = id }, ct);

    private sealed record Row
    {
        public Guid ClientId { get; init; }

        public Guid IntoId { get; init; }

        public Guid? WasIntoId { get; init; }
    }
}

internal sealed record ClientMatchRow
{
    public Guid MatchId { get; init; }

    public Guid ClientId { get; init; }

    public string Name { get; init; } = "";

    public DateTimeOffset MatchedAt { get; init; }

    public string MatchedBy { get; init; } = "";
}
