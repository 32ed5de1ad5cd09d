using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Inbox;

/// <summary>How many tickets each view holds for one person, read anew: the number at a view is what its list shows.</summary>
internal sealed class TicketCounts(Db db, TimeProvider clock)
{
    private static readonly Sql ByQueue = Sql.Portable(
        $"""
        select t.QueueId, count(*) as Unsolved, sum(case when t.AssigneeId = @Me then 1 else 0 end) as Mine,
            sum(case when t.AssigneeId is null then 1 else 0 end) as Unassigned
        from Tickets t where {TicketSql.Unsolved} and t.SnoozedUntil is null
        group by t.QueueId
        """);

    private static readonly Sql Others = Sql.Portable(
        $"""
        select
            (select count(*) from Tickets t where {TicketSql.Unsolved} and t.SnoozedUntil is not null) as Snoozed,
            (select count(*) from Tickets t where {TicketSql.Unsolved} and t.SnoozedUntil is null
                and t.Id in (select m.TicketId from TicketMentions m where m.UserId = @Me)) as Mentions,
            (select count(*) from Tickets t where {TicketSql.Unsolved} and t.SnoozedUntil is null
                and t.Id in (select k.TicketId from TicketClocks k where k.EndedAt is null and k.DueAt is not null
                    and k.DueAt <= @Soon)) as DueSoon
        """);

    /// <summary>Mine and unassigned, which the rail shows on every page: two ranges of one index.</summary>
    public static readonly Sql Waiting = Sql.Portable(
        $"""
        select
            (select count(*) from Tickets t where t.AssigneeId = @Me and {TicketSql.Unsolved} and t.SnoozedUntil is null)
            + (select count(*) from Tickets t where t.AssigneeId is null and {TicketSql.Unsolved} and t.SnoozedUntil is null)
        """);

    public async Task<InboxCounts> RunAsync(Guid? me, CancellationToken ct)
    {
        var reads = new Reads();
        var counted = In(reads, me);
        await db.ReadAsync(reads, ct);
        return counted();
    }

    /// <summary>Together with other reads: the counts are there once those have been read.</summary>
    public Func<InboxCounts> In(Reads reads, Guid? me)
    {
        var who = new { Me = me ?? Guid.Empty, Soon = clock.Now() + InboxQuery.Soon };
        var byQueue = reads.Add<QueueCount>(ByQueue, who);
        var beside = reads.Add<OtherCounts>(Others, who);
        return () =>
        {
            var (queues, others) = (byQueue.Rows, beside.One!);
            return new InboxCounts(
                queues.Sum(q => q.Unsolved), queues.Sum(q => q.Mine),
                queues.Sum(q => q.Unassigned), others.DueSoon, others.Mentions, others.Snoozed,
                queues.Where(q => q.QueueId is not null).ToDictionary(q => q.QueueId!.Value, q => q.Unsolved));
        };
    }

    private sealed record QueueCount
    {
        public Guid? QueueId { get; init; }

        public int Unsolved { get; init; }

        public int Mine { get; init; }

        public int Unassigned { get; init; }
    }

    private sealed record OtherCounts
    {
        public int Snoozed { get; init; }

        public int Mentions { get; init; }

        public int DueSoon { get; init; }
    }
}

/// <param name="Open">Unsolved and in sight.</param>
/// <param name="ByQueue">Likewise, in each queue; a queue that has none is not here.</param>
internal sealed record InboxCounts(
    int Open, int Mine, int Unassigned, int DueSoon, int Mentions, int Snoozed, IReadOnlyDictionary<Guid, int> ByQueue)
{
    /// <summary>Null where nobody counts: all there ever were.</summary>
    public int? Of(string view) => view switch
    {
        "open" => Open,
        "mine" => Mine,
        "unassigned" => Unassigned,
        "soon" => DueSoon,
        "mentions" => Mentions,
        "snoozed" => Snoozed,
        _ => null,
    };
}
