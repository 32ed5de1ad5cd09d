using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Sla;

public sealed class ApplySlaTests
{
    private static readonly Sql Rows = Sql.Portable(
        "select Kind, Policy, DueAt from TicketClocks where EndedAt is null order by TicketId, Kind");

    private static readonly SlaCalendar Always = new(
        "Always", "UTC", [.. SlaWords.Days.Select(d => new OpenSpan(d, TimeOnly.MinValue, TimeOnly.MinValue))], []);

    private sealed record Row
    {
        public string Kind { get; init; } = "";

        public string? Policy { get; init; }

        public DateTimeOffset? DueAt { get; init; }
    }

    [Theory, OnEachDatabase]
    internal async Task A_new_policy_is_shown_against_open_tickets_and_holds_for_them_once_it_is_applied(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"), desk.Said("m2", by: "bob"), desk.Said("m3", by: "cem"));
        var tickets = await desk.TicketsAsync();
        await desk.SetAsync(tickets[2].Id, TicketStatus.Solved);
        desk.Clock.Advance(TimeSpan.FromMinutes(40));
        await SaveAsync(desk, 0, FirstReply: 30, "Everyone");
        await desk.Get<TrackClocks>().RunAsync(Stop);
        Assert.All(await desk.Db.QueryAsync<Row>(Rows, ct: Stop), r => Assert.Null(r.Policy));

        var preview = await desk.Get<ApplySla>().PreviewAsync(Stop);

        Assert.Equal((1, 2, 2, 2), (preview.Version, preview.Looked, preview.Tickets, preview.Late)); // due ten minutes ago
        Assert.All(preview.Changes, c => Assert.Equal((ClockKind.FirstReply, null, "Everyone", DeskRoom.Start.AddMinutes(30)),
            (c.From.Kind, c.From.Target, c.To.Policy, c.To.DueAt)));
        await desk.Get<TrackClocks>().RunAsync(Stop);
        Assert.All(await desk.Db.QueryAsync<Row>(Rows, ct: Stop), r => Assert.Null(r.Policy)); // it was only shown

        Assert.IsType<Result<int>.Done>(await desk.Get<ApplySla>().RunAsync(new(1, "Mia", desk.AgentId), Stop));
        Assert.IsType<Result<int>.Done>(await desk.Get<ApplySla>().RunAsync(new(1, "Mia", desk.AgentId), Stop)); // pressed twice
        await desk.Get<TrackClocks>().RunAsync(Stop);

        Assert.Equal(2, (await desk.Db.QueryAsync<Row>(Rows, ct: Stop))
            .Count(r => r is { Kind: "FirstReply", Policy: "Everyone" } && r.DueAt == DeskRoom.Start.AddMinutes(30)));
        Assert.Empty((await desk.Get<ApplySla>().PreviewAsync(Stop)).Changes);
    }

    [Theory, OnEachDatabase]
    internal async Task What_ended_before_stays_as_it_was_and_who_looked_at_an_older_book_applies_nothing(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await SaveAsync(desk, 0, FirstReply: 60, "Everyone");
        await desk.HearAsync(desk.Said("m1"));
        desk.Clock.Advance(TimeSpan.FromMinutes(20));
        await desk.AnswerAsync((await desk.TicketAsync()).Id);
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await SaveAsync(desk, 1, FirstReply: 5, "Stricter");

        Assert.IsType<Result<int>.Conflict>(await desk.Get<ApplySla>().RunAsync(new(1, "Mia", desk.AgentId), Stop));
        Assert.IsType<Result<int>.Done>(await desk.Get<ApplySla>().RunAsync(new(2, "Mia", desk.AgentId), Stop));

        var clocks = await desk.Get<ReadClocks>().RunAsync(
            desk.Db, await desk.TicketAsync(), await SlaBooks.ReadAsync(desk.Db, Stop), Stop);
        Assert.Equal(("Everyone", false), clocks.Where(c => c.Kind == ClockKind.FirstReply).Select(c => (c.Policy, c.IsBreached)).Single());
        Assert.Equal("Stricter", clocks.Single(c => c.Kind == ClockKind.Resolution).Policy);
    }

    private static async Task SaveAsync(DeskRoom desk, int version, int FirstReply, string name) => Assert.IsType<Result<int>.Done>(
        await desk.Get<ChangeSla>().RunAsync(
            new(version, [new SlaPolicy(name, "Always", new(), FirstReply, null, null)], [Always], "Saved.", "Mia", null), Stop));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
