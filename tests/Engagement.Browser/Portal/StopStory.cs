using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Stop;
using Engagement.Features.Publishing.Posts;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>Somebody stops everything; everybody sees it on every page; what comes due is held until it goes on.</summary>
[Collection(PortalCollection.Name)]
public sealed class StopStory(PortalFixture portal) : IAsyncLifetime
{
    [Fact]
    public async Task Everything_is_stopped_seen_everywhere_and_goes_on()
    {
        await using var editor = await portal.OpenAsync(role: Role.Editor);
        var page = editor.Page;
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Stop sending" }).ClickAsync();
        await page.GetByLabel("Why").FillAsync("Wrong price in today's posts");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Stop everything") }).ClickAsync();
        await Expect(page.GetByText("Everything is stopped.").First).ToBeVisibleAsync();
        Assert.Empty(await AxeInPage.ViolationsAsync(page));

        await using var agent = await portal.OpenAsync(width: 390, height: 844, role: Role.Agent);
        foreach (var path in new[] { "/", "/tickets", "/calendar", "/profile" })
        {
            await agent.Page.GotoAsync(path);
            await Expect(agent.Page.GetByRole(AriaRole.Alert).GetByText("Everything is stopped.")).ToBeVisibleAsync();
        }

        var post = await PostNowAsync();
        await UntilAsync($"select count(*) from Deliveries where PostId = '{post}' and State = 'Held' and ErrorKind = 'Stopped'");
        await page.GotoAsync($"/posts/{post}");
        await Expect(page.GetByText("Held", new() { Exact = true }).First).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link, new() { Name = "Let it go on" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Let sending go on" }).ClickAsync();
        await Expect(page.GetByText("Sending goes on.").First).ToBeVisibleAsync();
        await UntilAsync($"select count(*) from Deliveries where PostId = '{post}' and State = 'Published'");
        await agent.Page.ReloadAsync();
        await Expect(agent.Page.GetByText("Everything is stopped.")).ToHaveCountAsync(0);
        Assert.Empty(editor.Complaints.Concat(agent.Complaints));
    }

    private async Task<Guid> PostNowAsync()
    {
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        var article = await portal.Desk.Db.ScalarAsync<Guid>(
            Sql.Portable("""
                select Id from Articles where State = 'Validated' and Audience = 'external' and Url is not null order by Title desc limit 1
                """), ct: Stop);
        var account = await portal.Desk.Db.ScalarAsync<Guid>(
            Sql.Portable("select Id from Accounts where Network = 'sandbox' order by CreatedAt limit 1"), ct: Stop);
        var made = await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
            new(article, null, null, "Only 9.99!", [new(account)], Now: true, null, null, null, "Somebody", null), Stop);
        return Assert.IsType<Result<CreatePost.Created>.Done>(made).Value.PostId;
    }

    private async Task UntilAsync(string count)
    {
        var until = DateTime.UtcNow.AddSeconds(90);
        while (await portal.Desk.Db.ScalarAsync<int>(Sql.Portable(count), ct: Stop) == 0)
        {
            Assert.True(DateTime.UtcNow < until, $"Waited too long for: {count}");
            await Task.Delay(200, Stop);
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // Other stories post.
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ResumeSending>().RunAsync(new(null, "Somebody"), CancellationToken.None);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
