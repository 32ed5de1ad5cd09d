using Engagement.Data;
using Engagement.Features.Conversations.Clients;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Settings.Retention;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Settings;

public sealed class ApplyRetentionTests
{
    private static readonly Sql Raw = Sql.Portable("select RawJson from InboundItems order by RemoteId");

    private static readonly Sql Count = Sql.Portable("select count(*) from InboundItems");

    private static readonly Sql Close = Sql.Portable("update Tickets set Status = 'Closed', ClosedAt = @Now where Id = @Id");

    private static readonly Sql Outcome = Sql.Portable("update Deliveries set State = @State where Kind = 'reply'");

    private static readonly Sql Answered = Sql.Portable("select Body from Deliveries where Kind = 'reply'");

    private static readonly Sql Rows = Sql.Portable(
        """
        select (select count(*) from Tickets) + (select count(*) from Messages) + (select count(*) from TicketEvents) + (select count(*)
            from TicketTags)
            + (select count(*) from TicketClocks) + (select count(*) from TicketReads)
        """);

    [Theory, OnEachDatabase]
    internal async Task The_raw_words_go_after_their_time_and_the_same_message_is_still_not_taken_in_twice(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        desk.Clock.Advance(TimeSpan.FromDays(91));
        await desk.HearAsync(desk.Said("m2", by: "bob"));
        await desk.StoreAsync(desk.Said("m3", by: "eve")); // waits: not old, but were it, it would be needed

        var gone = await desk.Get<ApplyRetention>().RunAsync(Stop);

        Assert.Equal(1, gone["inbound"]);
        var raw = await desk.Db.QueryAsync<string>(Raw, ct: Stop);
        Assert.Equal((true, false, false), (raw[0] == "{}", raw[1] == "{}", raw[2] == "{}"));
        Assert.Equal(0, await desk.StoreAsync(desk.Said("m1")));
        Assert.Equal(3, await desk.Db.ScalarAsync<int>(Count, ct: Stop));
        Assert.Equal(0, (await desk.Get<ApplyRetention>().RunAsync(Stop))["inbound"]);
    }

    [Theory, OnEachDatabase]
    internal async Task What_waits_or_failed_keeps_its_raw_words_whatever_its_age(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.StoreAsync(desk.Said("m1"));
        desk.Clock.Advance(TimeSpan.FromDays(1_000));

        Assert.Equal(0, (await desk.Get<ApplyRetention>().RunAsync(Stop))["inbound"]);
    }

    [Theory, OnEachDatabase]
    internal async Task Closed_tickets_stay_for_ever_unless_somebody_gives_them_an_end_and_then_go_whole(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"), desk.Said("m2", by: "bob"));
        var (first, second) = ((await desk.TicketsAsync())[0], (await desk.TicketsAsync())[1]);
        await desk.AnswerAsync(first.Id);
        await desk.Db.ExecuteAsync(Close, new { first.Id, Now = desk.Clock.Now() }, Stop);
        desk.Clock.Advance(TimeSpan.FromDays(4_000));
        var before = await desk.Db.ScalarAsync<int>(Rows, ct: Stop);

        Assert.False((await desk.Get<ApplyRetention>().RunAsync(Stop)).ContainsKey("tickets"));
        Assert.Equal(2, (await desk.TicketsAsync()).Count);
        Assert.IsType<Result<int>.Done>(
            await desk.Get<SaveRetention>().RunAsync(new(new Dictionary<string, string?> { ["tickets"] = "365" }, "Mia"), Stop));

        // The answer has not come to rest: its ticket waits for it.
        await desk.Db.ExecuteAsync(Outcome, new { State = "Uncertain" }, Stop);
        Assert.Equal(0, (await desk.Get<ApplyRetention>().RunAsync(Stop))["tickets"]);
        await desk.Db.ExecuteAsync(Outcome, new { State = "Published" }, Stop);
        Assert.Equal(1, (await desk.Get<ApplyRetention>().RunAsync(Stop))["tickets"]);

        Assert.Equal(second.Id, (await desk.TicketAsync()).Id);
        Assert.NotEmpty(await desk.MessagesAsync(second.Id));
        Assert.Empty(await desk.MessagesAsync(first.Id));
        Assert.Empty(await desk.EventsAsync(first.Id));
        Assert.True(await desk.Db.ScalarAsync<int>(Rows, ct: Stop) < before);
        Assert.Equal(0, await desk.StoreAsync(desk.Said("m1"))); // its id is kept
        Assert.Equal("", await desk.Db.ScalarAsync<string>(Answered, ct: Stop));
    }

    /// <summary>
    /// Each statement on either schema, with rows or without: what no row of these tests brings up must run all the same.
    /// </summary>
    [Theory, OnEachDatabase]
    internal async Task Every_statement_runs(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var args = new { Before = desk.Clock.Now(), AfterAt = DateTimeOffset.UnixEpoch, AfterId = Guid.Empty, Take = 10 };
        var ids = new { Ids = Json.Ids([Guid.NewGuid()]) };
        foreach (var (name, sql) in RetentionRules.Statements)
        {
            if (!sql.Writes)
            {
                await desk.Db.QueryAsync<Guid>(sql, args, Stop);
            }
            else if (sql.Text(dialect).Contains("@Ids", StringComparison.Ordinal))
            {
                Assert.True(await desk.Db.ExecuteAsync(sql, ids, Stop) >= 0, name);
            }
            else
            {
                Assert.True(await desk.Db.ExecuteAsync(sql, new { args.Before, args.Take }, Stop) >= 0, name);
            }
        }
    }

    [Theory, OnEachDatabase]
    internal async Task A_number_that_would_break_something_is_refused_at_its_field_and_nothing_is_saved(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var answer = await desk.Get<SaveRetention>().RunAsync(
            new(new Dictionary<string, string?> { ["inbound"] = "6", ["notices"] = "1e3", ["tickets"] = "", ["mails"] = "60" }, "Mia"),
            Stop);

        Assert.Equal(["Days[inbound]", "Days[notices]"], Assert.IsType<Result<int>.Invalid>(answer).Errors.Select(e => e.Field));
        Assert.Equal(30, (await RetentionRule.ReadAsync(desk.Db, Stop))["mails"]);

        Assert.IsType<Result<int>.Done>(await desk.Get<SaveRetention>().RunAsync(
            new(new Dictionary<string, string?> { ["notices"] = "", ["mails"] = "60" }, "Mia"), Stop));
        var kept = await RetentionRule.ReadAsync(desk.Db, Stop);
        Assert.Equal((null, 60, 90), (kept["notices"], kept["mails"], kept["inbound"]));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
