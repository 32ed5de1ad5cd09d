using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>On a slow line people type before the page's script is there.</summary>
[Collection(PortalCollection.Name)]
public sealed class EarlyTypingStory(PortalFixture portal)
{
    [Fact]
    public async Task Words_typed_before_the_script_came_are_counted_when_it_comes()
    {
        await using var list = await portal.OpenAsync();
        await list.Page.GotoAsync("/posts/new");
        var composer = await list.Page.GetByRole(AriaRole.Link, new() { Name = "Write about The printer does not print" })
            .GetAttributeAsync("href");
        await using var tab = await portal.OpenAsync(); // one that has no script in its cache
        var page = tab.Page;
        var script = new TaskCompletionSource();
        await page.RouteAsync("**/vendor/htmx/**", async route =>
        {
            await script.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(composer!, new() { WaitUntil = WaitUntilState.Commit });
        await page.Locator("textarea").First.FillAsync(new string('a', 600));
        Assert.False(await page.EvaluateAsync<bool>("'htmx' in window"));

        script.SetResult();

        await Expect(page.Locator(".counter-over").First).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }
}
