using System.Text.RegularExpressions;
using Engagement.Features.Publishing.Series;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>An editor makes a series, sees what the next clock changes do to it before saving, and puts articles into its list.</summary>
[Collection(PortalCollection.Name)]
public sealed class SeriesStory(PortalFixture portal)
{
    [Fact]
    public async Task A_series_is_made_with_clock_changes_marked_and_its_list_kept_in_order()
    {
        await using var editor = await portal.OpenAsync(role: Role.Editor);
        var page = editor.Page;
        await page.GotoAsync("/posts");
        await page.GetByRole(AriaRole.Link, new() { Name = "Series", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New series" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Tips at night");
        await page.GetByLabel("Time zone", new() { Exact = true }).FillAsync("Europe/Berlin");
        await page.GetByLabel("Time 1", new() { Exact = true }).FillAsync("02:30");
        var days = page.GetByRole(AriaRole.Group, new() { Name = "Days of time 1" });
        await days.GetByLabel("Saturday").CheckAsync();
        await days.GetByLabel("Sunday").CheckAsync();
        await page.GetByLabel("Time 2", new() { Exact = true }).FillAsync("");

        // Before anything is saved: what happens in March and in October.
        var coming = page.Locator("#occurrences");
        await Expect(coming.GetByText(new Regex(
            "02:30 does not exist in Europe/Berlin that day, because clocks go forward; 03:00 is taken")).First).ToBeVisibleAsync();
        await Expect(coming.GetByText(
            new Regex("02:30 comes twice in Europe/Berlin that day, because clocks go back; the first is taken")).First).ToBeVisibleAsync();

        await Expect(coming.GetByText("01:30 UTC").First).ToBeVisibleAsync();

        await page.GetByLabel("A list kept by hand").CheckAsync();
        await page.GetByLabel("The list begins again").CheckAsync();
        await page.GetByLabel("An article rests after a post, in days").FillAsync("0");
        await page.GetByLabel("Posts are made ahead, in days").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the series" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Tips at night") })).ToBeVisibleAsync();

        for (var i = 0; i < 2; i++)
        {
            await page.GetByLabel("Find an article").FillAsync("e");
            await page.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();
            await page.Locator("#queue").GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).First.ClickAsync();
        }

        var list = page.Locator("#queue ol.queue > li");
        await Expect(list).ToHaveCountAsync(2);
        var first = await list.Nth(0).GetByRole(AriaRole.Link).First.InnerTextAsync();
        await list.Nth(1).GetByRole(AriaRole.Button, new() { NameRegex = new("^Move up") }).ClickAsync();
        await Expect(list.Nth(1).GetByRole(AriaRole.Link).First).ToHaveTextAsync(first);
        var next = await list.Nth(0).GetByRole(AriaRole.Link).First.InnerTextAsync();

        // The job does so each minute.
        await using (var scope = portal.Desk.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<MakePosts>().RunAsync(TestContext.Current.CancellationToken);
        }

        await page.ReloadAsync();
        await Expect(page.Locator("#occurrences").GetByRole(AriaRole.Link, new() { Name = next }).First).ToBeVisibleAsync();
        Assert.Empty(await AxeInPage.ViolationsAsync(page));

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause it" }).ClickAsync();
        await Expect(page.GetByText("It makes no posts; those it has made stay scheduled").First).ToBeVisibleAsync();
        await page.GotoAsync("/series");
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new("Tips at night") }).GetByText("Paused")).ToBeVisibleAsync();

        // Typing on replaces a preview that is still under way, and htmx says so.
        Assert.DoesNotContain(editor.Complaints,
            c => !c.Contains("htmx:sendAbort", StringComparison.Ordinal) && !c.Contains("htmx:afterRequest", StringComparison.Ordinal));
    }
}
