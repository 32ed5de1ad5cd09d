using CsCheck;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Tests.Conversations.Sla;

public sealed class TicketClocksTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private static readonly SlaCalendar Office = new(
        "Office", "UTC", [.. SlaWords.Days.Take(5).Select(d => new OpenSpan(d, new(9, 0), new(17, 0)))], []);

    private static readonly SlaPolicy Everyone = new("Everyone", "Office", new(), FirstReply: 240, NextReply: 480, Resolution: 1440);

    private static readonly SlaFacts Plain = new(null, TicketPriority.Normal, "sandbox", Vip: false);

    [Fact]
    public void A_first_answer_within_open_time_keeps_the_promise()
    {
        var clock = Of(ClockKind.FirstReply, At(7, "inbound"), At(9.5, "answered")); // 16:00, 18:30: an hour of it was open

        Assert.Equal((TimeSpan.FromHours(1), false, "answered"), (clock.Spent, clock.IsBreached, clock.EndedBy));
    }

    [Fact]
    public void A_clock_that_runs_says_when_it_warns_and_when_it_is_due()
    {
        var clock = Of(ClockKind.FirstReply, At(6, "inbound")); // 15:00; two open hours on Monday, two on Tuesday

        Assert.Equal(Monday.AddHours(26), clock.DueAt);   // Tuesday 11:00
        Assert.Equal(Monday.AddHours(25), clock.WarnsAt); // three of four hours
    }

    [Fact]
    public void While_a_ticket_waits_for_the_client_its_clock_stands_still()
    {
        var log = new[] { At(0, "inbound"), At(1, "outbound"), At(1, "status", "Pending"), At(5, "status", "Open"), At(5, "inbound") };

        var paused = Of(ClockKind.Resolution, Monday.AddHours(3), log);
        var runs = Of(ClockKind.Resolution, Monday.AddHours(6), log);

        Assert.True(paused.IsPaused);
        Assert.Null(paused.DueAt);
        Assert.Equal(TimeSpan.FromHours(2), runs.Spent); // one before, one after
        Assert.Contains(runs.Pieces, p => p.Kind == StretchKind.Pending && p.Length == TimeSpan.FromHours(4));
    }

    [Fact]
    public void On_hold_is_ours_and_counts()
    {
        var clock = Of(ClockKind.Resolution, Monday.AddHours(4), At(0, "inbound"), At(1, "status", "OnHold"));

        Assert.Equal(TimeSpan.FromHours(4), clock.Spent);
    }

    [Fact]
    public void A_solved_ticket_that_comes_back_goes_on_where_it_stopped()
    {
        var clock = Of(ClockKind.Resolution, Monday.AddHours(7),
            At(0, "inbound"), At(2, "status", "Solved"), At(6, "status", "Open"), At(6, "inbound"));

        Assert.Equal((TimeSpan.FromHours(3), null), (clock.Spent, clock.EndedAt));
    }

    [Fact]
    public void Two_messages_before_one_answer_are_one_clock_from_the_first()
    {
        var clocks = Read(Monday.AddHours(8), Books(), At(0, "inbound"), At(1, "answered"),
            At(2, "inbound"), At(3, "inbound"), At(4, "answered"), At(5, "inbound"));

        var next = clocks.Where(c => c.Kind == ClockKind.NextReply).Select(c => (c.StartedAt, c.EndedAt)).ToList();
        Assert.Equal([(Monday.AddHours(2), Monday.AddHours(4)), (Monday.AddHours(5), null)], next);
    }

    [Fact]
    public void An_answer_that_did_not_reach_the_client_stops_nothing()
    {
        var clock = Of(ClockKind.FirstReply, Monday.AddHours(3),
            At(0, "inbound"), At(1, "outbound"), At(1, "status", "Pending"), At(2, TicketLog.Unsent), At(2, "status", "Open"));

        Assert.Equal((TimeSpan.FromHours(3), null), (clock.Spent, clock.EndedAt));
    }

    [Fact]
    public void An_answer_counts_when_the_network_has_it_and_what_it_will_end_runs_until_then()
    {
        var log = new[] { At(0, "inbound"), At(1, "outbound"), At(1, "status", "Pending") };

        Assert.Equal((TimeSpan.FromHours(2), null), Said(Of(ClockKind.FirstReply, Monday.AddHours(2), log)));
        Assert.Equal((TimeSpan.FromHours(3), "answered"), Said(Of(ClockKind.FirstReply, Monday.AddHours(5), [.. log, At(3, "answered")])));

        static (TimeSpan, string?) Said(Clock c) => (c.Spent, c.EndedBy);
    }

    [Fact]
    public void An_answer_that_solves_keeps_the_promise_of_an_answer_only_once_it_is_out()
    {
        var log = new[] { At(0, "inbound"), At(1, "outbound"), At(1, "status", "Solved") };

        Assert.Null(Of(ClockKind.FirstReply, Monday.AddHours(2), log).EndedAt);
        Assert.Equal(Monday.AddHours(1.5), Of(ClockKind.FirstReply, Monday.AddHours(2), [.. log, At(1.5, "answered")]).EndedAt);
        Assert.Equal(TimeSpan.FromHours(3),
            Of(ClockKind.FirstReply, Monday.AddHours(3), [.. log, At(2, TicketLog.Unsent), At(2, "status", "Open")]).Spent);
    }

    [Fact]
    public void An_acknowledgement_that_fails_undoes_no_answer_of_a_person()
    {
        var (ours, theirs) = (Guid.NewGuid(), Guid.NewGuid());

        var clock = Of(ClockKind.FirstReply, Monday.AddHours(4),
            At(0, "inbound") with { Message = theirs }, At(0, "acknowledged")
                with { Message = theirs }, At(1, "outbound") with { Message = ours },
            At(1, "answered") with { Message = ours }, At(2, TicketLog.Unsent) with { Message = theirs });

        Assert.Equal(Monday.AddHours(1), clock.EndedAt);
    }

    [Fact]
    public void Words_that_were_split_off_are_waited_for_elsewhere()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        var log = new[] { At(0, "inbound") with { Message = one }, At(1, "answered"),
            At(2, "inbound") with { Message = two }, At(3, ClockEvent.WentAway) with { Message = two } };

        var clock = Of(ClockKind.NextReply, Monday.AddHours(4), log);

        Assert.Equal((Monday.AddHours(3), "split"), (clock.EndedAt, clock.EndedBy));
    }

    [Fact]
    public void The_first_policy_that_fits_counts_and_follows_the_ticket_while_it_runs()
    {
        var urgent = new SlaPolicy("Urgent", "Office", new(Priority: TicketPriority.Urgent),
            FirstReply: 30, NextReply: null, Resolution: null);
        var books = Books(urgent, Everyone);

        var before = Read(Monday.AddMinutes(20), books, At(0, "inbound"))[0];
        var after = Read(Monday.AddMinutes(20), books, At(0, "inbound"), At(0.25, "priority", "Urgent"))[0];

        Assert.Equal(("Everyone", Monday.AddHours(4)), (before.Policy, before.DueAt));
        Assert.Equal(("Urgent", Monday.AddMinutes(30)), (after.Policy, after.DueAt));
    }

    [Theory]
    [InlineData("queue", "7f1d1c1e-5a3c-4a6e-9a53-0d5f8a4d6a01")]
    [InlineData("vip", "yes")]
    public void Queue_and_vip_choose_the_policy_too(string kind, string after)
    {
        var special = new SlaPolicy("Special", "Office", kind == "vip" ? new(Vip: true) : new(Queue: Guid.Parse(after)), 30, null, null);

        var clock = Read(Monday.AddMinutes(5), Books(special, Everyone), At(0, kind, after), At(0, "inbound"))[0];

        Assert.Equal("Special", clock.Policy);
    }

    [Fact]
    public void A_change_of_policy_holds_for_clocks_that_start_later()
    {
        var first = new SlaBook(1, Monday.AddDays(-1), [Everyone], [Office]);
        var stricter = new SlaBook(2, Monday.AddHours(1), [Everyone with { FirstReply = 10, NextReply = 10, Resolution = 10 }], [Office]);

        var clocks = Read(Monday.AddHours(4), [first, stricter], At(0, "inbound"), At(2, "answered"), At(3, "inbound"));

        Assert.Equal((1, 240d, false), Said(ClockKind.FirstReply));
        Assert.Equal((1, 1440d, false), Said(ClockKind.Resolution));
        Assert.Equal((2, 10d, true), Said(ClockKind.NextReply));

        (int, double, bool) Said(ClockKind kind) =>
            clocks.Where(c => c.Kind == kind).Select(c => (c.Book, c.Target!.Value.TotalMinutes, c.IsBreached)).Single();
    }

    [Fact]
    public void Before_there_were_promises_none_is_broken()
    {
        var clocks = Read(Monday.AddDays(30), [new SlaBook(1, Monday.AddDays(1), [Everyone], [Office])], At(0, "inbound"));

        Assert.All(clocks, c => Assert.Equal((null, 0, false), (c.Target, c.Book, c.IsBreached)));
    }

    /// <summary>Every log, at every moment: the minutes add up, and reading again later says the same of what is past.</summary>
    [Fact]
    public void Reading_the_log_again_at_any_time_gives_the_same_clocks() => Logs.Sample((log, books, after, later) =>
    {
        var until = log.Count == 0 ? Monday : log[^1].At;
        var now = until.AddMinutes(after);
        var clocks = TicketClocks.Read(Plain, log, books, now);

        // The log as it stood, and the log that has grown since: the same answer about that moment.
        var grown = log.Append(new ClockEvent(now.AddMinutes(1), "status", "Solved"))
            .Append(new ClockEvent(now.AddMinutes(2), "inbound", null));
        Assert.Equal(clocks.Select(Written), TicketClocks.Read(Plain, grown, books, now).Select(Written));

        // A book that comes into force later rewrites nothing.
        var edited = books.Append(
            new SlaBook(99, now.AddTicks(1), [Everyone with { FirstReply = 1, NextReply = 1, Resolution = 1 }], [Office])).ToList();
        Assert.Equal(clocks.Select(Written), TicketClocks.Read(Plain, log, edited, now).Select(Written));

        // Time alone changes nothing of what has ended, and not when a running clock is due.
        var afterwards = TicketClocks.Read(Plain, log, edited, now.AddMinutes(later));
        Assert.Equal(clocks.Select(c => (c.Kind, c.StartedAt, c.EndedAt, c.DueAt, c.WarnsAt, Ended: c.EndedAt is null ? default : c.Spent)),
            afterwards.Select(c => (c.Kind, c.StartedAt, c.EndedAt, c.DueAt, c.WarnsAt, Ended: c.EndedAt is null ? default : c.Spent)));

        foreach (var clock in clocks)
        {
            var end = clock.EndedAt ?? now;
            Assert.Equal(end - clock.StartedAt, clock.Pieces.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Length));
            Assert.All(clock.Pieces.Zip(clock.Pieces.Skip(1)), p => Assert.Equal(p.First.To, p.Second.From));
            if (clock.Target is { } target)
            {
                Assert.Equal(clock.Spent, clock.Pieces.Where(p => p.Kind == StretchKind.Open)
                    .Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Length));
                Assert.Equal(clock.IsBreached, clock.DueAt is { } due && due < end && clock.Spent > target);
            }
        }
    }, iter: 2000);

    private static readonly Gen<(List<ClockEvent>, List<SlaBook>, int, int)> Logs =
        from steps in (from minutes in Gen.Int[0, 4000] from what in Gen.Int[0, 11]
            from which in Gen.Int[0, 5] select (minutes, what, which)).List[0, 14]
        from versions in (from start in Gen.Int[-5000, 20_000] from target in Gen.Int[1, 3000]
            from urgent in Gen.Bool select (start, target, urgent)).List[0, 4]
        from after in Gen.Int[0, 6000]
        from later in Gen.Int[0, 6000]
        select (Log(steps), Books(versions), after, later);

    private static List<ClockEvent> Log(List<(int Minutes, int What, int Which)> steps)
    {
        var at = Monday;
        return [.. steps.Select(s =>
        {
            at = at.AddMinutes(s.Minutes);
            return s.What switch
            {
                <= 3 => new ClockEvent(at, "inbound", null),
                <= 5 => new ClockEvent(at, "outbound", null),
                6 => new ClockEvent(at, TicketLog.Unsent, null),
                10 => new ClockEvent(at, "answered", null),
                11 => new ClockEvent(at, ClockEvent.WentAway, null),
                7 => new ClockEvent(at, "priority", ((TicketPriority)(s.Which % 4)).ToString()),
                _ => new ClockEvent(at, "status", ((TicketStatus)s.Which).ToString()),
            };
        })];
    }

    private static List<SlaBook> Books(List<(int Start, int Target, bool Urgent)> versions) =>
    [
        .. versions.OrderBy(v => v.Start).Select((v, i) => new SlaBook(i + 1, Monday.AddMinutes(v.Start),
            [new SlaPolicy("P", "Office", v.Urgent ? new(Priority: TicketPriority.Urgent) : new(), v.Target, v.Target * 2, v.Target * 3)],
            [Office])),
    ];

    private static string Written(Clock clock) => $"{clock with { Pieces = [] }} {string.Join(' ', clock.Pieces)}";

    private static List<SlaBook> Books(params SlaPolicy[] policies) =>
        [new SlaBook(1, Monday.AddDays(-1), policies.Length == 0 ? [Everyone] : policies, [Office])];

    private static ClockEvent At(double hours, string kind, string? after = null) => new(Monday.AddHours(hours), kind, after);

    private static IReadOnlyList<Clock> Read(DateTimeOffset now, List<SlaBook> books, params ClockEvent[] log) =>
        TicketClocks.Read(Plain, log, books, now);

    private static Clock Of(ClockKind kind, params ClockEvent[] log) => Of(kind, log[^1].At.AddMinutes(1), log);

    private static Clock Of(ClockKind kind, DateTimeOffset now, params ClockEvent[] log) =>
        Read(now, Books(), log).Single(c => c.Kind == kind);
}
