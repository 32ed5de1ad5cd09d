using System.Text.RegularExpressions;
using Engagement.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>Somebody who writes templates: from the first word to two versions that are compared.</summary>
[Collection(PortalCollection.Name)]
public sealed class TemplateStory(PortalFixture portal)
{
    private static readonly Sql SetLanguage = Sql.Portable("update Accounts set Language = @Language");

    [Fact]
    public async Task A_template_is_written_tried_proven_published_compared_and_taken_along()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/templates");
        await page.GetByRole(AriaRole.Link, new() { Name = "New template" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Did you know?");

        // A mistake is underlined, with its place and what was meant.
        var editor = page.Locator(".template-editor .cm-content");
        await WriteAsync(page, editor, "Did you know?\n{{ article.titel }}");
        await Expect(page.Locator(".cm-lintRange-error")).ToBeVisibleAsync();
        await Expect(page.Locator("#preview")).ToContainTextAsync("Line 2, column");
        await Expect(page.Locator("#preview")).ToContainTextAsync("article has no field `titel`");

        // Each mistake is, not only the first; also in a branch that is not taken.
        await WriteAsync(page, editor, "{{ article.titel }}\n{{ if article.image == 'x' }}{{ artcle.title }}{{ end }} {{ link }}");
        await Expect(page.Locator(".cm-lintRange-error")).ToHaveTextAsync(["titel", "artcle.title"]);
        await Expect(page.Locator("#preview")).ToContainTextAsync("Line 1, column 12.");
        await Expect(page.Locator("#preview")).ToContainTextAsync("Line 2, column 33. There is no `artcle` here. Did you mean article?");
        await WriteAsync(page, editor, "{{ if }}\n{{ article.title | }}");
        await Expect(page.Locator(".cm-lintRange-error").Nth(1)).ToBeVisibleAsync();

        // Fields are offered with their meaning as one types, and taken with the keyboard.
        await WriteAsync(page, editor, "Did you know? ");
        await page.Keyboard.TypeAsync("{{ article.ti", new() { Delay = 30 });
        var offered = page.Locator(".cm-tooltip-autocomplete");
        await Expect(offered).ToContainTextAsync("The article's title");
        await page.WaitForTimeoutAsync(150); // the list takes no key in its first moment
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync(" }} {{ link }}");
        await Expect(editor).ToContainTextAsync("Did you know? {{ article.title }} {{ link }}");
        await Expect(page.Locator(".cm-lintRange-error")).ToHaveCountAsync(0);

        // Every network at once, with its length; what would be cut is marked.
        foreach (var network in new[] { "Bluesky", "X", "Mastodon", "LinkedIn" })
        {
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = network, Exact = true }))
                .ToContainTextAsync("Did you know? Set up multi-factor sign-in on a new phone");
        }

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Bluesky" })).ToContainTextAsync("of 300");
        await WriteAsync(page, editor, "{{ article.text }} {{ article.text }} {{ link }}");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Bluesky" }).Locator("del")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Bluesky" })).ToContainTextAsync("over the limit");
        await page.Keyboard.PressAsync("Control+z");
        await Expect(page.Locator("#preview del")).ToHaveCountAsync(0);

        // Any article can be found and tried.
        await page.GetByLabel("Find an article").FillAsync("printer");
        await Expect(page.GetByLabel("With the words of").GetByRole(AriaRole.Option).Filter(new() { HasText = "calendar" }))
            .ToHaveCountAsync(0);
        await page.GetByLabel("With the words of").SelectOptionAsync(new SelectOptionValue { Label = "The printer does not print" });
        await Expect(page.Locator("#preview")).ToContainTextAsync("Did you know? The printer does not print");

        // A draft is offered to nobody; publishing wants to know why.
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep as a draft" }).ClickAsync();
        await Expect(page.GetByText("This is a draft")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish the template" }).ClickAsync();
        await Expect(page.GetByText("Say in a few words what changed and why.").First).ToBeVisibleAsync();
        await page.GetByLabel("What changed").FillAsync("A question people ask");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish the template" }).ClickAsync();
        await Expect(page.Locator(".said")).ToHaveTextAsync("Published. It can be chosen now.");
        var address = page.Url;

        // What comes out is kept as expected; other words are red before they are published, and need a reason.
        await page.GetByRole(AriaRole.Link, new() { Name = "Proofs" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep the words as expected" }).ClickAsync();
        await Expect(page.GetByText("All 5 hold.")).ToBeVisibleAsync();
        await page.GotoAsync(address);
        await Expect(page.GetByText("All 5 proofs hold.")).ToBeVisibleAsync();
        await WriteAsync(page, editor, "Many ask: {{ article.title }} {{ link }}");
        await Expect(page.GetByText("5 of 5 proofs fail")).ToBeVisibleAsync();
        await page.GetByLabel("What changed").FillAsync("Says who asks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish version 2" }).ClickAsync();
        await Expect(page.GetByText("Mend the words, or say why they are right all the same").First).ToBeVisibleAsync();
        await page.GetByLabel("Why it is right although proofs fail").FillAsync("The opening is new on purpose.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish version 2" }).ClickAsync();
        await Expect(page.Locator(".said")).ToHaveTextAsync("Version 2 is published.");

        // The whole knowledge base: it goes on while one is elsewhere.
        await page.GetByRole(AriaRole.Link, new() { Name = "Worst articles" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try version 2 on every article" }).ClickAsync();
        await Expect(page.Locator("#run")).Not.ToContainTextAsync("Nobody has looked yet");
        await page.GotoAsync("/templates");
        await page.GotoAsync($"{address}/worst");
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^It fits all [0-9]+ articles") }))
            .ToBeVisibleAsync(new() { Timeout = 20_000 });

        // Its end is told at the bell, with the way there.
        await page.GotoAsync("/notices");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^“Did you know\\?” fits all [0-9]+ articles") }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/worst$"));

        // Two versions side by side, word by word, and back to the first.
        await page.GotoAsync($"{address}/versions");
        await Expect(page.Locator("del").First).ToContainTextAsync("Did");
        await Expect(page.Locator("ins").First).ToContainTextAsync("Many");
        await Expect(page.GetByText("Proofs failed: The opening is new on purpose.")).ToBeVisibleAsync();
        Assert.Empty(await AxeInPage.ViolationsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore version 1" }).ClickAsync();
        await Expect(page.Locator(".said")).ToHaveTextAsync("Version 1 is published again, as version 3.");

        // A file, out and in again.
        await page.GotoAsync(address);
        await Expect(page.GetByText("Nothing yet.")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = "As a file" }).ClickAsync());
        await page.GotoAsync("/templates/files");
        await page.GetByLabel("A zip of such folders").SetInputFilesAsync((await download.PathAsync())!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Take them in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("did-you-know.*Same as here") })).ToBeVisibleAsync();

        await page.GotoAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Retire" }).ClickAsync();
        await Expect(page.GetByText("Retired: nobody is offered this template.")).ToBeVisibleAsync();

        // The browser's own editing styles what is typed over a selection; the policy refuses that style, which is as it should be.
        Assert.DoesNotContain(tab.Complaints,
            c => !c.Contains("422", StringComparison.Ordinal) && !c.Contains("Applying inline style", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_language_that_is_missing_is_seen_before_publishing_and_written()
    {
        await portal.Desk.Db.ExecuteAsync(SetLanguage, new { Language = "fr" }, TestContext.Current.CancellationToken);
        try
        {
            await using var tab = await portal.OpenAsync();
            var page = tab.Page;
            await page.GotoAsync("/templates");
            await page.GetByRole(AriaRole.Link, new() { Name = "Question", Exact = true }).ClickAsync();
            await Expect(page.GetByText("No words in French (fr), which 1 account speaks.")).ToBeVisibleAsync();

            await page.GetByLabel("Another language").FillAsync("fr");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
            var french = page.Locator(".template-editor .cm-content").Nth(1);
            await WriteAsync(page, french, "On nous demande : {{ article.title | shorten 100 | quote }}\n\n"
                + "{{ article.summary | fit }}\n\n{{ link }}");

            await page.GetByLabel("In", new() { Exact = true }).SelectOptionAsync("");
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Sandbox" })).ToContainTextAsync("On nous demande : «");
            await Expect(page.GetByText("No words in French")).ToHaveCountAsync(0);
            await Expect(page.GetByText("All 5 proofs hold.")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep as a draft" }).ClickAsync();
            await Expect(page.GetByText("This is a draft")).ToBeVisibleAsync();
            Assert.Empty(await AxeInPage.ViolationsAsync(page));
            await page.GetByRole(AriaRole.Button, new() { Name = "Throw the draft away" }).ClickAsync();
            Assert.Empty(tab.Complaints);
        }
        finally
        {
            await portal.Desk.Db.ExecuteAsync(SetLanguage, new { Language = (string?)null }, CancellationToken.None);
        }
    }

    private static async Task WriteAsync(IPage page, ILocator editor, string words)
    {
        await editor.ClickAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.InsertTextAsync(words);
        await page.Keyboard.PressAsync("Escape"); // whatever is offered
    }
}
