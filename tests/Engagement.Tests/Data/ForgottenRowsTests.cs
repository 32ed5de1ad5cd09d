using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Realtime;
using Engagement.Features.Settings.Retention;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Data;

/// <summary>Rows that go, or come, only after a time or an update that no other test waits for.</summary>
public sealed class ForgottenRowsTests
{
    private static readonly Sql InsertMail = Sql.Portable(
        "insert into Mails (Id, Kind, UserId, RefId, State, Attempts, CreatedAt) values (@Id, 'notice', @UserId, @Id, @State, 0, @At)");

    private static readonly Sql MailStates = Sql.Portable("select State from Mails order by State");

    private static readonly Sql SetSample = Sql.Portable("update Templates set SampleJson = @Sample where ShippedName is not null");

    private static readonly Sql Samples = Sql.Portable("select count(*) from Templates where SampleJson = @Sample");

    private static readonly Sql CountPresent = Sql.Portable("select count(*) from TicketPresence");

    [Theory, OnEachDatabase]
    internal async Task Mails_that_were_sent_a_month_ago_are_forgotten_and_those_that_wait_are_not(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        foreach (var (state, days) in new[] { ("Sent", 31), ("Waiting", 31), ("Failed", 29) })
        {
            var mail = new { Id = Ids.New(desk.Clock), UserId = desk.AgentId, State = state, At = desk.Clock.Now().AddDays(-days) };
            await desk.Db.ExecuteAsync(InsertMail, mail, Stop);
        }

        Assert.Equal(1, (await desk.Get<ApplyRetention>().RunAsync(Stop))["mails"]);
        Assert.Equal(["Failed", "Waiting"], await desk.Db.QueryAsync<string>(MailStates, ct: Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Who_was_at_a_ticket_is_forgotten_once_their_look_is_over(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var presence = desk.Get<Presence>();
        await presence.SayAsync((await desk.TicketAsync()).Id, desk.AgentId, isWriting: false, Stop);

        await presence.ForgetAsync(Stop);
        Assert.Equal(1, await desk.Db.ScalarAsync<int>(CountPresent, ct: Stop));
        desk.Clock.Advance(Presence.Lasts);
        await presence.ForgetAsync(Stop);
        Assert.Equal(0, await desk.Db.ScalarAsync<int>(CountPresent, ct: Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task An_update_brings_a_shipped_templates_new_sample_without_a_new_version(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        const string old = """{"of":"the version before"}""";
        await desk.Get<ShippedTemplates>().InstallAsync(Stop);
        await desk.Db.ExecuteAsync(SetSample, new { Sample = old }, Stop);
        Assert.NotEqual(0, await desk.Db.ScalarAsync<int>(Samples, new { Sample = old }, Stop));

        await desk.Get<ShippedTemplates>().InstallAsync(Stop);

        Assert.Equal(0, await desk.Db.ScalarAsync<int>(Samples, new { Sample = old }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_limit_is_kept_that_a_network_tells_of_before_any_call_was_counted(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var ends = desk.Clock.Now().AddMinutes(15);

        await desk.Get<RateBudgets>().LearnAsync(desk.Db, desk.AccountId, new RateReading("statuses", 300, 7, ends), Stop);

        var known = Assert.Single(await desk.Db.QueryAsync<RateBudgetRow>(RateBudgets.ReadAll, new { AccountId = desk.AccountId }, Stop));
        Assert.Equal(("statuses", 300, 7, ends, true), (known.Bucket, known.MaxCalls, known.Remaining, known.ResetsAt, known.IsReported));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
