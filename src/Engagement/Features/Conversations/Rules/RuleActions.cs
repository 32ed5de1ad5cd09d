using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Rules;

/// <summary>Something a rule can do.</summary>
/// <param name="Key">As rows have it.</param>
/// <param name="Name">In a sentence: "<c>move it to the queue</c> Billing".</param>
/// <param name="Hint">What a value looks like; null: it takes none.</param>
internal sealed record RuleActionKind(string Key, string Name, string? Hint);

/// <summary>All of them, in the order people meet them.</summary>
internal static class RuleActions
{
    public const string Queue = "queue";
    public const string Priority = "priority";
    public const string Status = "status";
    public const string Assign = "assign";
    public const string AssignInTurn = "assign-turn";
    public const string AssignLeastBusy = "assign-idle";
    public const string AssignBySkill = "assign-skill";
    public const string Tag = "tag";
    public const string Untag = "untag";
    public const string Acknowledge = "acknowledge";
    public const string Macro = "macro";
    public const string Notify = "notify";
    public const string Webhook = "webhook";

    public static IReadOnlyList<RuleActionKind> All { get; } =
    [
        new(Queue, "move it to the queue", "its name"),
        new(Priority, "set its priority to", "High"),
        new(Status, "set its status to", "Open"),
        new(Assign, "give it to", "a name"),
        new(AssignInTurn, "give it to the queue's people in turn", null),
        new(AssignLeastBusy, "give it to whoever has fewest open tickets", null),
        new(AssignBySkill, "give it to somebody who can", "a skill"),
        new(Tag, "add the tags", "billing, refund"),
        new(Untag, "take away the tags", "billing"),
        new(Acknowledge, "acknowledge it with (once a day for each client)", "a template"),
        new(Macro, "answer with the saved reply (once a ticket)", "a template"),
        new(Notify, "tell", "a name, the queue or the assignee"),
        new(Webhook, "tell programs elsewhere", null),
    ];

    public static RuleActionKind? Of(string key) => All.FirstOrDefault(a => a.Key == key);

    public static string Say(RuleAction action) => Of(action.Kind) is { } kind ? $"{kind.Name} {action.Value}".Trim() : action.Kind;

    /// <summary>What is wrong with a value as such; whether what it names is there is asked of the database.</summary>
    public static string? Check(RuleAction action) => action switch
    {
        { Kind: Priority, Value: var v } => Enum.TryParse<TicketPriority>(v, ignoreCase: true, out _) && !char.IsAsciiDigit(v[0])
            ? null
            : $"One of {string.Join(", ", Enum.GetNames<TicketPriority>())}.",
        { Kind: Status, Value: var v } => Enum.TryParse<TicketStatus>(v, ignoreCase: true, out var status)
            && !char.IsAsciiDigit(v[0]) && status != TicketStatus.New
            ? null : "One of Open, Pending, OnHold, Solved, Closed.",
        { Kind: Tag or Untag, Value: var v } => TagWords.Of(v) is { Count: > 0 } tags ? TagWords.Explain(tags) : "Name a tag.",
        { Kind: AssignInTurn or AssignLeastBusy or Webhook } => null,
        { Value: var v } => string.IsNullOrWhiteSpace(v) ? "Say which." : null,
    };
}
