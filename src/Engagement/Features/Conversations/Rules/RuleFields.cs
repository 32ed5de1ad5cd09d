using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Rules;

/// <summary>Something a condition can ask about.</summary>
/// <param name="Key">As rows have it.</param>
/// <param name="Name">In a sentence: "<c>the words</c> contain …".</param>
/// <param name="Ops">What can be asked, each with its words.</param>
/// <param name="Hint">What a value looks like.</param>
/// <param name="Holds">Whether it holds: the facts, the op, the value.</param>
internal sealed record RuleField(
    string Key, string Name, IReadOnlyList<(string Op, string Words)> Ops, string Hint, Func<RuleFacts, string, string, bool> Holds)
{
    /// <summary>What is wrong with a value; null when nothing is.</summary>
    public Func<string, string, string?> Check { get; init; } = (op, value) =>
        string.IsNullOrWhiteSpace(value) && !op.EndsWith("none", StringComparison.Ordinal) ? "Say what to compare with." : null;

    /// <summary>Only where a client's message, a change or a time set the rule off; null: anywhere.</summary>
    public RuleMoment? Only { get; init; }

    /// <summary>For "time since": what it counts from.</summary>
    public Func<RuleFacts, DateTimeOffset?>? Since { get; init; }
}

/// <summary>All of them, in the order people meet them.</summary>
internal static class RuleFields
{
    private static readonly (string, string)[] IsOrNot = [("is", "is any of"), ("not", "is none of")];
    private static readonly (string, string)[] IsOrNone = [.. IsOrNot, ("none", "is not set")];

    public static IReadOnlyList<RuleField> All { get; } =
    [
        new("words", "the client's words", [("contain", "contain any of"), ("not", "contain none of")], "refund, invoice", (f, op, v) =>
            Parts(v).Any(p => f.Words.Contains(p, StringComparison.CurrentCultureIgnoreCase)) == (op == "contain")),
        new("language", "their language", IsOrNone, "de, fr", (f, op, v) => Text(f.Language?.Split('-')[0], op, v)),
        new("network", "the network", IsOrNot, "mastodon, bluesky", (f, op, v) => Text(f.Ticket.Network, op, v)),
        new("account", "the account", IsOrNot, "its name", (f, op, v) => Text(f.AccountName, op, v)),
        new("client", "the client", IsOrNot, "a name", (f, op, v) => Text(f.ClientName, op, v)),
        new("company", "the client's company", IsOrNone, "a name", (f, op, v) => Text(f.Company, op, v)),
        new("vip", "a VIP", [("is", "is")], "yes or no", (f, _, v) => f.IsVip == IsYes(v))
            { Check = (_, v) => v.Trim().ToLowerInvariant() is "yes" or "no" ? null : "Say yes or no." },
        new("article", "the article it answers", IsOrNone, "its title", (f, op, v) => Text(f.Article, op, v)),
        new("article-tag", "a tag of that article", [("is", "is any of"), ("not", "is none of")],
            "vpn, mail", (f, op, v) => Any(f.ArticleTags, op, v)),
        new("queue", "the queue", IsOrNone, "its name", (f, op, v) => Text(f.Queue, op, v)),
        new("assignee", "who has it", IsOrNone, "a name", (f, op, v) => Text(f.Assignee, op, v)),
        new("status", "the status", IsOrNot, "New, Open", (f, op, v) => Text(f.Ticket.Status.ToString(), op, v))
            { Check = (_, v) => Known<TicketStatus>(v) },
        new("priority", "the priority", IsOrNot, "High, Urgent", (f, op, v) => Text(f.Ticket.Priority.ToString(), op, v))
            { Check = (_, v) => Known<TicketPriority>(v) },
        new("tag", "a tag", [("is", "is any of"), ("not", "is none of")], "billing", (f, op, v) => Any(f.Tags, op, v)),
        new("changed", "what changed", [("is", "is any of")], "status, priority, assignee, queue, tag, field, note",
            (f, _, v) => Parts(v).Any(f.Changed.Contains)) { Only = RuleMoment.Change },
        new("due", "a promise", [("within", "runs out within"), ("over", "is broken since")], "30 min", (f, op, v) => f.DueAt is { } due
            && (op == "within" ? due > f.Now && due - f.Now <= Length(v) : f.Now - due >= Length(v)))
            { Check = (_, v) => OpenTime.Minutes(v) is null ? "Write it as 30 min or 4 h." : null },
        Time("since-client", "the client last wrote", f => f.Ticket.LastInboundAt),
        Time("since-us", "we last answered", f => f.LastOutboundAt),
        Time("since-opened", "it was opened", f => f.Ticket.CreatedAt),
        Time("since-changed", "anybody last wrote on it", f => f.Ticket.LastActivityAt),
        Time("since-solved", "it was solved", f => f.Ticket.SolvedAt),
    ];

    public static RuleField? Of(string key) => All.FirstOrDefault(f => f.Key == key);

    /// <summary>"the client's words contain any of refund, invoice".</summary>
    public static string Say(RuleCondition condition) => Of(condition.Field) is { } field
        ? Sentence.Of($"{field.Name} {field.Ops.FirstOrDefault(o => o.Op == condition.Op).Words} {condition.Value}").Trim()
        : condition.Field;

    private static RuleField Time(string key, string name, Func<RuleFacts, DateTimeOffset?> since) =>
        new(key, name, [("for", "at least so long ago:")], "4 h", (f, _, v) => since(f) is { } at && f.Now - at >= Length(v))
        {
            Check = (_, v) => OpenTime.Minutes(v) is null or 0 ? "Write it as 30 min, 4 h or 336 h." : null,
            Only = RuleMoment.Time,
            Since = since,
        };

    private static bool Text(string? actual, string op, string value) => op switch
    {
        "none" => actual is null,
        "not" => !Parts(value).Contains(actual ?? "", StringComparer.OrdinalIgnoreCase),
        _ => Parts(value).Contains(actual ?? "", StringComparer.OrdinalIgnoreCase),
    };

    private static bool Any(IReadOnlyList<string> actual, string op, string value) =>
        Parts(value).Any(p => actual.Contains(p, StringComparer.OrdinalIgnoreCase)) == (op == "is");

    private static string? Known<T>(string value)
        where T : struct, Enum =>
        Parts(value) is { Length: > 0 } parts && parts.All(p => Enum.TryParse<T>(p, ignoreCase: true, out _) && !char.IsAsciiDigit(p[0]))
            ? null : $"Any of {string.Join(", ", Enum.GetNames<T>())}.";

    private static TimeSpan Length(string value) => TimeSpan.FromMinutes(OpenTime.Minutes(value) ?? 0);

    private static bool IsYes(string value) => string.Equals(value.Trim(), "yes", StringComparison.OrdinalIgnoreCase);

    private static string[] Parts(string value) => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
