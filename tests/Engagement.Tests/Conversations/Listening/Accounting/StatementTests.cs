using Engagement.Data;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Tests.Data;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Conversations.Listening.Accounting;

/// <summary>Each day has a statement of what was heard, which somebody puts their name to.</summary>
public sealed class StatementTests
{
    private static readonly Sql Notices = Sql.Portable(
        "select count(*) from Notices where Kind = 'listening.statement' and ResolvedAt is null");

    private static readonly Sql AddAdministrator = Sql.Portable("""
        insert into Users (Id, Email, Name, Role, PasswordHash, SecurityStamp, CreatedAt)
        values (@Id, 'ada@desk.example', 'Ada', 'Administrator', '', '', @Now)
        """);

    private static readonly Sql All = Sql.Portable("""
        select Id, Day, TimeZone, FromAt, ToAt, FiguresJson, Unexplained, MadeAt, SignedAt, SignedBy, Remark from ListeningStatements
        order by Day
        """);

    [Theory, OnEachDatabase]
    internal async Task A_day_that_is_over_is_counted_and_signed_once_and_stays_as_it_was(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect); // 25 November, 8:00 UTC
        desk.Says("How?");
        desk.Says("Hello?", by: "bob");
        await desk.ListenAsync();
        await desk.AccountAsync();
        await desk.Room.Get<MakeDailyReports>().RunAsync(Stop);
        desk.Room.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 26, 3, 0, 0, TimeSpan.Zero));
        await desk.Room.Get<MakeDailyReports>().RunAsync(Stop);
        await desk.Room.Get<MakeDailyReports>().RunAsync(Stop);

        var made = await desk.Room.Db.QueryAsync<Statement>(All);
        Assert.Equal(["2026-11-24", "2026-11-25"], made.Select(s => s.Day));
        var figures = Assert.Single(made[1].Figures);
        Assert.Equal((2, 2, 2, 2, 2, 0, 0), (figures.Reported!.Value, figures.Captured, figures.Replies,
            figures.InTickets, figures.TicketsMade, figures.Waiting, figures.Unexplained));
        Assert.False(figures.NeedsALook);

        var sign = desk.Room.Get<ApproveDailyReport>();
        Assert.IsType<Result<string>.Conflict>(
            await sign.RunAsync(new("2026-11-25", made[1].MadeAt.AddMinutes(-1), null, "Ada", null), Stop));
        Done(await sign.RunAsync(new("2026-11-25", made[1].MadeAt, " Quiet day. ", "Ada", null), Stop));
        Assert.IsType<Result<string>.Conflict>(await sign.RunAsync(new("2026-11-25", made[1].MadeAt, null, "Bob", null), Stop));
        Assert.IsType<Result<string>.Conflict>(await sign.CountAgainAsync("2026-11-25", Stop));
        var signed = (await desk.Room.Db.QueryAsync<Statement>(All))[1];
        Assert.Equal(("Ada", "Quiet day.", desk.Room.Clock.Now(), made[1].FiguresJson),
            (signed.SignedBy, signed.Remark, signed.SignedAt!.Value, signed.FiguresJson));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_not_as_it_should_be_is_signed_only_with_a_remark(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        await desk.Room.Db.ExecuteAsync(AddAdministrator, new { Id = Ids.New(desk.Room.Clock), Now = desk.Room.Clock.Now() });
        await desk.LosesAsync();
        desk.Says("Anybody?");
        await desk.ListenAsync();
        desk.Room.Clock.Advance(TimeSpan.FromMinutes(16));
        await desk.Room.Get<ReadPostMetrics>().RunAsync(Stop);
        desk.Room.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 26, 3, 0, 0, TimeSpan.Zero));
        await desk.Room.Get<MakeDailyReports>().RunAsync(Stop);
        var made = (await desk.Room.Db.QueryAsync<Statement>(All))[^1];
        Assert.Equal((1, 0), (made.Unexplained, made.Figures[0].Captured));
        Assert.Equal(2, await desk.Room.Db.ScalarAsync<int>(Notices)); // of both days

        var sign = desk.Room.Get<ApproveDailyReport>();
        Assert.Equal("Remark", Wrong(await sign.RunAsync(new(made.Day, made.MadeAt, null, "Ada", null), Stop)).Field);

        // It is found after all, and the day is counted again.
        await desk.Room.Get<BackfillReplies>().RunAsync(Stop);
        await desk.IngestAsync();
        desk.Room.Clock.Advance(TimeSpan.FromMinutes(1));
        Done(await sign.CountAgainAsync(made.Day, Stop));
        var again = (await desk.Room.Db.QueryAsync<Statement>(All))[^1];
        Assert.Equal(0, again.Unexplained);
        Done(await sign.RunAsync(new(again.Day, again.MadeAt, null, "Ada", null), Stop));
        Assert.Equal(1, await desk.Room.Db.ScalarAsync<int>(Notices));
    }

    [Theory, OnEachDatabase]
    internal async Task A_day_begins_when_it_does_in_the_desks_zone(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        Done(await desk.Room.Get<ApproveDailyReport>().SetZoneAsync("Pacific/Auckland", "Ada", Stop));
        Assert.Equal("Zone", Wrong(await desk.Room.Get<ApproveDailyReport>().SetZoneAsync("Mars/Base", "Ada", Stop)).Field);

        await desk.Room.Get<MakeDailyReports>().RunAsync(Stop);

        var made = Assert.Single(await desk.Room.Db.QueryAsync<Statement>(All));
        Assert.Equal(("2026-11-24", "Pacific/Auckland", new DateTimeOffset(2026, 11, 23, 11, 0, 0, TimeSpan.Zero)),
            (made.Day, made.TimeZone, made.FromAt));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
