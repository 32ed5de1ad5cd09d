using System.Text.RegularExpressions;
using Engagement.Features.Conversations.Sla;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>An administrator says when the desk is open and what it promises; an agent sees on a ticket when it is due, and why.</summary>
[Collection(PortalCollection.Name)]
public sealed class PromisesStory(PortalFixture portal) : IAsyncLifetime
{
    [Fact]
    public async Task What_is_promised_shows_on_the_next_ticket_with_every_minute_explained()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/settings/sla");
        await page.GetByRole(AriaRole.Link, new() { Name = "New calendar" }).First.ClickAsync();
        await page.GetByLabel("Name").FillAsync("Round the clock");
        await page.GetByLabel("Monday").FillAsync("nine to five");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the calendar" }).ClickAsync();
        await Expect(page.GetByText("Monday: write it as 09:00-12:00, 13:00-17:30.")).ToBeVisibleAsync();
        Assert.Equal("Round the clock", await page.GetByLabel("Name").InputValueAsync());

        foreach (var day in SlaWords.Days)
        {
            await page.GetByLabel(day.ToString()).FillAsync("00:00-24:00");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Save the calendar" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New policy" }).First.ClickAsync();
        await page.GetByLabel("Name").FillAsync("Everyone");
        await page.GetByLabel("First reply").FillAsync("4 h");
        await page.GetByLabel("Solved").FillAsync("2 days");
        await page.GetByRole(AriaRole.Button, new() { Name = "Promise it from now on" }).ClickAsync();
        await Expect(page.GetByText("Write it as 30 min, 4 h or 1 h 30 min.")).ToBeVisibleAsync();
        await page.GetByLabel("Solved").FillAsync("48 h");
        await page.GetByRole(AriaRole.Button, new() { Name = "Promise it from now on" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new("Everyone.*4 h.*48 h") })).ToBeVisibleAsync();

        var number = await portal.Desk.SayAsync("paula", "Paula", "My badge opens no door.");
        await page.GotoAsync($"/tickets/{number}");
        await Expect(page.GetByText(new Regex("due in 3 h")).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Explain every minute" }).ClickAsync();
        await Expect(page.GetByText("Policy “Everyone” of version 2: 4 h of open time.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Counted" }).First).ToBeVisibleAsync();
        Assert.True(tab.Complaints.All(c => c.Contains("422", StringComparison.Ordinal)), string.Join("\n", tab.Complaints));
    }


    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    // Other stories promise nothing.
    public async ValueTask DisposeAsync()
    {
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        var newest = await SlaBooks.NewestAsync(portal.Desk.Db, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<ChangeSla>().RunAsync(
            new(newest.Version, [], [], "Nothing is promised.", "Somebody", null), CancellationToken.None);
    }
}
