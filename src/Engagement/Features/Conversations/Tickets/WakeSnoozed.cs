using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>
/// Brings tickets back into sight when their time has come, and closes what has been solved for longer than a reply reopens it.
/// </summary>
internal sealed class WakeSnoozed(Db db, TicketLog log, TimeProvider clock)
{
    private const int AtOnce = 100;

    private static readonly Sql Due = Sql.Portable(
        $"select {TicketSql.Columns} from Tickets t where t.SnoozedUntil <= @Now order by t.SnoozedUntil {{page}}");

    private static readonly Sql Settled = Sql.Portable($$"""
        select {{TicketSql.Columns}} from Tickets t where t.Status = 'Solved' and t.SolvedAt < @Before
        order by t.LastActivityAt, t.Id {page}
        """);

    /// <returns>How many woke.</returns>
    public Task<int> RunAsync(CancellationToken ct) =>
        EachAsync(Due, "Snooze", ticket => TicketChange.Of(ticket) with { SnoozedUntil = null }, ct);

    /// <returns>How many are closed now. The client's next words open a follow-up, as they would have without this.</returns>
    public Task<int> CloseAsync(CancellationToken ct) =>
        EachAsync(Settled, "Time since it was solved", ticket => TicketChange.Of(ticket) with { Status = TicketStatus.Closed }, ct);

    private async Task<int> EachAsync(Sql due, string by, Func<TicketRow, TicketChange> change, CancellationToken ct)
    {
        var changed = 0;
        while (true)
        {
            var now = clock.Now();
            var done = await db.InTransactionAsync(async tx =>
            {
                var tickets = await tx.QueryAsync<TicketRow>(
                    due, new { Now = now, Before = now - Listening.Chain.FindTicket.ReopensFor, Take = AtOnce }, ct);
                var count = 0;
                foreach (var ticket in tickets)
                {
                    // Somebody else's change wins; the next run looks again.
                    count += await log.ChangeAsync(tx, ticket, change(ticket), new Actor(by, null, now), ct) ? 1 : 0;
                }

                return count;
            }, ct);
            changed += done;
            if (done < AtOnce)
            {
                return changed;
            }
        }
    }
}
