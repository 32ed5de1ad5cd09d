using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.Conversations.Rules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>
/// An administrator writes a rule, tries it on what is there, and switches it on; the next message is sorted by it, and its log says so.
/// </summary>
[Collection(PortalCollection.Name)]
public sealed class RulesStory(PortalFixture portal) : IAsyncLifetime
{
    [Fact]
    public async Task A_rule_is_tried_on_old_tickets_and_sorts_the_next()
    {
        var old = await portal.Desk.SayAsync("rita", "Rita", "Where is my refund for the keyboard?");
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/settings/rules/edit");
        await page.GetByLabel("Name").FillAsync("Refunds");
        await page.GetByLabel("Condition 1", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = "the client's words contain any of" });
        await page.GetByLabel("Value of condition 1").FillAsync("refund, money back");
        await page.GetByLabel("Thing to do 1", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = "set its priority to" });
        await page.GetByLabel("Value of thing to do 1").FillAsync("Very high");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the rule" }).ClickAsync();
        await Expect(page.GetByText("One of Low, Normal, High, Urgent.")).ToBeVisibleAsync();

        await page.GetByLabel("Value of thing to do 1").FillAsync("High");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Try it on the last") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new($"#{old}.*priority High") })).ToBeVisibleAsync();
        await page.GetByLabel("It is on").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the rule" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Refunds" })).ToBeVisibleAsync();

        // What was only tried is as it was; what comes now is sorted.
        var next = await portal.Desk.SayAsync("rolf", "Rolf", "I want my money back for the mouse.");
        await page.GotoAsync($"/tickets/{old}");
        await Expect(page.GetByLabel("Priority")).ToHaveValueAsync("Normal");
        await page.GotoAsync($"/tickets/{next}");
        await Expect(page.GetByLabel("Priority")).ToHaveValueAsync("High");
        await page.Locator("summary", new() { HasText = "Event log" }).ClickAsync();
        await Expect(page.GetByText("Rule “Refunds”").First).ToBeVisibleAsync();
        Assert.True(tab.Complaints.All(c => c.Contains("422", StringComparison.Ordinal)), string.Join("\n", tab.Complaints));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        foreach (var rule in await portal.Desk.Db.QueryAsync<RuleRow>(RuleSql.All, new { Since = DateTimeOffset.UtcNow }))
        {
            await scope.ServiceProvider.GetRequiredService<OrderRules>().RemoveAsync(rule.Id, "Somebody", CancellationToken.None);
        }
    }
}
