using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Sla;

public sealed class TrackClocksTests
{
    private static readonly Sql All = Sql.Portable(
        """
        select TicketId, Kind, StartedAt, EndedAt, EndedBy, IsPaused, Policy, Book, TargetSeconds, WarnsAt, DueAt, IsBreached, WarnedAt,
            BreachToldAt
        from TicketClocks order by TicketId, Kind, StartedAt
        """);

    private static readonly Sql Forget = Sql.Portable("delete from TicketClocks");
    private static readonly Sql AllBehind = Sql.Portable("update Tickets set ClocksBehind = 1");

    private static readonly SlaCalendar Always = new("Always", "Europe/Berlin",
        [.. SlaWords.Days.Select(d => new OpenSpan(d, TimeOnly.MinValue, TimeOnly.MinValue))], []);

    [Theory, OnEachDatabase]
    internal async Task A_ticket_has_clocks_as_soon_as_a_client_writes_and_they_follow_its_log(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await PromiseAsync(desk, new SlaPolicy("Everyone", "Always", new(), FirstReply: 60, NextReply: 120, Resolution: 600));
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();

        await desk.Get<TrackClocks>().RunAsync(Stop);
        Assert.Equal(
            [("FirstReply", DeskRoom.Start.AddMinutes(60)), ("Resolution", DeskRoom.Start.AddMinutes(600))],
            (await RowsAsync(desk)).Select(r => (r.Kind, r.DueAt!.Value)));

        desk.Clock.Advance(TimeSpan.FromMinutes(20));
        await desk.AnswerAsync(ticket.Id);
        await desk.Get<TrackClocks>().RunAsync(Stop);

        var (first, resolution) = await RowsAsync(desk) is [var a, var b]
            ? (a, b)
            : throw new InvalidOperationException("Two clocks were expected.");
        Assert.Equal((DeskRoom.Start.AddMinutes(20), "answered", false), (first.EndedAt, first.EndedBy, first.IsBreached));
        Assert.Equal((true, null, null), (resolution.IsPaused, resolution.DueAt, resolution.EndedAt)); // it waits for the client
    }

    [Theory, OnEachDatabase]
    internal async Task Rows_thrown_away_come_out_the_same_at_any_later_time(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await PromiseAsync(desk, new SlaPolicy("Everyone", "Always", new(), FirstReply: 60, NextReply: 120, Resolution: 600));
        await desk.HearAsync(desk.Said("m1"), desk.Said("m2", by: "bob"));
        var ticket = (await desk.TicketsAsync())[0];
        desk.Clock.Advance(TimeSpan.FromMinutes(90));
        await desk.SetAsync(ticket.Id, TicketStatus.Solved);
        await desk.Get<TrackClocks>().RunAsync(Stop);
        var before = await RowsAsync(desk);

        // Stricter from now on, and a day later: what has been is worked out again from nothing.
        await PromiseAsync(desk, new SlaPolicy("Everyone", "Always", new(), FirstReply: 1, NextReply: 1, Resolution: 1));
        desk.Clock.Advance(TimeSpan.FromDays(1));
        await desk.Db.ExecuteAsync(Forget, ct: Stop);
        await desk.Db.ExecuteAsync(AllBehind, ct: Stop);
        await desk.Get<TrackClocks>().RunAsync(Stop);

        var after = await RowsAsync(desk);
        Assert.Equal(4, after.Count);
        Assert.Equal(before.Where(r => r.EndedAt is not null), after.Where(r => r.EndedAt is not null));
        Assert.Equal(before.Select(r => (r.Kind, r.Book, r.TargetSeconds, r.DueAt)),
            after.Select(r => (r.Kind, r.Book, r.TargetSeconds, r.DueAt)));
    }

    [Theory, OnEachDatabase]
    internal async Task An_event_that_comes_while_clocks_are_written_is_not_forgotten(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        Assert.Equal(1, await desk.Get<TrackClocks>().RunAsync(Stop));
        Assert.Equal(0, await desk.Get<TrackClocks>().RunAsync(Stop));

        await desk.SetAsync((await desk.TicketAsync()).Id, TicketStatus.Solved);

        Assert.Equal(1, await desk.Get<TrackClocks>().RunAsync(Stop));
        Assert.All(await RowsAsync(desk), r => Assert.Equal("solved", r.EndedBy));
    }

    [Theory, OnEachDatabase]
    internal async Task Whoever_looked_at_an_older_book_changes_nothing(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var policy = new SlaPolicy("Everyone", "Always", new(), 60, null, null);
        await PromiseAsync(desk, policy);

        var late = await desk.Get<ChangeSla>().RunAsync(new(0, [policy with { FirstReply = 5 }], [Always], "Changed.", "Bob", null), Stop);

        Assert.IsType<Result<int>.Conflict>(late);
        Assert.Equal(60, (await SlaBooks.NewestAsync(desk.Db, Stop)).Policies.Single().FirstReply);
    }

    [Theory, OnEachDatabase]
    internal async Task A_promise_that_cannot_be_kept_track_of_is_refused_by_field(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var good = new SlaPolicy("Everyone", "Always", new(), 60, null, null);

        Assert.Equal("Name", await WrongAsync([good with { Name = "" }], Always));
        Assert.Equal("Name", await WrongAsync([good, good], Always));
        Assert.Equal("FirstReply", await WrongAsync([good with { FirstReply = 0 }], Always));
        Assert.Equal("FirstReply", await WrongAsync([good with { FirstReply = null }], Always));
        Assert.Equal("WarnAt", await WrongAsync([good with { WarnAt = 100 }], Always));
        Assert.Equal("Calendar", await WrongAsync([good with { Calendar = "Gone" }], Always));
        Assert.Equal("Zone", await WrongAsync([good], Always with { Zone = "Europe/Nowhere" }));
        Assert.Equal("Week", await WrongAsync([good], Always with { Week = [] }));

        async Task<string> WrongAsync(SlaPolicy[] policies, SlaCalendar calendar) =>
            Assert.Single(Assert.IsType<Result<int>.Invalid>(
                await desk.Get<ChangeSla>().RunAsync(new(0, policies, [calendar], "Changed.", "Mia", null), Stop)).Errors).Field;
    }

    private static async Task PromiseAsync(DeskRoom desk, params SlaPolicy[] policies)
    {
        var version = (await SlaBooks.NewestAsync(desk.Db, Stop)).Version;
        Assert.IsType<Result<int>.Done>(
            await desk.Get<ChangeSla>().RunAsync(new(version, policies, [Always], "Promised.", "Mia", desk.AgentId), Stop));
    }

    private static Task<IReadOnlyList<Row>> RowsAsync(DeskRoom desk) => desk.Db.QueryAsync<Row>(All, ct: Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record Row
    {
        public Guid TicketId { get; init; }

        public string Kind { get; init; } = "";

        public DateTimeOffset StartedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public string? EndedBy { get; init; }

        public bool IsPaused { get; init; }

        public string? Policy { get; init; }

        public int Book { get; init; }

        public long? TargetSeconds { get; init; }

        public DateTimeOffset? WarnsAt { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public bool IsBreached { get; init; }

        public DateTimeOffset? WarnedAt { get; init; }

        public DateTimeOffset? BreachToldAt { get; init; }
    }
}
