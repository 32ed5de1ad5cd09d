using System.Net;
using System.Text.Json.Nodes;
using Engagement.Data;
using Engagement.Host;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Deliveries;
using Engagement.Tests.Web;
using Engagement.Web.Security;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engagement.Tests.Api;

/// <summary>A proxy learns whether this node can serve, a monitor whether promises are kept, and a stranger no more than that.</summary>
[Collection(DeskCollection.Name)]
public sealed class HealthTests(DeskFixture fixture)
{
    // As a full disk refuses; the desk of these tests is on SQLite.
    private const string Refuse =
        "create trigger NoMore before update on AppSettings when new.Name like 'health.%' begin select raise(abort, "
            + "'database or disk is full'); end";

    private const string Allow = "drop trigger NoMore";

    private static readonly Sql InsertGap = Sql.Portable(
        """
        insert into ReplyGaps (Id, AccountId, Kind, State, FromAt, ToAt, Unexplained, NextTryAt, OpenedAt)
        select @Id, Id, 'Outage', 'Open', @At, @At, 0, null, @At from Accounts where Network = 'sandbox'
        """);

    // Nothing is read of it before three days, and nothing was since three days ago.
    private static readonly Sql InsertDeaf = Sql.Portable(
        """
        insert into Accounts (Id, Network, Name, Handle, RemoteId, Server, SettingsJson, SecretsCipher, SecretsVersion, State,
            NextListenAt, CreatedAt, UpdatedAt)
        values (@Id, 'sandbox', 'Deaf', '@deaf', 'deaf', 'http://127.0.0.1:9', '{}', '', 0, 'Active', @Far, @Long, @Long)
        """);

    private static readonly Sql DeleteAccount = Sql.Portable("delete from Accounts where Id = @Id");

    private static readonly Sql InsertWork = Sql.Portable(
        "insert into Outbox (Kind, RefId, AvailableAt, Attempts, CreatedAt) values ('never-done', @Id, @At, @Attempts, @At)");

    private static readonly Sql DeleteWork = Sql.Portable("delete from Outbox where Kind = 'never-done' and RefId = @Id");

    private static readonly Sql DeleteGap = Sql.Portable("delete from ReplyGaps where Id = @Id");

    [Fact]
    public async Task A_node_that_can_serve_says_so_and_only_whom_it_concerns_reads_more()
    {
        using var stranger = fixture.Desk.Client();
        using var program = await fixture.Desk.WithKeyAsync(Role.Agent);
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            var (status, body) = await AskAsync(stranger, path);
            Assert.Equal((HttpStatusCode.OK, "ok"), (status, (string)body["status"]!));
            Assert.Null(body["checks"]);
        }

