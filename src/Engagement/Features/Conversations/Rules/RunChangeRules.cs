using Engagement.Data;

namespace Engagement.Features.Conversations.Rules;

/// <summary>
/// Runs the rules on change for what came into a ticket's log since they last looked. What rules did themselves, and what clients wrote,
/// does not set them off. Events take their numbers under the ticket's row lock (<see cref="Tickets.TicketLog"/>), and so are they looked
/// at: none is passed over.
/// </summary>
internal sealed class RunChangeRules(RunRules run)
{
    // Between two statements others may commit: what came after the look must not be counted as looked at.
    private static readonly Sql Lock = Sql.Portable("update Tickets set RulesSeq = RulesSeq where Id = @TicketId");

    private static readonly Sql NewEvents = Sql.Portable(
        """
        select e.Seq, e.Kind, e.Actor, e.ActorId from TicketEvents e join Tickets t on t.Id = e.TicketId
        where e.TicketId = @TicketId and e.Seq > t.RulesSeq order by e.Seq
        """);

    private static readonly Sql Newest = Sql.Portable("select max(Seq) from TicketEvents where TicketId = @TicketId");

    private static readonly Sql LookedAt = Sql.Portable("update Tickets set RulesSeq = @Seq where Id = @TicketId");

    private static readonly HashSet<string> Changes = ["status", "priority",
        "assignee", "queue", "tag", "field", "note", "snooze", "outbound"];

    private sealed record Event
    {
        public long Seq { get; init; }

        public string Kind { get; init; } = "";

        public string Actor { get; init; } = "";

        public Guid? ActorId { get; init; }
    }

    /// <summary>An event that rules on change look at: no rule's own.</summary>
    public static bool SetsOff(string kind, string actor, Guid? actorId) =>
        Changes.Contains(kind) && !(actorId is null && actor.StartsWith(Rule.ActorStart, StringComparison.Ordinal));

    public async Task RunAsync(Tx tx, IReadOnlyList<Rule> rules, Guid ticketId, CancellationToken ct)
    {
        await tx.ExecuteAsync(Lock, new { TicketId = ticketId }, ct);
        var events = await tx.QueryAsync<Event>(NewEvents, new { TicketId = ticketId }, ct);
        var changed = events.Where(e => SetsOff(e.Kind, e.Actor, e.ActorId)).ToList();
        if (rules.Count > 0 && changed is [.., var last])
        {
            await run.RunAsync(tx, rules, ticketId, $"change {last.Seq}", changed.Select(e => e.Kind).ToHashSet(), ct);
        }

        if (events.Count > 0)
        {
            // What the rules have just written is looked at with it.
            await tx.ExecuteAsync(
                LookedAt, new { TicketId = ticketId, Seq = await tx.ScalarAsync<long>(Newest, new { TicketId = ticketId }, ct) }, ct);
        }
    }
}
