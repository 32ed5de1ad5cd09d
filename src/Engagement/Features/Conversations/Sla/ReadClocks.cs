using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Sla;

/// <summary>
/// A ticket's clocks as they stand now, from its event log: what its page shows, and what <see cref="TrackClocks"/> writes down.
/// </summary>
internal sealed class ReadClocks(TimeProvider clock)
{
    // Answers as everything counts them; their event says where they stand among others of the same millisecond.
    private const string AnswersPlace =
        "coalesce((select min(e.Seq) from TicketEvents e where e.AfterId = a.Id and e.Kind = 'answered'), 9223372036854775807)";

    private const string Stayed =
        "not exists (select 1 from TicketEvents g where g.TicketId = @TicketId and g.Kind = 'split' and g.BeforeId = i.AfterId)";

    // Of the client's words only those that a clock goes by, or a thread of fifty thousand is read whole for each page: the first, and the
    // first after whatever can end a clock, of those that stayed here; and all that went away, which end one when none are left.
    private const string Words =
        $$"""
        select (
            select i.Seq from TicketEvents i where i.TicketId = @TicketId and i.Kind = 'inbound' and {{Stayed}}
            order by i.OccurredAt, i.Seq {page}) as Seq
        union all
        select (
            select i.Seq from TicketEvents i
            where i.TicketId = @TicketId and i.Kind = 'inbound' and i.OccurredAt >= p.At and (i.OccurredAt > p.At or i.Seq > p.Seq)
                and {{Stayed}}
            order by i.OccurredAt, i.Seq {page})
        from (
            select e.OccurredAt as At, e.Seq from TicketEvents e where e.TicketId = @TicketId
                and e.Kind in ('unsent', 'status', 'split', 'took')
            union all
            select a.AnsweredAt, {{AnswersPlace}} from {{AnswerSql.Answers}} a where a.TicketId = @TicketId) p
        union all
        select i.Seq from TicketEvents g join TicketEvents i on i.AfterId = g.BeforeId and i.Kind = 'inbound'
        where g.TicketId = @TicketId and g.Kind = 'split' and g.After is not null
        """;

    // A ticket that was merged into this one brings its client's wait along, if they wait.
    private static readonly Sql Log = Sql.Portable(
        $"""
        select e.Kind, e.After, e.BeforeId, e.AfterId, e.OccurredAt, e.Seq, case when e.Kind = 'took' and exists (
            select 1 from Messages m where m.TicketId = e.AfterId and m.Kind = 'inbound' and m.CreatedAt <= e.OccurredAt and not exists (
                select 1 from {AnswerSql.Answers} a where a.TicketId = m.TicketId and a.AnsweredAt >= m.CreatedAt)) then 1
                    else 0 end as Waits
        from TicketEvents e
        where e.TicketId = @TicketId and e.Kind in ('outbound', 'unsent', 'status', 'priority', 'queue', 'vip', 'split', 'took')
        union all
        select e.Kind, e.After, e.BeforeId, e.AfterId, e.OccurredAt, e.Seq, 0 from TicketEvents e
        where e.Seq in (select w.Seq from ({Words}) w) and case when e.TicketId = @TicketId then 1 else 0 end = 1
        union all
        select 'answered', null, null, a.Id, a.AnsweredAt, {AnswersPlace}, 0
        from {AnswerSql.Answers} a where a.TicketId = @TicketId
        order by OccurredAt, Seq
        """);

    private sealed record Event
    {
        public string Kind { get; init; } = "";

        public string? After { get; init; }

        public Guid? BeforeId { get; init; }

        public Guid? AfterId { get; init; }

        public bool Waits { get; init; }

        public DateTimeOffset OccurredAt { get; init; }
    }

    public Task<IReadOnlyList<Clock>> RunAsync(DbSession db, TicketRow ticket, IReadOnlyList<SlaBook> books, CancellationToken ct) =>
        RunAsync(db, ticket, books, clock.Now(), ct);

    /// <summary>As they stood at a moment that has passed.</summary>
    public async Task<IReadOnlyList<Clock>> RunAsync(
        DbSession db, TicketRow ticket, IReadOnlyList<SlaBook> books, DateTimeOffset at, CancellationToken ct)
    {
        return Of(ticket, await db.QueryAsync<Event>(Log, new { TicketId = ticket.Id, Take = 1 }, ct), books, at);
    }

    /// <summary>As they stand now, together with other reads: they are there once those have been read.</summary>
    public Func<IReadOnlyList<SlaBook>, IReadOnlyList<Clock>> In(Reads reads, TicketRow ticket)
    {
        var log = reads.Add<Event>(Log, new { TicketId = ticket.Id, Take = 1 });
        return books => Of(ticket, log.Rows, books, clock.Now());
    }

    private static IReadOnlyList<Clock> Of(
        TicketRow ticket, IEnumerable<Event> log, IReadOnlyList<SlaBook> books, DateTimeOffset at) =>
        TicketClocks.Read(new SlaFacts(null, TicketPriority.Normal, ticket.Network, Vip: false),
            log.Select(Of).OfType<ClockEvent>(), books, at);

    // What was split off, or taken over from another ticket, is somebody's words that came or went.
    private static ClockEvent? Of(Event e) => e.Kind switch
    {
        "queue" => new(e.OccurredAt, e.Kind, e.AfterId?.ToString()),
        "split" when e.After is null => new(e.OccurredAt, MessageKind.Inbound, null) { Message = e.AfterId },
        "split" => new(e.OccurredAt, ClockEvent.WentAway, null) { Message = e.BeforeId },
        "took" when e.AfterId is not null => e.Waits ? new(e.OccurredAt, MessageKind.Inbound, null) { Message = e.AfterId } : null,
        "took" => new(e.OccurredAt, ClockEvent.WentAway, null) { Message = e.BeforeId },
        _ => new(e.OccurredAt, e.Kind, e.After) { Message = e.AfterId },
    };
}
