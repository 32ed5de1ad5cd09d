using System.Globalization;
using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Rules;

/// <summary>The recurring job: runs the rules on "so long since". Each runs once for each such time, whichever node comes first.</summary>
internal sealed class RunTimeRules(Db db, RunRules run, ReadRuleFacts read, TimeProvider clock)
{
    private const int AtOnce = 200;

    private static readonly Sql Tickets = Sql.Portable("select t.Id from Tickets t {where} order by t.Id {page}");

    // What is closed, merged or spam is over.
    private static readonly Sql Standing = Sql.Portable(
        "t.Status <> 'Closed' and t.MergedIntoId is null and t.SpamAt is null and t.Id > @After");

    // The database leaves out what is too young and what the rule has seen to since; the rest of its conditions is asked of what is left.
    private const string NotSince = "not exists (select 1 from RuleRuns x where x.RuleId = @RuleId and x.TicketId = t.Id and x.RanAt >=";
    private static readonly Sql Client = Sql.Portable($"t.LastInboundAt <= @Cutoff and {NotSince} t.LastInboundAt)");
    private static readonly Sql Opened = Sql.Portable($"t.CreatedAt <= @Cutoff and {NotSince} t.CreatedAt)");
    private static readonly Sql Solved = Sql.Portable($"t.SolvedAt <= @Cutoff and {NotSince} t.SolvedAt)");
    private static readonly Sql Activity = Sql.Portable("t.CreatedAt <= @Cutoff and t.LastActivityAt <= @Cutoff");
    private static readonly Sql Us = Sql.Portable(
        $"exists (select 1 from {AnswerSql.Answers} a where a.TicketId = t.Id and a.AnsweredAt <= @Cutoff)");
    private static readonly Sql Due = Sql.Portable(
        "exists (select 1 from TicketClocks k where k.TicketId = t.Id and k.EndedAt is null and k.DueAt <= @DueBefore)");

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var rule in await RunRules.ActiveAsync(db, RuleMoment.Time, ct))
        {
            var tickets = Tickets.Where([Standing, .. rule.Conditions.Select(c => Narrow(c.Field)).OfType<Sql>().Distinct()]);
            var now = clock.Now();
            var after = Guid.Empty;
            while (await db.QueryAsync<Guid>(tickets, new
            {
                After = after,
                RuleId = rule.Id,
                Cutoff = now - Shortest(rule, c => RuleFields.Of(c.Field)?.Since is not null),
                DueBefore = now + Longest(rule),
                Take = AtOnce,
            }, ct) is { Count: > 0 } page)
            {
                foreach (var ticket in page)
                {
                    await TicketAsync(rule, ticket, ct);
                }

                after = page[^1];
            }
        }
    }

    private async Task TicketAsync(Rule rule, Guid ticketId, CancellationToken ct)
    {
        if (await read.RunAsync(db, ticketId, ct) is not { } facts || !rule.Holds(facts))
        {
            return;
        }

        var occasion = Occasion(rule, facts);
        if (await db.ScalarAsync<int>(RuleSql.HasRun, new { RuleId = rule.Id, TicketId = ticketId, Occasion = occasion }, ct) == 0)
        {
            await db.InTransactionAsync(tx => run.RunAsync(tx, [rule], ticketId, occasion, new HashSet<string>(), ct), ct);
        }
    }

    /// <summary>The times its conditions count from: another message, another answer, is another occasion.</summary>
    public static string Occasion(Rule rule, RuleFacts facts)
    {
        var since = rule.Conditions.Select(c => RuleFields.Of(c.Field)).OfType<RuleField>()
            .Select(f => f.Key == "due" ? facts.DueAt : f.Since?.Invoke(facts)).OfType<DateTimeOffset>();
        var words = $"since {string.Join(' ', since.Select(s => s.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)))}";
        return Fit.Key(words, 100);
    }

    private static Sql? Narrow(string field) => field switch
    {
        "since-client" => Client,
        "since-us" => Us,
        "since-opened" => Opened,
        "since-changed" => Activity,
        "since-solved" => Solved,
        "due" => Due,
        _ => null,
    };

    private static TimeSpan Shortest(Rule rule, Func<RuleCondition, bool> which) =>
        TimeSpan.FromMinutes(rule.Conditions.Where(which).Select(c => OpenTime.Minutes(c.Value) ?? 0).DefaultIfEmpty(0).Min());

    private static TimeSpan Longest(Rule rule) =>
        TimeSpan.FromMinutes(rule.Conditions.Where(c => c is { Field: "due", Op: "within" })
            .Select(c => OpenTime.Minutes(c.Value) ?? 0).DefaultIfEmpty(0).Max());
}
