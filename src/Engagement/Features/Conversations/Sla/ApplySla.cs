using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Sla;

/// <summary>
/// Applies the policies in force to tickets that are open already: clocks that run then go by them, counted from the clock's start. What
/// has ended stays as it was. It is shown first, by the same code that works clocks out.
/// </summary>
internal sealed class ApplySla(Db db, ReadClocks read, TimeProvider clock)
{
    public const int MostShown = 200;

    private const int AtOnce = 500;

    private const string Standing = $"{TicketSql.Unsolved} and t.MergedIntoId is null and t.SpamAt is null";

    private static readonly Sql Open = Sql.Portable(
        $$"""select {{TicketSql.Columns}} from Tickets t where {{Standing}} and t.Id > @After order by t.Id {page}""");

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into SlaApplied (Version, AppliedAt, AppliedBy, AppliedById)
        select @Version, @Now, @By, @ById where not exists (select 1 from SlaApplied where Version = @Version)
        """);

    private static readonly Sql AllBehind = Sql.Portable(
        $"update Tickets set ClocksBehind = ClocksBehind + 1 where Id in (select t.Id from Tickets t where {Standing})");

    /// <param name="Version">The book the person looked at.</param>
    internal sealed record Command(int Version, string By, Guid? ById);

    /// <summary>A clock that would go by another policy, or be due at another time.</summary>
    internal sealed record Change(long Number, string Subject, Clock From, Clock To)
    {
        /// <summary>Without a target before and after there is nothing to see.</summary>
        public bool IsOne => (From.Target ?? To.Target) is not null
            && (From.Policy, From.Target, From.DueAt, From.WarnsAt) != (To.Policy, To.Target, To.DueAt, To.WarnsAt);

        /// <summary>Its promise would be broken the moment it is applied.</summary>
        public bool IsLateAtOnce => To.IsBreached && !From.IsBreached;
    }

    /// <param name="Looked">How many open tickets there are.</param>
    /// <param name="Tickets">How many of them change.</param>
    /// <param name="Late">How many clocks would be late at once.</param>
    /// <param name="Changes">At most <see cref="MostShown"/>.</param>
    internal sealed record Preview(int Version, int Looked, int Tickets, int Late, IReadOnlyList<Change> Changes);

    public async Task<Preview> PreviewAsync(CancellationToken ct)
    {
        var books = await SlaBooks.ReadAsync(db, ct);
        if (books.Count == 0)
        {
            return new(0, 0, 0, 0, []);
        }

        IReadOnlyList<SlaBook> applied = [.. books.SkipLast(1), books[^1] with { AppliedAt = books[^1].AppliedAt ?? clock.Now() }];
        var (looked, tickets, late, after) = (0, 0, 0, Guid.Empty);
        var shown = new List<Change>();
        while (await db.QueryAsync<TicketRow>(Open, new { After = after, Take = AtOnce }, ct) is { Count: > 0 } page)
        {
            foreach (var ticket in page)
            {
                var (now, then) = (await read.RunAsync(db, ticket, books, ct), await read.RunAsync(db, ticket, applied, ct));
                var changes = now.Zip(then, (from, to) => new Change(ticket.Number, ticket.Subject, from, to)).Where(c => c.IsOne).ToList();
                looked++;
                tickets += changes.Count > 0 ? 1 : 0;
                late += changes.Count(c => c.IsLateAtOnce);
                shown.AddRange(changes.Take(MostShown - shown.Count));
            }

            after = page[^1].Id;
        }

        return new(books[^1].Version, looked, tickets, late, shown);
    }

    /// <returns>The version applied; applying it again changes nothing.</returns>
    public Task<Result<int>> RunAsync(Command command, CancellationToken ct) => db.InTransactionAsync<Result<int>>(async tx =>
    {
        if ((await SlaBooks.NewestAsync(tx, ct)).Version != command.Version || command.Version == 0)
        {
            return new Result<int>.Conflict("Somebody changed the policies meanwhile. Look at what changes as they are now.");
        }

        if (await tx.ExecuteAsync(Insert, new { command.Version, Now = clock.Now(), command.By, command.ById }, ct) == 1)
        {
            await tx.ExecuteAsync(AllBehind, ct: ct);
        }

        return command.Version;
    }, ct);
}
