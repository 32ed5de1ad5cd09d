using System.Net;
using System.Text.Json.Nodes;
using Engagement.Data;
using Engagement.Host;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing;
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
        "create trigger NoMore before update on AppSettings when new.Name like 'health.%' begin select raise(abort, 'database or disk is full'); end";

    private const string Allow = "drop trigger NoMore";

    private static readonly Sql InsertGap = Sql.Portable(
        """
        insert into ReplyGaps (Id, AccountId, Kind, State, FromAt, ToAt, Unexplained, NextTryAt, OpenedAt)
        select @Id, Id, 'Outage', 'Open', @At, @At, 0, null, @At from Accounts where Network = 'sandbox'
        """);

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
        Assert.Equal(["database", "disk", "jobs", "node"], Checks(await AskAsync(await fixture.Desk.SignedInAsync(Role.Administrator), "/health/ready")).Order());
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
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy", "Healthy"), (status, (string)body["checks"]!["database"]!["status"]!, (string)body["checks"]!["disk"]!["status"]!));
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
            Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"not ok"}"""), (told, said.ToJsonString().Replace(",\"checks\":null", "", StringComparison.Ordinal)));
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(stranger, "/health/ready")).Status);
        }
        finally
        {
            await fixture.Desk.Db.ExecuteAsync(DeleteGap, new { Id = id }, Stop);
            await AskAsync(stranger, "/health/promises");
            settings["Health:EverySeconds"] = null;
        }
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
        var claim = Assert.Single(await room.Outbox.ClaimAsync("a", 1, Stop));
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new(), Stop)).Status);

        await room.Outbox.PutOffAsync(claim with { Attempts = 6 }, "It throws.", Stop);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new(), Stop)).Status);
        for (var tries = 1; tries < 6; tries++)
        {
            room.Clock.Advance(TimeSpan.FromMinutes(15));
            claim = Assert.Single(await room.Outbox.ClaimAsync("a", 1, Stop));
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

    private static IEnumerable<string> Checks((HttpStatusCode Status, JsonNode Body) answer) => answer.Body["checks"]!.AsObject().Select(c => c.Key);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
