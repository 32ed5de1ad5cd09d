using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Integrations.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>Something fails: it is at the bell, and leads to where it is mended. And programs elsewhere are told.</summary>
[Collection(PortalCollection.Name)]
public sealed class NoticesStory(PortalFixture portal)
{
    [Fact]
    public async Task A_failed_delivery_is_at_the_bell_and_leads_to_that_delivery_with_its_cause()
    {
        var delivery = await FailAsync();
        var notice = await portal.Desk.Db.ScalarAsync<Guid>(
            Sql.Portable($"select Id from Notices where Link = '/deliveries/{delivery}'"), ct: Stop);
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        var row = page.Locator($".notice-row:has(input[value='{notice}'])");
        await page.GotoAsync("/");

        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Notices: [0-9]+ new") }).ClickAsync();
        await Expect(row).ToContainTextAsync("It is not tried again by itself. Open it to change it, send it now or cancel it.");
        await row.GetByRole(AriaRole.Button, new() { NameRegex = new("failed on") }).First.ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex($"/deliveries/{delivery}$"));
        await Expect(page.GetByText("The network said no.").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Nothing, until somebody sends it, gives it another time or cancels it.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send it now" })).ToBeVisibleAsync();
        await page.GotoAsync("/notices");
        await Expect(row).ToHaveCountAsync(0); // read
        await page.GotoAsync("/notices?view=all");
        await Expect(row).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_receiver_is_added_gets_a_test_call_shows_its_log_and_has_it_again()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/settings/webhooks");
        await page.GetByLabel("Who receives them").FillAsync("The story's CRM");
        await page.GetByLabel("Address", new() { Exact = true }).FillAsync(receiver.Address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and show its secret" }).ClickAsync();
        await Expect(page.GetByText("It must begin with https://")).ToBeVisibleAsync();
        await page.GetByLabel("It lies in our own network").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and show its secret" }).ClickAsync();
        await Expect(page.Locator(".one-time")).ToContainTextAsync("whsec_");
        await page.GetByRole(AriaRole.Link, new() { Name = "To its log, to send a test call" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test call" }).ClickAsync();
        await DeliveredAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay ping" }).ClickAsync();
        await DeliveredAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "ping" }).ClickAsync();
        await Expect(page.Locator(".timeline-list li")).ToHaveCountAsync(2);
        Assert.DoesNotContain(tab.Complaints, c => !c.Contains("422", StringComparison.Ordinal));
    }

    private static async Task DeliveredAsync(IPage page)
    {
        for (var tries = 0; await page.Locator("tbody .state", new() { HasText = "Delivered" }).CountAsync() == 0; tries++)
        {
            Assert.True(tries < 100, "It is never delivered.");
            await page.WaitForTimeoutAsync(200);
            await page.ReloadAsync();
        }
    }

    private async Task<Guid> FailAsync()
    {
        var db = portal.Desk.Db;
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        var article = await db.ScalarAsync<Guid>(
            Sql.Portable("select Id from Articles where State = 'Validated' and Audience = 'external' order by Title limit 1"), ct: Stop);
        var account = await db.ScalarAsync<Guid>(Sql.Portable("select Id from Accounts limit 1"), ct: Stop);
        var made = (Result<CreatePost.Created>.Done)await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
            new(article, null, null, "Words that nobody takes.", [new(account)], Now: false,
                DateTimeOffset.UtcNow.AddDays(300).ToString("O"), null, null, "Somebody", null), Stop);
        var id = await db.ScalarAsync<Guid>(
            Sql.Portable("select Id from Deliveries where PostId = @Id"), new { Id = made.Value.PostId }, Stop);
        var seen = (await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, Stop))!;
        var ledger = portal.Desk.Services.GetRequiredService<Ledger>();
        await db.InTransactionAsync(
            tx => ledger.MoveAsync(tx, id, seen.Version,
                new Move(DeliveryState.Scheduled, DeliveryState.Failed, "The network said no.", Ledger.System, Next: null)
                    { ErrorKind = "Forbidden", Error = "The network said no." }, Stop), Stop);
        return id;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
