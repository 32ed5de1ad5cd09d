using Engagement.Data;
using Engagement.Features.Tickets;

namespace Engagement.Features.Rules;

/// <summary>What a rule would do to the newest tickets as they are now. Nothing is done, nothing is written.</summary>
internal sealed class DryRunRule(Db db, ReadRuleFacts read, PlanRule planner)
{
    public const int Most = 500;

    private static readonly Sql Newest = Sql.Portable("select t.Id from Tickets t where t.MergedIntoId is null and t.SpamAt is null order by t.Number desc {page}");

    /// <summary>Every kind, so that a rule on change shows for whom it would run if what it waits for happened.</summary>
    private static readonly HashSet<string> Anything = ["status", "priority", "assignee", "queue", "tag", "field", "note", "snooze", "outbound"];

    /// <param name="Looked">How many tickets were looked at.</param>
    /// <param name="Would">Those it would run for, and what it would do.</param>
    internal sealed record Result(int Looked, IReadOnlyList<(TicketRow Ticket, string Client, string Did)> Would);

    /// <param name="rule">As it stands in the form; it need not be saved.</param>
    /// <param name="last">How many tickets; at most <see cref="Most"/>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result> RunAsync(Rule rule, int last, CancellationToken ct)
    {
        var ids = await db.QueryAsync<Guid>(Newest, new { Take = Math.Clamp(last, 1, Most) }, ct);
        var would = new List<(TicketRow, string, string)>();
        foreach (var id in ids)
        {
            if (await read.RunAsync(db, id, ct) is { } facts && rule.Holds(facts with { Changed = Anything }))
            {
                var plan = await planner.RunAsync(db, rule, facts, ct);
                would.Add((facts.Ticket, facts.ClientName, string.Join("; ", plan.Words)));
            }
        }

        return new Result(ids.Count, would);
    }
}
