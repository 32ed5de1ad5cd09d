using Engagement.Data;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Sandbox;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>
/// An agent answers with a macro and an article, is stopped before telling too much, and passes on what the article did not say.
/// </summary>
[Collection(PortalCollection.Name)]
public sealed class AnswersStory(PortalFixture portal)
{
    private static readonly Sql Newest = Sql.Portable("select Number from Tickets where Subject like 'The scanner in room 7%' limit 1");
    private static readonly Sql OfArticle = Sql.Portable(
        "update Tickets set ArticleId = (select Id from Articles where Title = 'The printer does not print') where Number = @Number");

    [Fact]
    public async Task A_ticket_is_answered_with_a_macro_and_an_article_and_leaves_a_draft_and_a_flag_behind()
    {
        var number = await AskAsync();
        await using var tab = await portal.OpenAsync(role: Role.Agent);
        var page = tab.Page;

        // The macro is shown with the client's name and its length before it goes into the reply box.
        await page.GotoAsync($"/tickets/{number}");
        await page.Keyboard.PressAsync("m");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ask for details" }).ClickAsync();
        var shown = page.Locator("#macro-shown");
        await Expect(shown).ToContainTextAsync("Thank you, Ina. To find this quickly");
        await Expect(shown).ToContainTextAsync("of 500");
        await shown.GetByRole(AriaRole.Button, new() { Name = "Into the reply box" }).ClickAsync();
        await Expect(page.Locator("#reply-text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^Thank you, Ina"));

        // An article that has the client's words is offered, and its link goes in after them.
        var help = page.GetByRole(AriaRole.Region, new() { Name = "May help" });
        await help.GetByRole(AriaRole.Link, new() { Name = "Insert the link of The printer does not print" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Into the reply box" }).ClickAsync();
        await Expect(page.Locator("#reply-text")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("https?://"));
        Assert.Empty(await AxeInPage.ViolationsAsync(page));

        // Somebody's own is not told in public unless one means it.
        await page.Locator("#reply-text").FillAsync("We wrote to ina@mail.example about it.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the reply" }).ClickAsync();
        await Expect(page.GetByText("it seems to hold an e-mail address (ina…le)").First).ToBeVisibleAsync();
        await page.GetByLabel("It may be public. Send it all the same.").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the reply" }).ClickAsync();
        await Expect(page.Locator(".said")).ToHaveTextAsync("The reply is on its way.");

        // What the article did not say goes to its owner; what was learned becomes a draft.
        await portal.Desk.Db.ExecuteAsync(OfArticle, new { Number = number }, Stop);
        await page.GotoAsync($"/tickets/{number}");
        await page.GetByText("This shows that the article is unclear").ClickAsync();
        await page.GetByLabel("What is not clear in").FillAsync("It does not say where the tray is.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tell the owner" }).ClickAsync();
        await Expect(page.Locator(".said")).ToHaveTextAsync("The article's owner is told.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a draft article from this ticket" }).ClickAsync();
        await page.GetByLabel("Title").FillAsync("The scanner prints nothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep as a draft" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The scanner prints nothing" })).ToBeVisibleAsync();

        // Its owner, an editor, finds both in the queue and settles them.
        await using var editor = await portal.OpenAsync(role: Role.Editor);
        await editor.Page.GotoAsync("/knowledge/review?why=unclear");
        await editor.Page.GetByRole(AriaRole.Link, new() { Name = "The printer does not print" }).ClickAsync();
        await Expect(editor.Page.GetByText("It does not say where the tray is.")).ToBeVisibleAsync();
        await editor.Page.GetByLabel("Owner").SelectOptionAsync(new SelectOptionValue { Label = "Editor of the desk" });
        await editor.Page.GetByRole(AriaRole.Button, new() { Name = "Save owner and date" }).ClickAsync();
        await editor.Page.GetByRole(AriaRole.Button, new() { Name = "Looked at, flags settled" }).ClickAsync();
        await Expect(editor.Page.GetByText("It does not say where the tray is.")).ToHaveCountAsync(0);
        await editor.Page.GotoAsync("/knowledge/review");
        await Expect(editor.Page.GetByRole(AriaRole.Link, new() { Name = "The scanner prints nothing" })).ToBeVisibleAsync();
        await Expect(editor.Page.GetByRole(AriaRole.Link, new() { Name = "The printer does not print" })).ToHaveCountAsync(0);
        Assert.DoesNotContain(tab.Complaints.Concat(editor.Complaints), c => !c.Contains("422", StringComparison.Ordinal));
    }

    private async Task<long> AskAsync()
    {
        var services = portal.Desk.Services;
        await using (var scope = services.CreateAsyncScope())
        {
            while (await scope.ServiceProvider.GetRequiredService<IndexArticles>().RunAsync(Stop) > 0)
            {
                // until all are read
            }
        }

        var network = services.GetRequiredService<SandboxProfiles>();
        var client = network.Find("ina") ?? network.Add(new("ina", "Ina")).Value!;
        var us = (await portal.Desk.Db.ScalarAsync<string>(Sql.Portable("select Handle from Accounts limit 1"), ct: Stop))!;
        services.GetRequiredService<SandboxPosts>().Publish(
            client, new("answers story", $"The scanner in room 7 and the printer do not print. {us}", null));
        for (var tries = 0; tries < 150; tries++)
        {
            if (await portal.Desk.Db.ScalarAsync<long?>(Newest, ct: Stop) is { } number)
            {
                return number;
            }

            await Task.Delay(200, Stop);
        }

        throw new InvalidOperationException("No ticket came of it.");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