        Assert.Equal(["database", "disk", "jobs", "node"], Checks(await AskAsync(program, "/health/ready")).Order());
        Assert.Equal(["database", "disk", "jobs", "node"],
            Checks(await AskAsync(await fixture.Desk.SignedInAsync(Role.Administrator), "/health/ready")).Order());
        Assert.Null((await AskAsync(await fixture.Desk.SignedInAsync(Role.Editor), "/health/ready")).Body["checks"]);
        Assert.Equal(["accounts", "backups", "gaps", "publishing", "work"], Checks(await AskAsync(program, "/health/promises")).Order());
    }

    [Fact]
    public async Task A_database_that_takes_nothing_more_or_a_full_disk_takes_the_node_out_of_service()
    {
        using var stranger = fixture.Desk.Client();
        using var program = await fixture.Desk.WithKeyAsync(Role.Agent);
        var settings = fixture.Desk.Services.GetRequiredService<IConfiguration>();
        settings["Health:EverySeconds"] = "0";
        try
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(stranger, "/health/ready")).Status);
            await RunAsync(Refuse);
            var (status, body) = await AskAsync(program, "/health/ready");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy", "Healthy"),
                (status, (string)body["checks"]!["database"]!["status"]!, (string)body["checks"]!["disk"]!["status"]!));
            await RunAsync(Allow);

            settings["Health:MinFreeMegabytes"] = "900000000000";
            var (full, said) = await AskAsync(stranger, "/health/ready");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ok", null), (full, (string)said["status"]!, said["checks"]));
        }
        finally
        {
            settings["Health:MinFreeMegabytes"] = null;
            await AskAsync(stranger, "/health/ready"); // what is known is of now
            settings["Health:EverySeconds"] = null;
        }
    }

    [Fact]
    public async Task A_gap_that_nobody_looks_at_is_a_promise_not_kept_and_takes_no_node_out_of_service()
    {
        using var program = await fixture.Desk.WithKeyAsync(Role.Agent);
        using var stranger = fixture.Desk.Client();
        var settings = fixture.Desk.Services.GetRequiredService<IConfiguration>();
        settings["Health:EverySeconds"] = "0";
        var id = Guid.NewGuid();
        try
        {
            await fixture.Desk.Db.ExecuteAsync(InsertGap, new { Id = id, At = DateTimeOffset.UtcNow.AddDays(-2) }, Stop);
            var (status, body) = await AskAsync(program, "/health/promises");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (status, (string)body["checks"]!["gaps"]!["status"]!));
            var (told, said) = await AskAsync(stranger, "/health/promises");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"not ok"}"""),
                (told, said.ToJsonString().Replace(",\"checks\":null", "", StringComparison.Ordinal)));
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(stranger, "/health/ready")).Status);
        }
        finally
        {
            await fixture.Desk.Db.ExecuteAsync(DeleteGap, new { Id = id }, Stop);
            await AskAsync(stranger, "/health/promises");
            settings["Health:EverySeconds"] = null;
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health/promises")]
    public async Task Health_is_asked_and_takes_nothing(string path)
    {
        using var stranger = fixture.Desk.Client();

        using var posted = await stranger.PostAsync(path, new StringContent("{}"), Stop);
        using var asked = await stranger.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Stop);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        Assert.Equal(["GET", "HEAD"], posted.Content.Headers.Allow.Order());
        Assert.True(asked.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task An_account_that_cannot_be_heard_is_a_promise_not_kept()
    {
        var id = Guid.NewGuid();
        var args = new { Id = id, Long = DateTimeOffset.UtcNow.AddDays(-3), Far = DateTimeOffset.UtcNow.AddDays(3) };
        await PromiseAsync(
            "accounts",
            () => fixture.Desk.Db.ExecuteAsync(InsertDeaf, args, Stop),
            () => fixture.Desk.Db.ExecuteAsync(DeleteAccount, args, Stop),
            check => Assert.Equal("cannot hear", (string)check["data"]![id.ToString()]!["listening"]!));
    }

    [Theory]
    [InlineData(0)] // it waits, and nobody takes it
    [InlineData(6)] // it is taken, and fails over and over
    public async Task Due_work_that_does_not_go_out_is_a_promise_not_kept(int attempts)
    {
        var settings = fixture.Desk.Services.GetRequiredService<IConfiguration>();
        var args = new { Id = Guid.NewGuid(), At = DateTimeOffset.UtcNow.AddMinutes(30), Attempts = attempts };

        // The desk that runs here would take what is due: so its row is due in half an hour, and late is what is due within one.
        settings["Health:WorkLateMinutes"] = attempts == 0 ? "-60" : null;
        try
        {
            await PromiseAsync(
                "work",
                () => fixture.Desk.Db.ExecuteAsync(InsertWork, args, Stop),
                () => fixture.Desk.Db.ExecuteAsync(DeleteWork, args, Stop),
                check => Assert.Equal(1, (int)check["data"]!["never-done"]!["waiting"]!));
        }
        finally
        {
            settings["Health:WorkLateMinutes"] = null;
        }
    }

    // Broken, it is 503 to everybody and says why to whom it concerns; mended, it is not said any more.
    private async Task PromiseAsync(string check, Func<Task> breakIt, Func<Task> mend, Action<JsonNode> says)
    {
        using var program = await fixture.Desk.WithKeyAsync(Role.Agent);
        using var stranger = fixture.Desk.Client();
        var settings = fixture.Desk.Services.GetRequiredService<IConfiguration>();
        settings["Health:EverySeconds"] = "0";
        try
        {
            await breakIt();
            var (status, body) = await AskAsync(program, "/health/promises");
            var found = body["checks"]![check]!;
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (status, (string)found["status"]!));
            says(found);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(stranger, "/health/promises")).Status);
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(stranger, "/health/ready")).Status);

            await mend();
            var after = (await AskAsync(program, "/health/promises")).Body["checks"]![check]!;
            Assert.ThrowsAny<Exception>(() => says(after));
        }
        finally
        {
            await mend();
            await AskAsync(stranger, "/health/promises"); // what is known is of now
            settings["Health:EverySeconds"] = null;
        }
    }

    [Theory, OnEachDatabase]
    internal async Task A_node_stays_in_service_while_its_own_transaction_takes_two_seconds(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var begun = new TaskCompletionSource();
        var ours = database.Db.InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync(DeleteGap, new { Id = Guid.NewGuid() }, Stop);
            begun.TrySetResult();
            await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        }, Stop);
        await begun.Task;

        Assert.NotEqual(HealthStatus.Unhealthy,
            (await new DatabaseCheck(database.Db, TimeProvider.System).CheckHealthAsync(new(), Stop)).Status);
        await ours;
    }

    [Theory, OnEachDatabase]
    internal async Task Work_that_is_late_or_fails_over_and_over_is_a_promise_not_kept(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var settings = new ConfigurationBuilder().Build();
        var check = new DueWorkCheck(room.Db, settings, room.Clock);
        await room.Outbox.PutAsync(room.Db, "deliver", Ids.New(room.Clock), room.Clock.Now().AddMinutes(1), Stop);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new(), Stop)).Status);

        room.Clock.Advance(TimeSpan.FromMinutes(11.5));
        Assert.Equal(HealthStatus.Unhealthy, (await check.CheckHealthAsync(new(), Stop)).Status);
        var claim = Assert.Single(await room.Outbox.ClaimAsync("a", "deliver", 1, Stop));
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new(), Stop)).Status);

        await room.Outbox.PutOffAsync(claim with { Attempts = 6 }, "It throws.", Stop);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new(), Stop)).Status);
        for (var tries = 1; tries < 6; tries++)
        {
            room.Clock.Advance(TimeSpan.FromMinutes(15));
            claim = Assert.Single(await room.Outbox.ClaimAsync("a", "deliver", 1, Stop));
            await room.Outbox.PutOffAsync(claim, "It throws.", Stop);
        }

        Assert.Equal(HealthStatus.Unhealthy, (await check.CheckHealthAsync(new(), Stop)).Status);
    }

    private async Task RunAsync(string statement)
    {
        await using var connection = await fixture.Desk.Db.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(Stop);
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> AskAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, Stop);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!);
    }

    private static IEnumerable<string> Checks((HttpStatusCode Status, JsonNode Body) answer) =>
        answer.Body["checks"]!.AsObject().Select(c => c.Key);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
