using Engagement.Data;
using Engagement.Features.Notices;
using Engagement.Features.Rules;
using Engagement.Features.Tickets;

namespace Engagement.Features.Sla;

/// <summary>
/// The recurring job: looks at tickets whose log has grown. Runs the rules on change for them and writes their clocks, so that lists can sort
/// by what is due and nothing is due unseen.
/// The rows are only what <see cref="ReadClocks"/> said last; they can be thrown away and come out the same.
/// </summary>
internal sealed class KeepClocks(Db db, ReadClocks read, ResolveNotice resolve, RunChangeRules changeRules)
{
    private const int AtOnce = 200;

    private static readonly Sql Behind = Sql.Portable("select Id, ClocksBehind from Tickets where ClocksBehind > 0 order by ClocksBehind, Id {page}");

    private static readonly Sql Caught = Sql.Portable("update Tickets set ClocksBehind = 0 where Id = @Id and ClocksBehind = @ClocksBehind");

    private static readonly Sql Update = Sql.Portable(
        """
        update TicketClocks set EndedAt = @EndedAt, EndedBy = @EndedBy, IsPaused = @IsPaused, Policy = @Policy, Book = @Book, TargetSeconds = @TargetSeconds,
            SpentSeconds = @SpentSeconds, WarnsAt = @WarnsAt, DueAt = @DueAt, IsBreached = @IsBreached
        where TicketId = @TicketId and Kind = @Kind and StartedAt = @StartedAt
        """);

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into TicketClocks (TicketId, Kind, StartedAt, EndedAt, EndedBy, IsPaused, Policy, Book, TargetSeconds, SpentSeconds, WarnsAt, DueAt, IsBreached)
        values (@TicketId, @Kind, @StartedAt, @EndedAt, @EndedBy, @IsPaused, @Policy, @Book, @TargetSeconds, @SpentSeconds, @WarnsAt, @DueAt, @IsBreached)
        """);

    private sealed record Ticket
    {
        public Guid Id { get; init; }

        public int ClocksBehind { get; init; }
    }

    /// <returns>How many tickets were looked at.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var books = await SlaBooks.ReadAsync(db, ct);
        var rules = await RunRules.ActiveAsync(db, RuleMoment.Change, ct);
        var done = 0;
        while (await db.QueryAsync<Ticket>(Behind, new { Take = AtOnce }, ct) is { Count: > 0 } behind)
        {
            // One transaction for many: a commit costs more than the clocks of a ticket.
            await db.InTransactionAsync(async tx =>
            {
                foreach (var ticket in behind)
                {
                    await changeRules.RunAsync(tx, rules, ticket.Id, ct);
                    await WriteAsync(tx, (await tx.OneAsync<TicketRow>(TicketSql.Read, new { ticket.Id }, ct))!, books, ct);

                    // Whatever the log has gained since, by another node or by a rule here, has counted on, and the ticket is looked at again.
                    await tx.ExecuteAsync(Caught, ticket, ct);
                }
            }, ct);
            done += behind.Count;
        }

        return done;
    }

    /// <summary>Writes one ticket's clocks as they are.</summary>
    public async Task WriteAsync(Tx tx, TicketRow ticket, IReadOnlyList<SlaBook> books, CancellationToken ct)
    {
        foreach (var clock in await read.RunAsync(tx, ticket, books, ct))
        {
            var row = new
            {
                TicketId = ticket.Id,
                Kind = clock.Kind.ToString(),
                clock.StartedAt,
                clock.EndedAt,
                clock.EndedBy,
                clock.IsPaused,
                clock.Policy,
                clock.Book,
                TargetSeconds = (long?)clock.Target?.TotalSeconds,
                SpentSeconds = (long)clock.Spent.TotalSeconds,
                clock.WarnsAt,
                clock.DueAt,
                clock.IsBreached,
            };
            if (await tx.ExecuteAsync(Update, row, ct) == 0)
            {
                await tx.ExecuteAsync(Insert, row, ct);
            }
            else if (clock.EndedAt is not null || clock.IsPaused)
            {
                // Whoever was told of it need not look any more.
                await resolve.RunAsync(tx, DueClock.WarningKeyOf(ticket.Id, row.Kind, clock.StartedAt), ct);
                await resolve.RunAsync(tx, DueClock.BreachKeyOf(ticket.Id, row.Kind, clock.StartedAt), ct);
            }
        }
    }
}
