using Engagement.Data;
using Engagement.Sandbox;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>An agent's day at the inbox.</summary>
[Collection(PortalCollection.Name)]
public sealed class InboxStory(PortalFixture portal)
{
    [Fact]
    public async Task Twenty_simple_tickets_are_cleared_with_the_keyboard_alone()
    {
        const string Mark = "keyboard-story";
        await WriteAsync(Mark, 20);
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync($"/tickets?view=open&q={Mark}");
        await Expect(page.Locator("[data-rows] tbody tr")).ToHaveCountAsync(20);

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        for (var n = 0; n < 20; n++)
        {
            // Words leave a search's list only when its filter says so, so the page is told apart by its ticket.
            await page.WaitForURLAsync(new System.Text.RegularExpressions.Regex(@"/tickets/\d+"));
            var here = page.Url;
            await page.Keyboard.PressAsync("r");
            await Expect(page.GetByLabel("Reply to")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("Done: you can sign in again.");
            await page.Keyboard.PressAsync("Control+Shift+Enter");
            await page.WaitForURLAsync(url => url != here);
        }

        var left = await portal.Desk.Db.ScalarAsync<int>(
            Sql.Portable("select count(*) from Tickets where Subject like '%keyboard-story%' and Status <> 'Solved'"), ct: Stop);
        Assert.Equal(0, left);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Two_colleagues_see_each_other_and_the_second_answer_is_refused_with_its_words_kept()
    {
        const string Mark = "collision-story";
        await WriteAsync(Mark, 1);
        await using var first = await portal.OpenAsync();
        await using var second = await portal.OpenAsync(role: Role.Agent);
        var number = await portal.Desk.Db.ScalarAsync<long>(
            Sql.Portable("select Number from Tickets where Subject like '%collision-story%'"), ct: Stop);
        await first.Page.GotoAsync($"/tickets/{number}");
        await second.Page.GotoAsync($"/tickets/{number}");

        await Expect(first.Page.Locator("#presence")).ToContainTextAsync("is looking at this", new() { Timeout = 20_000 });
        await second.Page.Locator("#reply-text").FillAsync("My words, half written");
        await Expect(first.Page.Locator("#presence")).ToContainTextAsync("is writing", new() { Timeout = 20_000 });

        await first.Page.Locator("#reply-text").FillAsync("I was quicker.");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Send the reply" }).ClickAsync();
        await Expect(second.Page.Locator("#conversation")).ToContainTextAsync("I was quicker.", new() { Timeout = 20_000 });
        await Expect(second.Page.Locator("#reply-text")).ToBeFocusedAsync(); // where they were
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Send the reply" }).ClickAsync();

        await Expect(second.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("answered meanwhile");
        await Expect(second.Page.Locator("#reply-text")).ToHaveValueAsync("My words, half written");
        await Expect(second.Page.GetByText("New since you began")).ToBeVisibleAsync();
        await second.Page.GotoAsync($"/tickets/{number}");
        await Expect(second.Page.Locator("#reply-text")).ToHaveValueAsync("My words, half written"); // the draft
        Assert.Empty(first.Complaints);
        Assert.DoesNotContain(second.Complaints, c => !c.Contains("409", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_are_changed_at_once_and_taken_back_without_script()
    {
        const string Mark = "bulk-story";
        await WriteAsync(Mark, 3);
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.RouteAsync("**/*.js*", route => route.AbortAsync());
        await page.GotoAsync($"/tickets?view=open&q={Mark}");
        foreach (var box in await page.Locator("input[name=ids]").AllAsync())
        {
            await box.CheckAsync();
        }

        await page.Locator("#to-status").SelectOptionAsync("Solved");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change those chosen" }).ClickAsync();
        await Expect(page.GetByText("3 tickets changed.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.GetByText("3 tickets as before.").First).ToBeVisibleAsync();
        Assert.Equal(3, await portal.Desk.Db.ScalarAsync<int>(
            Sql.Portable("select count(*) from Tickets where Subject like '%bulk-story%' and Status = 'New'"), ct: Stop));
    }

    [Fact]
    public async Task The_keys_of_a_page_are_shown_and_the_layout_folds_on_a_phone()
    {
        await WriteAsync("layout-story", 2);
        var number = await portal.Desk.Db.ScalarAsync<long>(
            Sql.Portable("select max(Number) from Tickets where Subject like '%layout-story%'"), ct: Stop);
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync($"/tickets/{number}?view=open");

        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys")).ToContainTextAsync("Send and solve");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#keys")).ToBeHiddenAsync();
        foreach (var part in new[] { "#list-pane", "#conversation", ".desk-side" })
        {
            await Expect(page.Locator(part)).ToBeVisibleAsync();
        }

        var (list, talk, side) = (await XAsync("#list-pane"), await XAsync("#conversation"), await XAsync(".desk-side"));
        Assert.True(list < talk && talk < side, $"{list} {talk} {side}");
        await page.SetViewportSizeAsync(390, 844);
        await Expect(page.Locator("#list-pane")).ToBeHiddenAsync();
        Assert.Equal(await XAsync("#conversation"), await XAsync(".desk-side"), 1.0);
        Assert.Empty(tab.Complaints);

        async Task<double> XAsync(string part) => (await page.Locator(part).BoundingBoxAsync())!.X;
    }

    // Clients of the Sandbox network mention the desk; each becomes a ticket.
    private async Task WriteAsync(string mark, int count)
    {
        var (services, db) = (portal.Desk.Services, portal.Desk.Db);
        var network = services.GetRequiredService<SandboxProfiles>();
        var posts = services.GetRequiredService<SandboxPosts>();
        for (var n = 1; n <= count; n++)
        {
            var handle = $"{mark.Replace("-", "", StringComparison.Ordinal)}{n}";
            var client = network.Find(handle) ?? network.Add(new(handle, $"Client {n}")).Value!;
            posts.Publish(client, new($"{mark} {n}", $"@service_desk {mark}: I cannot sign in ({n})", null));
        }

        for (var tries = 0; await db.ScalarAsync<int>(
            Sql.Portable($"select count(*) from Tickets where Subject like '%{mark}%'"), ct: Stop) < count; tries++)
        {
            Assert.True(tries < 300, $"Never {count} tickets of {mark}.");
            await Task.Delay(200, Stop);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
