using System.Net;
using Engagement.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>Links and visits, as an editor and an administrator meet them.</summary>
[Collection(PortalCollection.Name)]
public sealed class LinksStory(PortalFixture portal)
{
    private static readonly Sql Newest = Sql.Portable("select Code from TrackedLinks order by CreatedAt desc limit 1");

    [Fact]
    public async Task A_post_carries_a_link_that_leads_to_the_article_and_shows_who_followed_it()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync("/settings/links");
        await page.GetByLabel("Public address").FillAsync(portal.Desk.Address.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("New posts carry links such as")).ToBeVisibleAsync();

        await page.GotoAsync("/posts/new");
        await page.GetByRole(AriaRole.Link, new() { Name = "Write about The printer does not print" }).ClickAsync();
        await Expect(page.GetByText("Goes out as a short link of its own")).ToBeVisibleAsync();
        await Expect(page.Locator(".preview-post").First).ToContainTextAsync("/l/xxxxxxxx");
        await page.GetByLabel("Now").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule the post" }).ClickAsync();
        await Expect(page.GetByText("Published", new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "Details" }).First.ClickAsync();

        var code = await portal.Desk.Db.ScalarAsync<string>(Newest, ct: TestContext.Current.CancellationToken);
        var card = page.Locator(".card").Filter(new() { HasText = "Link and visits" });
        await Expect(card.GetByRole(AriaRole.Link, new() { Name = $"/l/{code}" })).ToBeVisibleAsync();
        await card.GetByText("QR picture").ClickAsync();
        var picture = card.GetByRole(AriaRole.Img, new() { Name = "QR picture" });
        await picture.ScrollIntoViewIfNeededAsync();
        await Expect(picture).ToHaveJSPropertyAsync("complete", true);
        Assert.True(await picture.EvaluateAsync<int>("i => i.naturalWidth") > 200);

        using var reader = portal.Desk.Client();
        using var answer = await reader.GetAsync($"/l/{code}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains($"utm_content={code}", answer.Headers.Location!.Query, StringComparison.Ordinal);
        for (var tries = 0; await card.Locator("dd").Nth(3).InnerTextAsync() != "1"; tries++)
        {
            Assert.True(tries < 50, "The visit does not show.");
            await page.WaitForTimeoutAsync(200);
            await page.ReloadAsync();
        }

        await Expect(card.Locator("dl")).ToHaveTextAsync(
            new System.Text.RegularExpressions.Regex(@"Visits by people\s*0\s*Different people\s*0\s*Link previews\s*0\s*Bots\s*1"));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_link_that_nobody_made_leads_to_a_page_that_says_so()
    {
        using var reader = portal.Desk.Client();

        using var answer = await reader.GetAsync("/l/2222cfgh", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("<h1", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_links_are_refused_at_the_field_and_kept_as_they_were_typed()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/settings");
        await page.GetByRole(AriaRole.Link, new() { Name = "Links and visits" }).ClickAsync();
        var address = await page.GetByLabel("Public address").InputValueAsync();

        await page.GetByLabel("Networks of programs").FillAsync("203.0.113.0/24\nour office");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("‘our’ is no network");
        await Expect(page.GetByLabel("Networks of programs")).ToHaveValueAsync("203.0.113.0/24\nour office");

        await page.GetByLabel("Networks of programs").FillAsync("203.0.113.0/24");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(page.Locator("#main").GetByText("Saved. New posts use it.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Networks of programs")).ToHaveValueAsync("203.0.113.0/24");
        await Expect(page.GetByLabel("Public address")).ToHaveValueAsync(address);
        Assert.DoesNotContain(tab.Complaints, c => !c.Contains("422", StringComparison.Ordinal));
    }
}
