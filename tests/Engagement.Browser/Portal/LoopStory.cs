using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>What a newcomer does in the first five minutes, click by click.</summary>
[Collection(PortalCollection.Name)]
public sealed class LoopStory(PortalFixture portal)
{
    private const string Title = "Your badge opens no doors";

    // Eight by eight pixels.
    private const string GreenSquare =
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGMQL7DBihiGlgQAA6UwwcEfeKIAAAAASUVORK5CYII=";

    private const string Markdown =
        """
        ---
        title: Your badge opens no doors
        description: Most badges only need waking up. Two minutes at a reader, and you are in.
        tags: [badge, building]
        published: true
        permalink: /badge
        ---

        Hold the badge to the reader at the main entrance for five seconds. The light turns green when it is awake.
        """;

    [Fact]
    public async Task A_long_text_with_a_picture_goes_out_as_a_thread()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/posts/new");
        await page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link, new() { NameRegex = new("^Write about") }).First.ClickAsync();

        // The picture is there as soon as it is chosen, in the preview too.
        await page.GetByLabel("Add a picture").SetInputFilesAsync(
            new FilePayload { Name = "green.png", MimeType = "image/png", Buffer = Convert.FromBase64String(GreenSquare) });
        await page.GetByLabel("What it shows").FillAsync("A badge reader with a green light");
        await Expect(page.Locator(".preview-images img")).ToHaveCountAsync(1);

        var words = page.Locator("textarea.words-text").First;
        await words.FillAsync(string.Join("\n\n", Enumerable.Range(1, 9)
            .Select(i => $"Step {i}. Hold the badge to the reader, count to five, and wait until the light is green before you "
                + $"go on to the next door.")));
        await Expect(page.GetByText("over the limit").First).ToBeVisibleAsync();
        await page.GetByLabel("Split what is too long into a thread").CheckAsync();
        await Expect(page.GetByText("A thread of 3 parts")).ToBeVisibleAsync();

        await page.GetByLabel("Now").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule the post" }).ClickAsync();
        await Expect(page.GetByText("Part 3 of 3")).ToBeVisibleAsync();
        await Expect(page.GetByText("Published", new() { Exact = true })).ToHaveCountAsync(3, new() { Timeout = 20_000 });

        await page.GotoAsync("/sandbox");
        await Expect(page.GetByAltText("A badge reader with a green light").First).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_picture_chosen_while_the_page_still_loads_is_taken()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/js/pictures.js*", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/posts/new");
        var write = page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link, new() { NameRegex = new("^Write about") }).First;
        await page.GotoAsync((await write.GetAttributeAsync("href"))!, new() { WaitUntil = WaitUntilState.Commit });

        await page.GetByLabel("Add a picture").SetInputFilesAsync(
            new FilePayload { Name = "green.png", MimeType = "image/png", Buffer = Convert.FromBase64String(GreenSquare) });
        held.SetResult();

        await Expect(page.GetByLabel("What it shows")).ToHaveCountAsync(1);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task An_imported_article_is_posted_answered_and_becomes_a_ticket_that_is_answered()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;

        // Bring an article in.
        await page.GotoAsync("/knowledge/import");
        await page.GetByLabel("Files").SetInputFilesAsync(
            new FilePayload { Name = "badge.md", MimeType = "text/markdown", Buffer = System.Text.Encoding.UTF8.GetBytes(Markdown) });
        await page.GetByLabel("Published at").FillAsync("https://help.example.com/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await Expect(page.GetByText("1 new, 0 changed")).ToBeVisibleAsync();

        // Compose a post about it.
        await page.GetByRole(AriaRole.Link, new() { Name = "See the articles" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = Title }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Create a post" }).ClickAsync();
        var words = page.Locator("textarea").First;
        await Expect(words).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("https://help\\.example\\.com/badge"));
        await words.FillAsync("Badge asleep? Wake it at the main entrance.\n\nhttps://help.example.com/badge");
        await page.GetByLabel("Now").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule the post" }).ClickAsync();

        // It goes out by itself.
        await Expect(page.GetByText("Published", new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.GotoAsync("/sandbox");
        var post = page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Badge asleep?" });
        await Expect(post).ToContainTextAsync(Title); // the link's card

        // A client answers over there.
        await page.GetByLabel("Somebody who is here").SelectOptionAsync("Jonas Weber");
        await page.GetByRole(AriaRole.Button, new() { Name = "Be them" }).ClickAsync();
        post = page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Badge asleep?" });
        await post.Locator(".reply summary").First.ClickAsync();
        await post.GetByLabel("Your reply to @service_desk").FillAsync("Mine stays red, even at the main entrance.");
        await post.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();

        // It is a ticket that knows what was answered.
        await UntilAsync(page, "/tickets", page.GetByRole(AriaRole.Link, new() { Name = "Mine stays red" }));
        await page.GetByRole(AriaRole.Link, new() { Name = "Mine stays red" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary)).ToContainTextAsync(Title);

        // An agent answers; the client reads it under their own words.
        await page.GetByLabel("Reply to Jonas Weber").FillAsync("Then it has run out. Reception swaps it at once.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the reply" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Conversation" })).ToContainTextAsync("Reception swaps it at once");
        await UntilAsync(page, "/sandbox", page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Reception swaps it at once" }));
        await page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Mine stays red" }).First
            .GetByRole(AriaRole.Link).First.WaitForAsync();
        var thread = await page.GetByRole(AriaRole.Article).AllInnerTextsAsync();
        Assert.True(
            thread.ToList().FindIndex(t => t.Contains("Mine stays red", StringComparison.Ordinal)) < thread.ToList().FindIndex(
                t => t.Contains("Reception swaps", StringComparison.Ordinal)),
            string.Join("\n---\n", thread));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_post_for_a_local_time_shows_on_its_page_and_in_the_calendar()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        var day = DateTime.UtcNow.Date.AddDays(8);

        await page.GotoAsync("/posts/new");
        await page.GetByRole(AriaRole.Link, new() { Name = "Write about The printer does not print" }).ClickAsync();
        await page.GetByLabel("Local time").FillAsync($"{day:yyyy-MM-dd}T09:00");
        await page.GetByLabel("Time zone").FillAsync("America/New_York");
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule the post" }).ClickAsync();

        await Expect(page.GetByText("Scheduled", new() { Exact = true }).First).ToBeVisibleAsync();
        await page.GotoAsync($"/calendar?day={day:yyyy-MM-dd}&state=Scheduled");

        // The reader is in Berlin, six hours ahead of New York.
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "15:00" }).Filter(new() { HasText = "printer" })).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Words_that_are_too_long_are_counted_and_refused()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync("/posts/new");
        await page.GetByRole(AriaRole.Link, new() { Name = "Write about The printer does not print" }).ClickAsync();
        await page.Locator("textarea").First.FillAsync(new string('a', 600));
        await Expect(page.Locator(".counter-over").First).ToBeVisibleAsync();
        await page.GetByLabel("Now").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule the post" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("500");
        await Expect(page.Locator("textarea").First).ToHaveValueAsync(new string('a', 600)); // nothing typed is lost
    }

    [Fact]
    public async Task An_account_is_paused_and_resumed()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync("/accounts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test connection:" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("@");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).First.ClickAsync();
        await Expect(page.GetByText("Paused", new() { Exact = true }).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).First.ClickAsync();
        await Expect(page.GetByText("Active", new() { Exact = true }).First).ToBeVisibleAsync();
    }

    // The page is read again until it shows; jobs run in their own time.
    private static async Task UntilAsync(IPage page, string path, ILocator there)
    {
        for (var tries = 0; tries < 60; tries++)
        {
            await page.GotoAsync(path);
            if (await there.CountAsync() > 0)
            {
                return;
            }

            await Task.Delay(500, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"{path} never showed it: {await page.InnerTextAsync("body")}");
    }
}
