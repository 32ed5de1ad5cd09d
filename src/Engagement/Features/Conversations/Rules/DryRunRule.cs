using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Rules;

/// <summary>
/// On which occasions a rule would have run for the newest tickets, and what it would have done: each is judged by what was known then
/// (<see cref="ReadRuleHistory"/>). Nothing is done, nothing is written.
/// </summary>
internal sealed class DryRunRule(Db db, ReadRuleHistory history, PlanRule planner)
{
    public const int Most = 500;

    private static readonly Sql Newest = Sql.Portable(
        "select t.Id from Tickets t where t.MergedIntoId is null and t.SpamAt is null order by t.Number desc {page}");

    /// <param name="Ticket">As it was then.</param>
    /// <param name="At">When.</param>
    internal sealed record Run(TicketRow Ticket, string Client, DateTimeOffset At, string Did);

    /// <param name="Looked">How many tickets were looked at.</param>
    /// <param name="Tickets">For how many of them it would have run.</param>
    /// <param name="Would">Each run, of the newest tickets first; at most <see cref="Most"/>.</param>
    internal sealed record Result(int Looked, int Tickets, IReadOnlyList<Run> Would);

    /// <param name="rule">As it stands in the form; it need not be saved.</param>
    /// <param name="last">How many tickets; at most <see cref="Most"/>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result> RunAsync(Rule rule, int last, CancellationToken ct)
    {
        var ids = await db.QueryAsync<Guid>(Newest, new { Take = Math.Clamp(last, 1, Most) }, ct);
        var books = await SlaBooks.ReadAsync(db, ct);
        var would = new List<Run>();
        var tickets = 0;
        foreach (var id in ids)
        {
            var held = (await history.RunAsync(db, rule, id, books, ct)).Where(rule.Holds).ToList();
            tickets += held.Count > 0 ? 1 : 0;
            foreach (var facts in held.Take(Most - would.Count))
            {
                var plan = await planner.RunAsync(db, rule, facts, ct);
                would.Add(new(facts.Ticket, facts.ClientName, facts.Now, string.Join("; ", plan.Words)));
            }
        }

        return new Result(ids.Count, tickets, would);
    }
}
