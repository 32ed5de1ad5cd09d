using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Sla;

/// <summary>Of a long log only what clocks go by is read, and they come out as from all of it.</summary>
public sealed class ReadClocksTests
{
    private static readonly SlaBook Book = new(1, DateTimeOffset.MinValue,
        [new SlaPolicy("Everyone", "Always", new(), FirstReply: 60, NextReply: 120, Resolution: 600)],
        [new SlaCalendar("Always", "Europe/Berlin",
            [.. SlaWords.Days.Select(d => new OpenSpan(d, TimeOnly.MinValue, TimeOnly.MinValue))], [])]);

    private static readonly Sql WholeLog = Sql.Portable(
        $"""
        select e.Kind, e.After, e.BeforeId, e.AfterId, e.OccurredAt, e.Seq from TicketEvents e
        where e.TicketId = @Id and e.Kind <> 'answered'
        union all
        select 'answered', null, null, a.Id, a.AnsweredAt, coalesce((
            select min(e.Seq) from TicketEvents e where e.TicketId = a.TicketId and e.Kind = 'answered' and e.AfterId = a.Id),
                9223372036854775807)
        from {AnswerSql.Answers} a where a.TicketId = @Id
        order by OccurredAt, Seq
        """);

    [Theory, OnEachDatabase]
    internal async Task Clocks_of_logs_of_every_kind_are_those_of_the_whole_log_at_every_moment(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        for (var seed = 1; seed <= 12; seed++)
        {
            var random = new Random(seed);
            desk.Clock.Advance(TimeSpan.FromHours(1));
            await desk.HearAsync(desk.Said($"m{seed}", by: $"ann{seed}"));
            var ticket = (await desk.TicketsAsync())[^1];
            var (opened, ids) = (desk.Clock.Now(), new List<Guid>());
            for (var i = 0; i < 60; i++)
            {
                desk.Clock.Advance(TimeSpan.FromSeconds(random.Next(3)));
                await HappensAsync(desk, random, ticket.Id, ids);
            }

            for (var at = opened; at <= desk.Clock.Now().AddMinutes(1); at = at.AddSeconds(7))
            {
                var read = await desk.Get<ReadClocks>().RunAsync(desk.Db, ticket, [Book], at, Stop);
                Assert.Equal(Say(await WholeAsync(desk, ticket, at)), Say(read));
            }
        }
    }

    [Theory, OnEachDatabase]
    internal async Task A_message_that_was_split_off_twice_and_its_old_ticket_have_clocks_of_their_own(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        var (first, second) = (Ids.New(desk.Clock), Ids.New(desk.Clock));
        await AddAsync(desk, ticket.Id, new TicketEvent("inbound", null, null) { AfterId = first }, desk.Clock.Now());
        await desk.HearAsync(desk.Said("other", by: "bob"));
        var other = (await desk.TicketsAsync())[1];
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await AddAsync(desk, other.Id, new TicketEvent("split", "#1", null) { BeforeId = ticket.Id, AfterId = first }, desk.Clock.Now());
        await AddAsync(desk, other.Id, new TicketEvent("split", null, "#3") { BeforeId = first, AfterId = second }, desk.Clock.Now());

        var read = await desk.Get<ReadClocks>().RunAsync(desk.Db, other, [Book], desk.Clock.Now(), Stop);

        Assert.Equal(Say(await WholeAsync(desk, other, desk.Clock.Now())), Say(read));
        Assert.Equal(DeskRoom.Start.AddMinutes(1), read.Min(c => c.StartedAt));
    }

    private static async Task HappensAsync(DeskRoom desk, Random random, Guid ticket, List<Guid> ids)
    {
        // Nodes' clocks differ, and many things happen in one millisecond.
        var at = desk.Clock.Now().AddSeconds(random.Next(-2, 2));
        Guid Known() => ids.Count == 0 ? Guid.NewGuid() : ids[random.Next(ids.Count)];
        Guid New()
        {
            ids.Add(Ids.New(at));
            return ids[^1];
        }

        switch (random.Next(16))
        {
            case 0:
                await desk.AnswerAsync(ticket);
                break;
            case 1:
                await AddAsync(desk, ticket, new TicketEvent("status", null, $"{(TicketStatus)random.Next(6)}"), at);
                break;
            case 2:
                await AddAsync(desk, ticket, new TicketEvent("split", null, "#9") { BeforeId = Known(), AfterId = Guid.NewGuid() }, at);
                break;
            case 3:
                await AddAsync(desk, ticket, new TicketEvent("split", "#9", null) { BeforeId = Guid.NewGuid(), AfterId = New() }, at);
                break;
            case 4:
                await AddAsync(desk, ticket, new TicketEvent("took", "#9", null) { BeforeId = Known() }, at);
                break;
            case 5:
                await AddAsync(desk, ticket, new TicketEvent("outbound", null, null) { AfterId = New() }, at);
                break;
            case 6:
                await AddAsync(desk, ticket, new TicketEvent("unsent", null, null) { AfterId = random.Next(2) == 0 ? null : Known() }, at);
                break;
            case 7:
                await AddAsync(desk, ticket, new TicketEvent("priority", null, $"{(TicketPriority)random.Next(4)}"), at);
                break;
            case 8:
                await AddAsync(desk, ticket, new TicketEvent("inbound", null, null), at); // of an old log
                break;
            default:
                await AddAsync(desk, ticket, new TicketEvent("inbound", null, null) { AfterId = New() }, at);
                break;
        }
    }

    private static Task AddAsync(DeskRoom desk, Guid ticket, TicketEvent what, DateTimeOffset at) =>
        desk.Db.InTransactionAsync(
            tx => desk.Get<TicketLog>().AddEventAsync(tx, ticket, what, new Actor("Mia", desk.AgentId, at), Stop), Stop);

    private static async Task<IReadOnlyList<Clock>> WholeAsync(DeskRoom desk, TicketRow ticket, DateTimeOffset at) =>
        TicketClocks.Read(
            new SlaFacts(null, TicketPriority.Normal, ticket.Network, Vip: false),
            (await desk.Db.QueryAsync<Event>(WholeLog, new { ticket.Id }, Stop)).Select(Of).OfType<ClockEvent>(), [Book], at);

    // No ticket with words is taken over here: one without waits for nothing.
    private static ClockEvent? Of(Event e) => (e.Kind, e.After) switch
    {
        ("split", null) => new(e.OccurredAt, "inbound", null) { Message = e.AfterId },
        ("split", _) => new(e.OccurredAt, ClockEvent.WentAway, null) { Message = e.BeforeId },
        ("took", _) => e.AfterId is null ? new(e.OccurredAt, ClockEvent.WentAway, null) { Message = e.BeforeId } : null,
        _ => new(e.OccurredAt, e.Kind, e.After) { Message = e.AfterId },
    };

    private static string Say(IEnumerable<Clock> clocks) => string.Join('\n', clocks.Select(c =>
        $"{c.Kind} {c.StartedAt:O} {c.EndedAt:O} {c.EndedBy} {c.IsPaused} {c.Spent} {c.DueAt:O} "
            + $"{string.Join(',', c.Pieces.Select(p => $"{p.Kind} {p.From:O} {p.To:O}"))}"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record Event
    {
        public string Kind { get; init; } = "";

        public string? After { get; init; }

        public Guid? BeforeId { get; init; }

        public Guid? AfterId { get; init; }

        public DateTimeOffset OccurredAt { get; init; }
    }
}
