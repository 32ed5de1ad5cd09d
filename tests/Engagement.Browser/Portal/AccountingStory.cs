using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Engagement.Data;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Sandbox;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>An administrator answers for what was heard.</summary>
[Collection(PortalCollection.Name)]
public sealed class AccountingStory(PortalFixture portal)
{
    private const string Words = "accounting-story: nobody told you of this";

    private static readonly Sql SetLease = Sql.Portable("update Accounts set ListenLeaseUntil = @Until where Network = 'sandbox'");

    private static readonly Sql LastRead = Sql.Portable("select min(ListenLastOkAt) from Accounts where Network = 'sandbox'");

    private static readonly Sql CountNow = Sql.Portable("update Deliveries set NextMetricsAt = @Now where RemoteId = @RemoteId");

    private static readonly Sql GapsOf = Sql.Portable(
        "select count(*) from ReplyGaps g join Deliveries d on d.Id = g.DeliveryId where d.RemoteId = @RemoteId and g.State = @State");

    private static readonly Sql Messages = Sql.Portable("select count(*) from Messages where Body = @Words and Kind = 'inbound'");

    [Fact]
    public async Task A_reply_that_was_not_heard_is_seen_as_a_gap_and_brought_in()
    {
        var (remoteId, desk) = await PublishAsync();
        await LoseAReplyAsync(remoteId, desk);
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync("/listening?q=accounting-story");
        await page.GetByRole(AriaRole.Link, new() { Name = "Gaps" }).First.ClickAsync();
        var gap = page.Locator("li.gap").Filter(new() { HasText = "accounting-story" });
        await Expect(gap).ToContainTextAsync("1 of 1 replies not accounted for");
        await gap.GetByRole(AriaRole.Button, new() { Name = "Look now" }).ClickAsync();
        await Expect(page.GetByText("It is looked into within a minute.").First).ToBeVisibleAsync();

        // The job does so each minute.
        await using (var scope = portal.Desk.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<BackfillReplies>().RunAsync(Stop);
        }

        await UntilAsync(() => portal.Desk.Db.ScalarAsync<int>(GapsOf, new { RemoteId = remoteId, State = "Closed" }, Stop),
            "the gap closed");
        await page.GotoAsync("/listening/gaps?state=Closed&q=accounting-story");
        await Expect(gap).ToContainTextAsync("1 message that had been missed is in now.");
        await UntilAsync(() => portal.Desk.Db.ScalarAsync<int>(Messages, new { Words }, Stop), "the reply in a ticket");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_day_is_read_and_signed_and_what_is_not_as_it_should_be_wants_a_remark()
    {
        await using (var scope = portal.Desk.Services.CreateAsyncScope())
        {
            var (from, now) = (new DateTimeOffset(2025, 12, 30, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.UtcNow);

            // The figures are today's: the desk of the stories has no older ones.
            var figures = (await scope.ServiceProvider.GetRequiredService<CountDay>().RunAsync(now.AddDays(-1), now, Stop))
                .Select(f => f with { DeafMinutes = 42 }).ToList();
            await portal.Desk.Db.ExecuteAsync(DailyReportSql.Insert, new
            {
                Id = Ids.New(now), Day = "2025-12-30", TimeZone = "UTC", From = from,
                To = from.AddDays(1), FiguresJson = Json.Write(figures), Unexplained = 0, Now = now,
            }, Stop);
        }

        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/listening/days?unsigned=true");
        await page.GetByRole(AriaRole.Link, new() { Name = "Tue 30 December 2025" }).ClickAsync();
        await Expect(page.GetByText("42 min").First).ToBeVisibleAsync();

        var sign = page.GetByRole(AriaRole.Button, new() { Name = "Sign as" });
        await sign.ClickAsync();
        await Expect(page.GetByText("Say what is to be said of it.").First).ToBeVisibleAsync();
        await page.GetByLabel("Remark").FillAsync("The network was down; everything of that time was read later.");
        await sign.ClickAsync();

        await Expect(page.GetByText("Signed by Administrator of the desk")).ToBeVisibleAsync();
        await Expect(page.GetByText("everything of that time was read later")).ToBeVisibleAsync();
        await Expect(sign).ToHaveCountAsync(0);
        await page.GotoAsync("/listening/days?unsigned=true");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Tue 30 December 2025" })).ToHaveCountAsync(0);
        Assert.DoesNotContain(tab.Complaints, c => !c.Contains("422", StringComparison.Ordinal));
    }

    /// <returns>The post's id there, and the handle it was published under.</returns>
    private async Task<(string RemoteId, string Handle)> PublishAsync()
    {
        using var http = await portal.Desk.WithKeyAsync(Role.Administrator);
        var article = await PostAsync(http, "articles", new
        {
            externalId = "accounting-story", title = "Set up your printer",
            summary = "In a minute.", body = "# Set up your printer\n\nPlug it in.",
            url = "https://kb.example/printer", state = "Validated", audience = "external",
        });
        var accounts = (await http.GetFromJsonAsync<JsonNode>("/api/v1/accounts", Stop))!["items"]!.AsArray();
        var desk = accounts.First(a => (string)a!["network"]! == "sandbox")!;
        var post = await PostAsync(http, "posts", new { articleId = (string)article["id"]!,
            text = "accounting-story: set up your printer https://kb.example/printer",
            accounts = new[] { (string)desk["id"]! }, now = true });
        for (var tries = 0; ; tries++)
        {
            var now = (await http.GetFromJsonAsync<JsonNode>($"/api/v1/posts/{(string)post["id"]!}", Stop))!["deliveries"]![0]!;
            if ((string)now["state"]! == "Published")
            {
                return (((string)now["url"]!).Split('/')[^1], (string)desk["handle"]!);
            }

            Assert.True(tries < 300, $"Never published: {now}");
            await Task.Delay(200, Stop);
        }
    }

    // The next page with something on it that the account reads, and no other account does, comes without what is on it. It is told so
    // before there is anything to read: a read that is under way gives its lease up when it ends, and the next one begins.
    private async Task LoseAReplyAsync(string remoteId, string desk)
    {
        var (services, db) = (portal.Desk.Services, portal.Desk.Db);
        await db.ExecuteAsync(SetLease, new { Until = DateTimeOffset.UtcNow.AddMinutes(5) }, Stop);
        using var http = portal.Desk.Client();
        using var told = await http.PostAsJsonAsync("/sandbox/api/faults",
            new { on = "mentions", kind = "drop-reply", times = 1, handle = desk }, Stop);
        told.EnsureSuccessStatusCode();
        var network = services.GetRequiredService<SandboxProfiles>();
        var client = network.Find("nora") ?? network.Add(new("nora", "Nora")).Value!;
        services.GetRequiredService<SandboxPosts>().Publish(client, new("accounting-story", Words, remoteId));
        var from = DateTimeOffset.UtcNow;
        await db.ExecuteAsync(SetLease, new { Until = (DateTimeOffset?)null }, Stop);
        await UntilAsync(async () => await db.ScalarAsync<DateTimeOffset?>(LastRead, ct: Stop) > from.AddSeconds(1) ? 1 : 0, "a read");
        Assert.Equal(0, await db.ScalarAsync<int>(Messages, new { Words }, Stop));
        await UntilAsync(() => CountAsync(remoteId), "the gap open");
    }

    // Counted anew until it is: a count is put off while the account's budget has none to spare.
    private async Task<int> CountAsync(string remoteId)
    {
        await portal.Desk.Db.ExecuteAsync(CountNow, new { Now = DateTimeOffset.UtcNow, RemoteId = remoteId }, Stop);
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ReadPostMetrics>().RunAsync(Stop);
        return await portal.Desk.Db.ScalarAsync<int>(GapsOf, new { RemoteId = remoteId, State = "Open" }, Stop);
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync($"/api/v1/{path}", body, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task UntilAsync(Func<Task<int>> count, string what)
    {
        for (var tries = 0; await count() == 0; tries++)
        {
            Assert.True(tries < 900, $"Never: {what}.");
            await Task.Delay(200, Stop);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
