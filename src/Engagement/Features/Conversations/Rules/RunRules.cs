using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;
using Engagement.Outbox;

namespace Engagement.Features.Conversations.Rules;

/// <summary>
/// Runs the rules that hold for a ticket, one after the other, in the caller's transaction. One pass: a rule sees what those before it did,
/// and none runs twice for one occasion, so they cannot go in circles. Each run is a line in the ticket's log.
/// </summary>
internal sealed class RunRules(
    TicketLog log, ReadRuleFacts read, PlanRule planner, DomainEvents events, OutboxTable outbox, TimeProvider clock)
{
    // A day by the clock, not by the calendar: whoever writes before and after midnight is not thanked twice in an hour.
    private static readonly TimeSpan AcknowledgedFor = TimeSpan.FromDays(1);

    private static readonly Sql Turn = Sql.Portable("update RuleTurns set LastAt = @Now where RuleId = @RuleId and UserId = @UserId");
    private static readonly Sql FirstTurn = Sql.Portable("insert into RuleTurns (RuleId, UserId, LastAt) values (@RuleId, @UserId, @Now)");

    private static readonly Sql WasAcknowledged = Sql.Portable(
        "select count(*) from RuleAnswers where ClientId = @ClientId and Kind = 'acknowledgement' and CreatedAt > @Since");

    private static readonly Sql WasAnswered = Sql.Portable(
        "select count(*) from RuleAnswers where TicketId = @TicketId and RuleId = @RuleId and Kind = 'reply'");

    private static readonly Sql InsertAnswer = Sql.Portable(
        """
        insert into RuleAnswers (Id, RuleId, TicketId, ClientId, TemplateId, Kind, CreatedAt)
        values (@Id, @RuleId, @TicketId, @ClientId, @TemplateId, @Kind, @Now)
        """);

    /// <summary>The rules of a moment that are switched on, in their order.</summary>
    public static async Task<IReadOnlyList<Rule>> ActiveAsync(DbSession session, RuleMoment moment, CancellationToken ct) =>
        [.. (await session.QueryAsync<RuleRow>(RuleSql.Active, new { Moment = moment.ToString() }, ct)).Select(r => r.Rule())];

    /// <summary>The same, read once in a transaction: each message of a batch asks.</summary>
    public static async Task<IReadOnlyList<Rule>> ActiveOnceAsync(Tx tx, RuleMoment moment, CancellationToken ct) =>
        [.. (await tx.OnceAsync<RuleRow>(RuleSql.Active, new { Moment = moment.ToString() }, ct)).Select(r => r.Rule())];

    /// <param name="tx">The caller's.</param>
    /// <param name="rules">In their order.</param>
    /// <param name="ticketId">Which ticket.</param>
    /// <param name="occasion">What set them off, the same for the same occasion; at most 100 characters.</param>
    /// <param name="changed">What changed, for rules on change.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many ran.</returns>
    public async Task<int> RunAsync(
        Tx tx, IReadOnlyList<Rule> rules, Guid ticketId, string occasion, IReadOnlySet<string> changed, CancellationToken ct)
    {
        if (rules.Count == 0 || await read.RunAsync(tx, ticketId, ct) is not { Ticket.MergedIntoId: null, Ticket.SpamAt: null } facts)
        {
            return 0;
        }

        facts = facts with { Changed = changed };
        var ran = 0;
        foreach (var rule in rules)
        {
            var run = new { RuleId = rule.Id, TicketId = ticketId, Occasion = occasion };
            if (rule.Holds(facts) && await tx.ScalarAsync<int>(RuleSql.HasRun, run, ct) == 0)
            {
                var plan = await planner.RunAsync(tx, rule, facts, ct);
                await CarryOutAsync(tx, rule, plan, occasion, ct);
                facts = plan.Facts with { Ticket = (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = ticketId }, ct))! };
                ran++;
            }
        }

        return ran;
    }

    private async Task CarryOutAsync(Tx tx, Rule rule, RulePlan plan, string occasion, CancellationToken ct)
    {
        var ticket = plan.Facts.Ticket;
        var now = clock.Now();
        var actor = new Actor(rule.Actor, null, now);
        var words = plan.Words.ToList();
        if (plan.Acknowledgement is { } acknowledgement)
        {
            var again = await tx.ScalarAsync<int>(WasAcknowledged, new { ticket.ClientId, Since = now - AcknowledgedFor }, ct) > 0;
            await AnswerAsync(tx, rule, ticket, acknowledgement, "acknowledgement", again, words, ct);
        }

        if (plan.SavedReply is { } reply)
        {
            var again = await tx.ScalarAsync<int>(WasAnswered, new { TicketId = ticket.Id, RuleId = rule.Id }, ct) > 0;
            await AnswerAsync(tx, rule, ticket, reply, "reply", again, words, ct);
        }

        var did = string.Join("; ", words);
        did = Fit.Shorten(did, 1000);
        await tx.ExecuteAsync(RuleSql.Ran, new { RuleId = rule.Id, TicketId = ticket.Id, Occasion = occasion, Did = did, Now = now }, ct);
        await log.AddEventAsync(tx, ticket.Id, new TicketEvent("rule", null, did) { AfterId = rule.Id }, actor, ct);

        var current = (await tx.OneAsync<TicketRow>(TicketSql.Read, new { ticket.Id }, ct))!;
        if (!await log.ChangeAsync(tx, current, plan.Change, actor, ct))
        {
            throw new InvalidOperationException($"Ticket #{current.Number} changed inside a transaction that read it.");
        }

        await log.TagAsync(tx, ticket.Id, plan.AddTags, plan.RemoveTags, actor, ct);
        if (plan.TookTurn is { } taken && await tx.ExecuteAsync(Turn, new { RuleId = rule.Id, UserId = taken, Now = now }, ct) == 0)
        {
            await tx.ExecuteAsync(FirstTurn, new { RuleId = rule.Id, UserId = taken, Now = now }, ct);
        }

        await events.RaiseAsync(tx, new RuleRan(rule, ticket, did, plan.Tell, plan.TellsPrograms), ct);
    }

    private async Task AnswerAsync(
        Tx tx, Rule rule, TicketRow ticket, Guid templateId, string kind, bool again, List<string> words, CancellationToken ct)
    {
        if (again)
        {
            words.Add(kind == "reply" ? "not answered a second time" : "not acknowledged a second time within a day");
            return;
        }

        var now = clock.Now();
        var id = Ids.New(now);
        await tx.ExecuteAsync(InsertAnswer,
            new { Id = id, RuleId = rule.Id, TicketId = ticket.Id, ticket.ClientId, TemplateId = templateId, Kind = kind, Now = now }, ct);
        await outbox.PutAsync(tx, AnswerByRule.Work, id, now, ct);
    }
}
