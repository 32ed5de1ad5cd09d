using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Tickets;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Rules;

/// <summary>What a rule would do to a ticket. Nothing of it is done yet: a dry run shows it, a run carries it out.</summary>
/// <param name="Facts">The ticket as it would be, for the rules after this one.</param>
/// <param name="Words">In the order of the actions, as the log and the dry run say it.</param>
internal sealed record RulePlan(RuleFacts Facts, TicketChange Change, IReadOnlyList<string> Words)
{
    public IReadOnlyList<string> AddTags { get; init; } = [];

    public IReadOnlyList<string> RemoveTags { get; init; } = [];

    /// <summary>Whom it took by turn, so that the next is another.</summary>
    public Guid? TookTurn { get; init; }

    public Guid? Acknowledgement { get; init; }

    public Guid? SavedReply { get; init; }

    public IReadOnlyList<Guid> Tell { get; init; } = [];

    public bool TellsPrograms { get; init; }
}

/// <summary>Works out what a rule would do. Reads only.</summary>
internal sealed class PlanRule
{
    private static readonly Sql QueueByName = Sql.Portable("select Id from Queues where Name = @Name and RemovedAt is null");
    private static readonly Sql PersonByName = Sql.Portable(
        "select Id, Name from Users where (Name = @Name {exact} or Email = @Name) and DisabledAt is null order by Id");
    private static readonly Sql TemplateByName = Sql.Portable(
        "select Id from Templates where Name = @Name {exact} and Kind = @Kind and State <> 'Retired' order by Id");
    private static readonly Sql Members = Sql.Portable("select UserId from QueueMembers where QueueId = @QueueId");

    // Whoever may answer: of the queue where it has people, else anybody who answers clients.
    private const string Candidates =
        """
        select u.Id, u.Name, (select count(*) from Tickets x where x.AssigneeId = u.Id and x.Status in ('New', 'Open')) as Busy, r.LastAt
        from Users u left join RuleTurns r on r.UserId = u.Id and r.RuleId = @RuleId
        where u.DisabledAt is null and u.Role in ('Agent', 'Administrator')
            and (not exists (select 1 from QueueMembers m where m.QueueId = @QueueId) or exists (select 1 from QueueMembers m
                where m.QueueId = @QueueId and m.UserId = u.Id))
        """;

    private static readonly Sql Everybody = Sql.Portable(Candidates);

    private static readonly Sql WithSkill = Sql.Portable(
        $"{Candidates} and exists (select 1 from UserSkills s where s.UserId = u.Id and s.Skill = @Skill)");

    private sealed record Named
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public int Busy { get; init; }

