using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Engagement.Browser.Portal;

/// <summary>A very long thread, read back by keyboard; and a link to a message that is not on the page.</summary>
[Collection(PortalCollection.Name)]
public sealed class GiantThreadStory(PortalFixture portal)
{
    private const int Messages = 160;

    private static readonly Sql AnAccount = Sql.Portable("select Id from Accounts order by Id limit 1");
    private static readonly Sql AClient = Sql.Portable("insert into Clients (Id, Name, CreatedAt) values (@Id, 'Ina Novak', @Now)");

    private static readonly string[] Words =
    [
        "I did all of it, and the client still does not connect.", "Same here since this morning.", "It says “Timeout”. What now?",
        "Found it: the certificate had run out. Thank you!", "Is there a date for this? I am asked by my whole team every hour.",
    ];

    [Fact]
    public async Task Whoever_reads_back_goes_on_at_the_first_of_the_earlier_messages_and_a_link_finds_an_old_one()
    {
        var (number, ids) = await ThreadAsync();
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync($"/tickets/{number}");
        await Assertions.Expect(page.Locator(".message")).ToHaveCountAsync(50);

        await page.GetByRole(AriaRole.Link, new() { Name = "Show earlier messages" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator(".message")).ToHaveCountAsync(100);
        await page.WaitForFunctionAsync("document.activeElement !== document.body");
        Assert.Equal($"message-{ids[^100]}",
            await page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.outerHTML.slice(0, 300)"));
        await Assertions.Expect(page.Locator("#live-status")).ToHaveTextAsync("50 earlier messages are shown.");
        Assert.Equal(
            ids[^100..].Select(id => $"message-{id}"),
            await page.Locator(".message").EvaluateAllAsync<string[]>("all => all.map(m => m.id)"));
        Assert.Empty(await AxeInPage.ViolationsAsync(page));
        await PictureAsync(page, "earlier");

        await page.GotoAsync("/tickets");
        await page.GotoAsync($"/tickets/{number}#message-{ids[5]}");
        await page.WaitForURLAsync($"**/tickets/{number}?message={ids[5]}#message-{ids[5]}");
        await Assertions.Expect(page.Locator($"#message-{ids[5]}")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Show the newest messages" })).ToBeVisibleAsync();
        await PictureAsync(page, "link");
        await page.GetByRole(AriaRole.Link, new() { Name = "Show the newest messages" }).ClickAsync();
        await Assertions.Expect(page.Locator($"#message-{ids[^1]}")).ToHaveCountAsync(1);
        Assert.Empty(tab.Complaints);
    }

    // Where somebody wants to look at them.
    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ENGAGEMENT_PICTURES") is not { Length: > 0 } folder)
        {
            return;
        }

        foreach (var (width, height, light) in new[]
        {
            (390, 844, ColorScheme.Light), (390, 844, ColorScheme.Dark), (1366, 768, ColorScheme.Dark), (1366, 768, ColorScheme.Light),
        })
        {
            await page.SetViewportSizeAsync(width, height);
            await page.EmulateMediaAsync(new() { ColorScheme = light });
            await page.Locator(".conversation-step:visible").First.ScrollIntoViewIfNeededAsync();
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"thread-{name}-{width}-{light}.png") });
        }
    }

    private async Task<(long Number, List<Guid> Messages)> ThreadAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        var (db, log) = (portal.Desk.Db, scope.ServiceProvider.GetRequiredService<TicketLog>());
        var now = DateTimeOffset.UtcNow.AddHours(-3);
        var (client, account) = (Ids.New(now), await db.ScalarAsync<Guid>(AnAccount, ct: stop));
        await db.ExecuteAsync(AClient, new { Id = client, Now = now }, stop);
        return await db.InTransactionAsync(async tx =>
        {
            var ticket = await log.OpenAsync(
                tx,
                new NewTicket("The client does not connect since the update", client,
                    account, "sandbox", Ids.New(now).ToString("N"), null, null, null, null),
                new Actor("The client", null, now),
                stop);
            var ids = new List<Guid>();
            for (var i = 0; i < Messages; i++)
            {
                var said = now.AddMinutes(i);
                ids.Add(Ids.New(said));
                await log.AddMessageAsync(
                    tx, new NewMessage(ids[^1], ticket.Id, MessageKind.Inbound, "Ina Novak", Words[i % Words.Length], said), now, stop);
            }

            return (ticket.Number, ids);
        }, stop);
    }
}
