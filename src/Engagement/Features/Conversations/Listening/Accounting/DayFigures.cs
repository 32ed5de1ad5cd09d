using Engagement.Data;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>What one account heard on one day, and what became of it. Kept with a statement as it was when that was made.</summary>
internal sealed record DayFigures
{
    public Guid AccountId { get; init; }

    public string AccountName { get; init; } = "";

    public string Network { get; init; } = "";

    /// <summary>By how much the network's count of replies under our posts grew; null where it does not count.</summary>
    public int? Reported { get; init; }

    /// <summary>Messages that reached us, our own words left out.</summary>
    public int Captured { get; init; }

    /// <summary>Of those, answers to our posts.</summary>
    public int Replies { get; init; }

    /// <summary>Of those, mentions and quotes.</summary>
    public int Mentions { get; init; }

    /// <summary>Of those, direct messages.</summary>
    public int Direct { get; init; }

    /// <summary>Of those, brought in by reading threads again.</summary>
    public int Backfilled { get; init; }

    /// <summary>Taken back on that day, whenever they were said.</summary>
    public int Removed { get; init; }

    /// <summary>Counted by the network and shown to nobody, as things stand.</summary>
    public int NotShown { get; init; }

    /// <summary>On a ticket.</summary>
    public int InTickets { get; init; }

    /// <summary>Kept without a ticket: removed before we read it, blocked, automated.</summary>
    public int LeftOut { get; init; }

    /// <summary>Set aside, or not through the chain yet.</summary>
    public int Waiting { get; init; }

    public int TicketsMade { get; init; }

    /// <summary>Replies that the network counts and nobody can account for, as things stand.</summary>
    public int Unexplained { get; init; }

    /// <summary>Minutes of the day in which no read worked.</summary>
    public int DeafMinutes { get; init; }

    /// <summary>Every message has a place: in a ticket, left out with a reason, or waiting.</summary>
    public bool AddsUp => Captured == InTickets + LeftOut + Waiting;

    /// <summary>Something on it that somebody should look at before signing.</summary>
    public bool NeedsALook => Unexplained > 0 || Waiting > 0 || DeafMinutes > 0 || !AddsUp;
}

/// <summary>Counts a day.</summary>
internal sealed class CountDay(Db db)
{
    // Our own echo is no client's message. What was left out for another reason is.
    private const string Heard = "i.AccountId = a.Id and i.ReceivedAt >= @From and i.ReceivedAt < @To and coalesce(i.Outcome, '') <> @Echo";

    private static readonly Sql Count = Sql.Portable(
        $$"""
        select a.Id as AccountId, a.Name as AccountName, a.Network,
            (select count(*) from InboundItems i where {{Heard}}) as Captured,
            (select count(*) from InboundItems i where {{Heard}} and i.Kind = 'Reply') as Replies,
            (select count(*) from InboundItems i where {{Heard}} and i.Kind in ('Mention', 'Quote')) as Mentions,
            (select count(*) from InboundItems i where {{Heard}} and i.Kind = 'DirectMessage') as Direct,
            (select count(*) from InboundItems i where {{Heard}} and i.Via = 'backfill') as Backfilled,
            (select count(*) from InboundItems i where {{Heard}} and i.State = 'Done') as InTickets,
            (select count(*) from InboundItems i where {{Heard}} and i.State = 'Ignored') as LeftOut,
            (select count(*) from InboundItems i where {{Heard}} and i.State in ('New', 'Failed')) as Waiting,
            (select count(*) from InboundItems i where i.AccountId = a.Id and i.RemovedAt >= @From and i.RemovedAt < @To) as Removed,
            (select count(*) from Tickets t where t.AccountId = a.Id and t.CreatedAt >= @From and t.CreatedAt < @To) as TicketsMade
        from Accounts a where a.CreatedAt < @To and (a.RemovedAt is null or a.RemovedAt >= @From) order by a.Name, a.Id
        """);

    // The last count before each end of the day, of every post that was counted on it.
    private static readonly Sql Counted = Sql.Portable(
        """
        select x.AccountId, sum(x.AtEnd - coalesce(x.AtStart, 0)) as Reported from (
            select d.AccountId,
                (select m.Replies from PostMetrics m where m.DeliveryId = d.Id and m.ReadAt = (select max(n.ReadAt) from PostMetrics n
                    where n.DeliveryId = d.Id and n.ReadAt < @To)) as AtEnd,
                (select m.Replies from PostMetrics m where m.DeliveryId = d.Id and m.ReadAt = (select max(n.ReadAt) from PostMetrics n
                    where n.DeliveryId = d.Id and n.ReadAt < @From)) as AtStart
            from Deliveries d
            where d.State = 'Published' and exists (select 1 from PostMetrics m where m.DeliveryId = d.Id and m.ReadAt >= @From
                and m.ReadAt < @To and m.Replies is not null)) x
        group by x.AccountId
        """);

    private static readonly Sql Gaps = Sql.Portable("""
        select AccountId, Kind, FromAt, ToAt, Unexplained from ReplyGaps where (Kind = 'Count' and State = 'Open')
            or (Kind = 'Outage' and FromAt < @To and ToAt > @From)
        """);

    private static readonly Sql Hidden = Sql.Portable("""
        select d.AccountId, sum(r.NotShown) as Number from ReplyAudits r join Deliveries d on d.Id = r.DeliveryId where r.NotShown > 0
        group by d.AccountId
        """);

    /// <param name="from">The day's first moment.</param>
    /// <param name="to">The next day's.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<DayFigures>> RunAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var day = new { From = from, To = to, Echo = Chain.DropEcho.Reason };
        var reported = (await db.QueryAsync<Number>(Counted, day, ct)).ToDictionary(n => n.AccountId, n => n.Reported);
        var gaps = (await db.QueryAsync<MissingReplies>(Gaps, day, ct)).ToLookup(g => g.AccountId);
        var hidden = (await db.QueryAsync<HiddenReplies>(Hidden, ct: ct)).ToDictionary(n => n.AccountId, n => n.Number);
        return
        [
            .. (await db.QueryAsync<DayFigures>(Count, day, ct)).Select(f => f with
            {
                Reported = reported.GetValueOrDefault(f.AccountId),
                NotShown = hidden.GetValueOrDefault(f.AccountId),
                Unexplained = gaps[f.AccountId].Where(g => g.Kind == GapKind.Count).Sum(g => g.Unexplained),
                DeafMinutes = (int)gaps[f.AccountId].Where(g => g.Kind == GapKind.Outage)
                    .Sum(g => (Earlier(g.ToAt!.Value, to) - Later(g.FromAt!.Value, from)).TotalMinutes),
            }),
        ];
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private sealed record Number
    {
        public Guid AccountId { get; init; }

        public int? Reported { get; init; }
    }

    private sealed record HiddenReplies
    {
        public Guid AccountId { get; init; }

        public int Number { get; init; }
    }
}