        public DateTimeOffset? LastAt { get; init; }
    }

    /// <param name="session">The run's transaction, or the database for a dry run.</param>
    /// <param name="rule">Which.</param>
    /// <param name="facts">The ticket as it stands, or as rules before this one leave it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<RulePlan> RunAsync(DbSession session, Rule rule, RuleFacts facts, CancellationToken ct)
    {
        var plan = new RulePlan(facts, TicketChange.Of(facts.Ticket), []);
        foreach (var action in rule.Actions)
        {
            plan = await PlanAsync(session, rule, plan, action, ct);
        }

        return plan;
    }

    private static async Task<RulePlan> PlanAsync(DbSession session, Rule rule, RulePlan plan, RuleAction action, CancellationToken ct)
    {
        switch (action.Kind)
        {
            case RuleActions.Queue when await session.ScalarAsync<Guid?>(QueueByName, new { Name = action.Value }, ct) is { } queue:
                return Say(plan with { Change = plan.Change with { QueueId = queue }, Facts = plan.Facts with { Queue = action.Value } },
                    $"queue {action.Value}");

            case RuleActions.Priority when Enum.TryParse<TicketPriority>(action.Value, true, out var priority):
                return Say(plan with { Change = plan.Change with { Priority = priority },
                    Facts = plan.Facts with { Ticket = plan.Facts.Ticket with { Priority = priority } } }, $"priority {priority}");

            case RuleActions.Status when Enum.TryParse<TicketStatus>(action.Value, true, out var status):
                return Say(plan with { Change = plan.Change with { Status = status },
                    Facts = plan.Facts with { Ticket = plan.Facts.Ticket with { Status = status } } }, $"status {status}");

            case RuleActions.Assign when await session.QueryAsync<Named>(PersonByName, new { Name = action.Value }, ct) is [var person, ..]:
                return Give(plan, person);

            case RuleActions.AssignInTurn:
                return Pick(plan, await CandidatesAsync(session, rule, plan, null, ct), byBusy: false);

            case RuleActions.AssignLeastBusy:
                return Pick(plan, await CandidatesAsync(session, rule, plan, null, ct), byBusy: true);

            case RuleActions.AssignBySkill:
                return Pick(plan, await CandidatesAsync(session, rule, plan, action.Value.Trim().ToLowerInvariant(), ct), byBusy: true);

            case RuleActions.Tag:
                var add = TagWords.Of(action.Value);
                return Say(plan with { AddTags = [.. plan.AddTags, .. add],
                    Facts = plan.Facts with { Tags = [.. plan.Facts.Tags.Union(add)] } }, $"tags {string.Join(", ", add)}");

            case RuleActions.Untag:
                var remove = TagWords.Of(action.Value);
                return Say(plan with { RemoveTags = [.. plan.RemoveTags, .. remove],
                    Facts = plan.Facts with { Tags = [.. plan.Facts.Tags.Except(remove)] } }, $"without tags {string.Join(", ", remove)}");

            case RuleActions.Acknowledge when await TemplateAsync(session, action.Value, TemplateKinds.Acknowledgement, ct) is { } template:
                return Say(plan with { Acknowledgement = template }, $"acknowledged with “{action.Value}”");

            case RuleActions.Macro when await TemplateAsync(session, action.Value, TemplateKinds.Reply, ct) is { } template:
                return Say(plan with { SavedReply = template }, $"answered with “{action.Value}”");

            case RuleActions.Notify:
                var told = await ToldAsync(session, plan, action.Value, ct);
                return told.Count == 0 ? Say(plan, $"nobody to tell as {action.Value}")
                    : Say(plan with { Tell = [.. plan.Tell.Union(told)] }, $"told {action.Value}");

            case RuleActions.Webhook:
                return Say(plan with { TellsPrograms = true }, "told programs elsewhere");

            default:
                // What it names was there when the rule was saved. The log says so instead of keeping silent.
                return Say(plan, $"could not {RuleActions.Say(action)}: it is not there any more");
        }
    }

    private static async Task<Guid?> TemplateAsync(DbSession session, string name, string kind, CancellationToken ct) =>
        await session.QueryAsync<Guid>(TemplateByName, new { Name = name, Kind = kind }, ct) is [var id, ..] ? id : null;

    private static async Task<IReadOnlyList<Guid>> ToldAsync(DbSession session, RulePlan plan, string whom, CancellationToken ct) =>
        whom.Trim().ToLowerInvariant() switch
        {
            "the assignee" or "assignee" => plan.Change.AssigneeId is { } assignee ? [assignee] : [],
            "the queue" or "queue" => plan.Change.QueueId is null
                ? []
                : await session.QueryAsync<Guid>(Members, new { plan.Change.QueueId }, ct),
            _ => await session.QueryAsync<Named>(PersonByName, new { Name = whom }, ct) is [var person, ..] ? [person.Id] : [],
        };

    private static Task<IReadOnlyList<Named>> CandidatesAsync(
        DbSession session, Rule rule, RulePlan plan, string? skill, CancellationToken ct) =>
        session.QueryAsync<Named>(skill is null ? Everybody : WithSkill, new { RuleId = rule.Id, plan.Change.QueueId, Skill = skill }, ct);

    // Never taken goes first, then whoever was taken longest ago; the name only so that it is the same every time.
    private static RulePlan Pick(RulePlan plan, IReadOnlyList<Named> candidates, bool byBusy) =>
        candidates.OrderBy(c => byBusy ? c.Busy : 0).ThenBy(c => c.LastAt ?? DateTimeOffset.MinValue)
            .ThenBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault() is { } next
            ? Give(plan, next) with { TookTurn = next.Id }
            : Say(plan, "nobody to give it to");

    private static RulePlan Give(RulePlan plan, Named person) => Say(
        plan with { Change = plan.Change with { AssigneeId = person.Id }, Facts = plan.Facts with { Assignee = person.Name } },
        Sentence.Of($"given to {person.Name}"));

    private static RulePlan Say(RulePlan plan, string words) => plan with { Words = [.. plan.Words, words] };
}
