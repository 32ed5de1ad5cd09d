using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Inbox;

/// <summary>
/// One change to many tickets, all of them or none, with what each was before written down: the whole can be taken back for an hour.
/// A ticket that cannot take it (it is part of another) is left alone and counted.
/// </summary>
internal sealed class ChangeMany(Db db, ChangeTicket change, TicketLog log, TimeProvider clock)
{
    public const int Most = 200;

    private static readonly TimeSpan UndoableFor = TimeSpan.FromHours(1);

    private static readonly Sql Insert = Sql.Portable(
        "insert into BulkChanges (Id, ById, Says, BeforeJson, CreatedAt) values (@Id, @ById, @Says, @BeforeJson, @Now)");

    private static readonly Sql Read = Sql.Portable(
        "select BeforeJson from BulkChanges where Id = @Id and ById = @ById and UndoneAt is null and CreatedAt >= @Since");

    private static readonly Sql Undone = Sql.Portable("update BulkChanges set UndoneAt = @Now where Id = @Id and UndoneAt is null");

    /// <param name="What">The change; its ticket does not matter.</param>
    /// <param name="AddTag">As typed; null: none.</param>
    internal sealed record Command(IReadOnlyCollection<Guid> TicketIds, ChangeTicket.Command What, string? AddTag, Guid ById);

    /// <param name="BulkId">To take it back by.</param>
    /// <param name="Changed">Those that are different now.</param>
    /// <param name="LeftAlone">Those that could not be changed.</param>
    internal sealed record Done(Guid BulkId, int Changed, int LeftAlone);

    /// <param name="Version">After the change: whoever changed it since keeps their change.</param>
    internal sealed record Before(Guid Id, int Version, TicketChange Was, IReadOnlyList<string> TagsAdded);

    public async Task<Result<Done>> RunAsync(Command command, CancellationToken ct)
    {
        if (command.TicketIds.Count is 0 or > Most)
        {
            return Result<Done>.Wrong(nameof(command.TicketIds), command.TicketIds.Count == 0
                ? "Choose tickets first." : $"At most {Most} at once.");
        }

        var tags = TagWords.Of(command.AddTag);
        if (TagWords.Explain(tags) is { } problem)
        {
            return Result<Done>.Wrong(nameof(command.AddTag), problem);
        }

        return await db.DecideAsync<Done>(async tx =>
        {
            if (await change.CheckAsync(tx, command.What, ct) is Result<Guid>.Invalid wrong)
            {
                return new Result<Done>.Invalid(wrong.Errors);
            }

            var actor = new Actor(command.What.By, command.ById, clock.Now());
            var before = new List<Before>();
            var leftAlone = 0;
            foreach (var id in command.TicketIds.Distinct())
            {
                if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = id }, ct) is not { } ticket
                    || await change.RunAsync(tx, command.What with { TicketId = id, Version = null }, ct) is not Result<Guid>.Done)
                {
                    leftAlone++;
                    continue;
                }

                var have = await tx.QueryAsync<string>(TagWords.OfTicket, new { Id = id }, ct);
                IReadOnlyList<string> added = [.. tags.Except(have, StringComparer.Ordinal)];
                await log.TagAsync(tx, id, added, [], actor, ct);
                var now = (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = id }, ct))!;
                if (now.Version != ticket.Version || added.Count > 0)
                {
                    before.Add(new(id, now.Version, TicketChange.Of(ticket), added));
                }
            }

            var bulk = Ids.New(actor.Now);
            await tx.ExecuteAsync(
                Insert, new { Id = bulk, command.ById, Says = $"{before.Count} tickets", BeforeJson = Json.Write(before), actor.Now }, ct);
            return new Done(bulk, before.Count, leftAlone);
        }, ct);
    }

    /// <summary>Takes one's own change back. A ticket that somebody has changed since stays as they made it.</summary>
    public Task<Result<Done>> UndoAsync(Guid bulkId, string by, Guid byId, CancellationToken ct) => db.DecideAsync<Done>(async tx =>
    {
        var actor = new Actor(by, byId, clock.Now());
        if (await tx.ScalarAsync<string>(Read, new { Id = bulkId, ById = byId, Since = actor.Now - UndoableFor }, ct) is not { } json
            || await tx.ExecuteAsync(Undone, new { Id = bulkId, actor.Now }, ct) == 0)
        {
            return new Result<Done>.Conflict("That was taken back already, or is too long ago.");
        }

        var (back, leftAlone) = (0, 0);
        foreach (var before in Json.Read<List<Before>>(json))
        {
            if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { before.Id }, ct) is { } ticket && ticket.Version == before.Version
                && await log.ChangeAsync(tx, ticket, before.Was, actor, ct))
            {
                await log.TagAsync(tx, ticket.Id, [], before.TagsAdded, actor, ct);
                back++;
            }
            else
            {
                leftAlone++;
            }
        }

        return new Done(bulkId, back, leftAlone);
    }, ct);
}
