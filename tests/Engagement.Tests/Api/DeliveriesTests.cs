using System.Net;
using Engagement.Data;
using Engagement.Tests.Web;
using Engagement.Web.Security;

namespace Engagement.Tests.Api;

/// <summary>What a person does with a delivery on its page, a program does: the same moves, and none besides.</summary>
[Collection(DeskCollection.Name)]
public sealed class DeliveriesTests(DeskFixture fixture)
{
    private static readonly Sql SetState = Sql.Portable("update Deliveries set State = @State, ErrorKind = @ErrorKind where Id = @Id");

    private static readonly Sql Unqueue = Sql.Portable("delete from Outbox where RefId = @Id");

    [Fact]
    public async Task Words_and_time_are_changed_while_nothing_has_left_and_then_it_is_cancelled()
    {
        var api = await ApiAsync();
        var (path, version) = await ScheduledAsync(api);

        var edited = await api.SendAsync(HttpMethod.Patch, path, new { version, text = "Other words." });
        Assert.StartsWith("Other words.", (string)edited["text"]!, StringComparison.Ordinal);
        var moved = await api.SendAsync(HttpMethod.Patch, path, new { version = (int)edited["version"]!, dueAt = "2031-02-03T09:00:00Z" });
        Assert.Equal("2031-02-03T09:00:00", ((string)moved["dueAt"]!)[..19]);
        Assert.StartsWith("Other words.", (string)moved["text"]!, StringComparison.Ordinal);
        Assert.Equal(["text"], await api.RefusedAsync(
            path, new { version = (int)moved["version"]!, text = new string('x', 5000) }, method: HttpMethod.Patch));
        Assert.Equal(["dueAt"], await api.RefusedAsync(
            path, new { version = (int)moved["version"]!, dueAt = "2020-01-01T00:00:00Z" }, method: HttpMethod.Patch));
        foreach (var far in (string[])["9999-12-31T23:59:59Z", "2126-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
        {
            Assert.Equal(["dueAt"], await api.RefusedAsync(
                path, new { version = (int)moved["version"]!, dueAt = far }, method: HttpMethod.Patch));
            Assert.Equal(["dueAt"], await api.RefusedAsync(
                path, new { version = (int)moved["version"]!, dueAt = far, text = "And words." }, method: HttpMethod.Patch));
        }

        foreach (var nothing in (string[])["", "  ", "\n\u2003"])
        {
            Assert.Equal(["text"], await api.RefusedAsync(
                path, new { version = (int)moved["version"]!, text = nothing }, method: HttpMethod.Patch));
        }

        Assert.Equal(["version"], await api.RefusedAsync(path, new { text = "Seen by nobody." }, method: HttpMethod.Patch));
        await api.SendAsync(HttpMethod.Patch, path, new { version, text = "Seen as it was before." }, HttpStatusCode.Conflict);

        await api.PostAsync($"{path}/cancel", new { version }, HttpStatusCode.Conflict);
        var cancelled = await api.PostAsync($"{path}/cancel", new { version = (int)moved["version"]! });
        Assert.Equal("Cancelled", (string)cancelled["state"]!);
        Assert.Contains("Cancelled", await WhyNotAsync(api, path, "retry"), StringComparison.Ordinal);
        await api.SendAsync(HttpMethod.Patch, path,
            new { version = (int)cancelled["version"]!, text = "Too late." }, HttpStatusCode.Conflict);
        await api.PostAsync($"/deliveries/{Guid.NewGuid()}/cancel", new { version = 1 }, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Failed", "retry", "release")]
    [InlineData("Missed", "retry", "release")]
    [InlineData("Held", "release", "retry")]
    public async Task What_stopped_is_sent_by_the_command_for_it(string state, string command, string other)
    {
        var api = await ApiAsync();
        var (path, version) = await ScheduledAsync(api, state);

        Assert.NotEmpty(await WhyNotAsync(api, path, other));
        await api.PostAsync($"{path}/{command}", new { version });
        await api.UntilAsync(path, d => (string)d["state"]! == "Published");
        Assert.NotEmpty(await WhyNotAsync(api, path, command));
    }

    [Theory]
    [InlineData("Uncertain", "not known")]
    [InlineData("Publishing", "being sent")]
    public async Task What_may_be_out_is_never_sent_again_on_a_guess(string state, string reason)
    {
        var api = await ApiAsync();
        var (path, _) = await ScheduledAsync(api, state);
        foreach (var command in new[] { "cancel", "retry", "release", "submit" })
        {
            var why = await WhyNotAsync(api, path, command);
            Assert.True(command == "submit" || why.Contains(reason, StringComparison.Ordinal), $"{command}: {why}");
        }

        var now = await api.GetAsync(path);
        await api.SendAsync(HttpMethod.Patch, path, new { version = (int)now["version"]!, text = "Other." }, HttpStatusCode.Conflict);
        Assert.Equal((state, 0), ((string)now["state"]!, (int)now["attempts"]!));
    }

    [Fact]
    public async Task A_draft_is_handed_in()
    {
        var api = await ApiAsync();
        var (path, version) = await ScheduledAsync(api, draft: true);
        Assert.Equal("Scheduled", (string)(await api.PostAsync($"{path}/submit", new { version }))["state"]!);
        await api.PostAsync($"{path}/cancel", new { version = version + 1 });
    }

    private static async Task<string> WhyNotAsync(ApiClient api, string path, string command) =>
        (string)(await api.PostAsync($"{path}/{command}",
            new { version = (int)(await api.GetAsync(path))["version"]! }, HttpStatusCode.Conflict))["detail"]!;

    private async Task<(string Path, int Version)> ScheduledAsync(ApiClient api, string? state = null, bool draft = false)
    {
        var article = (string)(await api.PostAsync("/articles", new
        {
            externalId = $"delivery-{Guid.NewGuid()}", title = "An article", body = "Words.",
            url = $"https://kb.example/{Guid.NewGuid()}", state = "Validated", audience = "external",
        }, HttpStatusCode.Created))["id"]!;
        var account = (string)(await api.GetAsync("/accounts"))["items"]!.AsArray().First(a => (string)a!["network"]! == "sandbox")!["id"]!;
        var post = await api.PostAsync(
            "/posts", new { articleId = article, text = $"Words {article}.", accounts = new[] { account },
                dueAt = "2031-01-01T09:00", timeZone = "UTC", draft }, HttpStatusCode.Created);
        var delivery = post["deliveries"]![0]!;
        if (state is not null)
        {
            var id = Guid.Parse((string)delivery["id"]!);
            await fixture.Desk.Db.ExecuteAsync(Unqueue, new { Id = id }, Stop);
            await fixture.Desk.Db.ExecuteAsync(
                SetState, new { Id = id, State = state, ErrorKind = state == "Held" ? "AskedLate" : null }, Stop);
        }

        return ($"/deliveries/{(string)delivery["id"]!}", (int)delivery["version"]!);
    }

    private async Task<ApiClient> ApiAsync() => new(await fixture.Desk.WithKeyAsync(Role.Administrator));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
