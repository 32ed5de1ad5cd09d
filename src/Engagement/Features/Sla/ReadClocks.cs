using Engagement.Data;
using Engagement.Features.Tickets;

namespace Engagement.Features.Sla;

/// <summary>A ticket's clocks as they stand now, from its event log: what its page shows, and what <see cref="KeepClocks"/> writes down.</summary>
internal sealed class ReadClocks(TimeProvider clock)
{
    private static readonly Sql Log = Sql.Portable(
        """
        select Kind, After, AfterId, OccurredAt from TicketEvents
        where TicketId = @TicketId and Kind in ('inbound', 'outbound', 'unsent', 'status', 'priority', 'queue', 'vip') order by Seq
        """);

    private sealed record Event
    {
        public string Kind { get; init; } = "";

        public string? After { get; init; }

        public Guid? AfterId { get; init; }

        public DateTimeOffset OccurredAt { get; init; }
    }

    public async Task<IReadOnlyList<Clock>> RunAsync(DbSession db, TicketRow ticket, IReadOnlyList<SlaBook> books, CancellationToken ct)
    {
        var log = await db.QueryAsync<Event>(Log, new { TicketId = ticket.Id }, ct);
        return TicketClocks.Read(
            new SlaFacts(null, TicketPriority.Normal, ticket.Network, Vip: false),
            log.Select(e => new ClockEvent(e.OccurredAt, e.Kind, e.Kind == "queue" ? e.AfterId?.ToString() : e.After)), books, clock.Now());
    }
}
