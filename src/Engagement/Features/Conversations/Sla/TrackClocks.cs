using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Rules;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Sla;

/// <summary>
/// The recurring job: looks at tickets whose log has grown. Runs the rules on change for them and writes their clocks, so that lists can
/// sort by what is due and nothing is due unseen.
/// The rows are only what <see cref="ReadClocks"/> said last; they can be thrown away and come out the same.
/// </summary>
internal sealed class TrackClocks(Db db, ReadClocks read, DomainEvents events, RunChangeRules changeRules)
{
    private const int AtOnce = 200;

    private static readonly Sql Behind = Sql.Portable(
        "select Id, ClocksBehind from Tickets where ClocksBehind > 0 order by ClocksBehind, Id {page}");

    private static readonly Sql Caught = Sql.Portable(
        "update Tickets set ClocksBehind = 0 where Id = @Id and ClocksBehind = @ClocksBehind");

    private static readonly Sql Update = Sql.Portable(
        """
        update TicketClocks set EndedAt = @EndedAt, EndedBy = @EndedBy, IsPaused = @IsPaused, Policy = @Policy, Book = @Book,
            TargetSeconds = @TargetSeconds, SpentSeconds = @SpentSeconds, WarnsAt = @WarnsAt, DueAt = @DueAt, IsBreached = @IsBreached
        where TicketId = @TicketId and Kind = @Kind and StartedAt = @StartedAt
        """);

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into TicketClocks (TicketId, Kind, StartedAt, EndedAt, EndedBy, IsPaused, Policy, Book, TargetSeconds, SpentSeconds, WarnsAt,
            DueAt, IsBreached)
        values (@TicketId, @Kind, @StartedAt, @EndedAt, @EndedBy, @IsPaused, @Policy, @Book, @TargetSeconds, @SpentSeconds, @WarnsAt,
            @DueAt, @IsBreached)
        """);

    private static readonly Sql Ended = Sql.Portable(
        """
        select Kind, StartedAt, EndedAt, EndedBy, IsPaused, Policy, Book, TargetSeconds, SpentSeconds, WarnsAt, DueAt, IsBreached
        from TicketClocks where TicketId = @Id and EndedAt is not null
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

                    // Whatever the log has gained since, by another node or by a rule here, has counted on, and the ticket is looked at
                    // again.
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
        // A long thread has many that ended, and one that changes.
        var done = (await tx.QueryAsync<Row>(Ended, new { ticket.Id }, ct)).ToHashSet();
        foreach (var clock in await read.RunAsync(tx, ticket, books, ct))
        {
            var row = Row.Of(clock);
            if (done.Contains(row))
            {
                continue;
            }

            row = row with { TicketId = ticket.Id };
            if (await tx.ExecuteAsync(Update, row, ct) == 0)
            {
                await tx.ExecuteAsync(Insert, row, ct);
            }
            else if (clock.EndedAt is not null || clock.IsPaused)
            {
                // Whoever was told of it need not look any more.
                await events.RaiseAsync(tx, new NoticeMended(DueClock.WarningKeyOf(ticket.Id, row.Kind, clock.StartedAt)), ct);
                await events.RaiseAsync(tx, new NoticeMended(DueClock.BreachKeyOf(ticket.Id, row.Kind, clock.StartedAt)), ct);
            }
        }
    }

    /// <summary>As it is written down; without the ticket where it is compared.</summary>
    private sealed record Row
    {
        public Guid TicketId { get; init; }

        public string Kind { get; init; } = "";

        public DateTimeOffset StartedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public string? EndedBy { get; init; }

        public bool IsPaused { get; init; }

        public string? Policy { get; init; }

        public int Book { get; init; }

        public long? TargetSeconds { get; init; }

        public long SpentSeconds { get; init; }

        public DateTimeOffset? WarnsAt { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public bool IsBreached { get; init; }

        public static Row Of(Clock clock) => new()
        {
            Kind = clock.Kind.ToString(),
            StartedAt = clock.StartedAt,
            EndedAt = clock.EndedAt,
            EndedBy = clock.EndedBy,
            IsPaused = clock.IsPaused,
            Policy = clock.Policy,
            Book = clock.Book,
            TargetSeconds = (long?)clock.Target?.TotalSeconds,
            SpentSeconds = (long)clock.Spent.TotalSeconds,
            WarnsAt = clock.WarnsAt,
            DueAt = clock.DueAt,
            IsBreached = clock.IsBreached,
        };
    }
}
