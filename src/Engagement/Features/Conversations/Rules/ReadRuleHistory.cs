using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Rules;

/// <summary>
/// Every occasion on which a rule would have been looked at for a ticket, with the facts as they were then: each message, each change, each
/// moment at which enough time had passed. Made from the ticket's log, which holds each difference. What stands beside the ticket (its
/// client's name and company, its account, its article) is as it is now.
/// </summary>
internal sealed class ReadRuleHistory(ReadRuleFacts read, ReadClocks clocks, TimeProvider clock)
{
    // Answers as everything counts them, see ReadClocks.
    private static readonly Sql Log = Sql.Portable(
        $"""
        select e.Kind, e.Before, e.After, e.AfterId, e.Actor, e.ActorId, e.OccurredAt, e.Seq from TicketEvents e
        where e.TicketId = @Id and e.Kind <> 'answered'
        union all
        select 'answered', null, null, a.Id, '', null, a.AnsweredAt, coalesce((
            select min(e.Seq) from TicketEvents e where e.TicketId = a.TicketId and e.Kind = 'answered' and e.AfterId = a.Id),
                9223372036854775807)
        from {AnswerSql.Answers} a where a.TicketId = @Id
        order by OccurredAt, Seq
        """);

    // By the log and not by where they stand now: what was split off afterwards was judged here.
    private const string Messages =
        """
        from Messages m left join InboundItems i on i.Id = m.InboundItemId
        where m.Id in (select e.AfterId from TicketEvents e where e.TicketId = @Id and e.Kind = 'inbound' and e.AfterId is not null)
        """;

    private static readonly Sql Said = Sql.For(
        sqlServer: $"select m.Id, m.Body, json_value(i.ItemJson, '$.language') as Language {Messages}",
        sqlite: $"select m.Id, m.Body, i.ItemJson ->> '$.language' as Language {Messages}");

    private sealed record Words
    {
        public Guid Id { get; init; }

        public string Body { get; init; } = "";

        public string? Language { get; init; }
    }

    /// <param name="session">Reads only.</param>
    /// <param name="rule">Its moment says which occasions there are.</param>
    /// <param name="ticketId">Which ticket.</param>
    /// <param name="books">Of the SLA, for promises that run out.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The facts of each, the oldest first; whether the rule holds for them is not asked, except where time decides.</returns>
    public async Task<IReadOnlyList<RuleFacts>> RunAsync(
        DbSession session, Rule rule, Guid ticketId, IReadOnlyList<SlaBook> books, CancellationToken ct)
    {
        if (await read.RunAsync(session, ticketId, ct) is not { } today)
        {
            return [];
        }

        var log = await session.QueryAsync<TicketEventRow>(Log, new { Id = ticketId }, ct);
        var said = (await session.QueryAsync<Words>(Said, new { Id = ticketId }, ct)).ToDictionary(w => w.Id);
        var (facts, found, occasions, changed) = (Opened(today), new List<RuleFacts>(), new HashSet<string>(), new HashSet<string>());
        for (var i = 0; i < log.Count; i++)
        {
            var e = log[i];
            facts = After(facts with { Now = e.OccurredAt }, e, said, today);
            if (rule.Moment == RuleMoment.Message && e.Kind == MessageKind.Inbound)
            {
                found.Add(facts);
            }

            if (RunChangeRules.SetsOff(e.Kind, e.Actor, e.ActorId))
            {
                changed.Add(e.Kind);
            }

            // What one transaction wrote is one change.
            if (i + 1 < log.Count && log[i + 1].OccurredAt == e.OccurredAt)
            {
                continue;
            }

            if (rule.Moment == RuleMoment.Change && changed.Count > 0)
            {
                found.Add(facts with { Changed = changed });
            }

            if (rule.Moment == RuleMoment.Time
                && await WaitedAsync(session, rule, facts, i + 1 < log.Count ? log[i + 1].OccurredAt : null, books, ct) is { } waited
                && occasions.Add(RunTimeRules.Occasion(rule, waited)))
            {
                found.Add(waited);
            }

            changed = [];
        }

        return [.. found.Where(f => f.Ticket is { MergedIntoId: null, SpamAt: null })];
    }

