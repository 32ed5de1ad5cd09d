using System.Security.Cryptography;
using System.Text;
using Engagement.Data;
using Engagement.Tests.Integrations.Webhooks;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>An administrator connects another program.</summary>
[Collection(PortalCollection.Name)]
public sealed class WebhooksStory(PortalFixture portal)
{
    private static readonly Sql CallsOf = Sql.Portable("""
        select count(*) from WebhookAttempts a join WebhookDeliveries d on d.Id = a.DeliveryId
        join WebhookEndpoints e on e.Id = d.EndpointId where e.Name = @Name
        """);

    [Fact]
    public async Task A_receiver_is_added_called_for_a_test_and_what_failed_is_replayed()
    {
        const string Name = "Mirror of the story";
        await using var receiver = await Receiver.StartAsync();
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/settings/webhooks");

        await page.GetByLabel("Who receives them").FillAsync(Name);
        await page.GetByLabel("Address", new() { Exact = true }).FillAsync(receiver.Address);
        await page.GetByLabel("note.added").CheckAsync(); // of what other stories do it hears nothing
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and show its secret" }).ClickAsync();
        await Expect(page.GetByText("It must begin with https://").First).ToBeVisibleAsync();
        await page.GetByLabel("It lies in our own network").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and show its secret" }).ClickAsync();
        await Expect(page.GetByText("Copy the secret now.")).ToBeVisibleAsync();
        var secret = (await page.Locator(".one-time").InnerTextAsync()).Trim();

        await page.GetByRole(AriaRole.Link, new() { Name = "To its log" }).ClickAsync();
        await PingAsync(page);
        await CalledAsync(Name, 1);
        await page.ReloadAsync();
        var row = page.Locator("tbody tr").Filter(new() { HasText = "ping" });
        await Expect(row.First).ToContainTextAsync("Delivered");
        var first = Assert.Single(receiver.Calls);
        var (key, signed) = (Convert.FromBase64String(secret["whsec_".Length..]), $"{first.Id}.{first.Timestamp}.{first.Body}");
        Assert.Equal(first.Signature, $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)))}");

        receiver.Says(503, "Back in a minute");
        await PingAsync(page);
        await CalledAsync(Name, 2);
        receiver.Says(204);
        await page.GotoAsync(page.Url.Split('?')[0] + "?type=ping");
        await row.First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByText("Answered 503")).ToBeVisibleAsync();
        await Expect(page.GetByText("Back in a minute").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect(page.GetByText("It is sent again.").First).ToBeVisibleAsync();
        await CalledAsync(Name, 3);
        await page.ReloadAsync();
        await Expect(page.GetByText("Answered 204").First).ToBeVisibleAsync();

        var calls = receiver.Calls.ToList();
        Assert.NotEqual(first.Id, calls[1].Id);
        Assert.All(calls.Skip(2), again => Assert.Equal((calls[1].Id, calls[1].Body), (again.Id, again.Body)));
        Assert.DoesNotContain(tab.Complaints, c => !c.Contains("422", StringComparison.Ordinal));
    }

    // The form's own answer is awaited: a page that is left while it is on its way tears down the next step.
    private static async Task PingAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test call" }).ClickAsync();
        await Expect(page.GetByText("A test call is on its way").First).ToBeVisibleAsync();
    }

    private async Task CalledAsync(string name, int times)
    {
        for (var tries = 0; await portal.Desk.Db.ScalarAsync<int>(CallsOf, new { Name = name }, Stop) < times; tries++)
        {
            Assert.True(tries < 600, $"Never called {times} times.");
            await Task.Delay(200, Stop);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