    private static RuleFacts Opened(RuleFacts today) => today with
    {
        Ticket = today.Ticket with
        {
            Status = TicketStatus.New, Priority = TicketPriority.Normal, AssigneeId = null,
            QueueId = null, SolvedAt = null, ClosedAt = null, SnoozedUntil = null,
            MergedIntoId = null, SpamAt = null, LastInboundAt = null, LastActivityAt = today.Ticket.CreatedAt,
        },
        Words = "", Language = null, IsVip = false, Queue = null, Assignee = null, Tags = [], DueAt = null, LastOutboundAt = null,
    };

    private static RuleFacts After(RuleFacts f, TicketEventRow e, Dictionary<Guid, Words> said, RuleFacts today)
    {
        var (t, at) = (f.Ticket, e.OccurredAt);
        switch (e.Kind)
        {
            case MessageKind.Inbound:
                var words = e.AfterId is { } id ? said.GetValueOrDefault(id) : null;
                return f with
                {
                    Ticket = t with { LastInboundAt = at, LastActivityAt = at },
                    Words = words?.Body ?? today.Words,
                    Language = words is null ? today.Language : words.Language,
                };
            case MessageKind.Outbound or TicketLog.Acknowledged or MessageKind.Note:
                return f with { Ticket = t with { LastActivityAt = at } };
            case TicketLog.Answered:
                return f with { LastOutboundAt = at };
            case "status" when Enum.TryParse<TicketStatus>(e.After, out var status):
                var solved = status switch { TicketStatus.Solved => at,
                    TicketStatus.Closed => t.SolvedAt ?? at, _ => (DateTimeOffset?)null };
                return f with { Ticket = t with { Status = status, SolvedAt = solved } };
            case "priority" when Enum.TryParse<TicketPriority>(e.After, out var priority):
                return f with { Ticket = t with { Priority = priority } };
            case "assignee":
                return f with { Ticket = t with { AssigneeId = e.AfterId }, Assignee = e.After };
            case "queue":
                return f with { Ticket = t with { QueueId = e.AfterId }, Queue = e.After };
            case "tag":
                return f with { Tags = [.. f.Tags.Where(tag => tag != e.Before && tag != e.After),
                    .. e.After is { } tag ? [tag] : Array.Empty<string>()] };
            case "vip":
                return f with { IsVip = e.After == "yes" };
            case "spam":
                return f with { Ticket = t with { SpamAt = e.After is null ? null : at } };
            case "merged":
                return f with { Ticket = t with { MergedIntoId = e.AfterId } };
            default:
                return f;
        }
    }

    // The first moment at which the rule held while nothing happened, if there was one. Only at these moments can it begin to hold.
    private async Task<RuleFacts?> WaitedAsync(
        DbSession session, Rule rule, RuleFacts facts, DateTimeOffset? until, IReadOnlyList<SlaBook> books, CancellationToken ct)
    {
        if (facts.Ticket.Status == TicketStatus.Closed)
        {
            return null;
        }

        if (rule.Conditions.Any(c => c.Field == "due"))
        {
            var running = await clocks.RunAsync(session, facts.Ticket, books, facts.Now, ct);
            facts = facts with { DueAt = running.Where(c => c.EndedAt is null).Min(c => c.DueAt) };
        }

        var end = until ?? clock.GetUtcNow();
        var moments = rule.Conditions.Select(c => Begins(c, facts)).OfType<DateTimeOffset>()
            .Append(facts.Now).Where(m => m >= facts.Now && m <= end).Order();
        return moments.Select(m => facts with { Now = m }).FirstOrDefault(rule.Holds);
    }

    private static DateTimeOffset? Begins(RuleCondition condition, RuleFacts facts)
    {
        var length = TimeSpan.FromMinutes(OpenTime.Minutes(condition.Value) ?? 0);
        return condition.Field == "due"
            ? condition.Op == "within" ? facts.DueAt - length : facts.DueAt + length
            : RuleFields.Of(condition.Field)?.Since?.Invoke(facts) + length;
    }
}
