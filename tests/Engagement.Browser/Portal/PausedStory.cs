using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Features.Publishing.Posts;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>A copy was put back: every page says that publishing is paused, a page says what was found, and one click goes on.</summary>
[Collection(PortalCollection.Name)]
public sealed class PausedStory(PortalFixture portal) : IAsyncLifetime
{
    // The row as the copy has it: made, and not sent yet.
    private static readonly Sql Forget = Sql.Portable(
        """
        update Deliveries set State = 'Scheduled', RemoteId = null, RemoteUrl = null, PublishedAt = null, Attempts = 0,
            SendStartedAt = null, SendCreatedAt = null, Version = Version + 1
        where PostId = @Post
        """);

    private static readonly Sql LookNow = Sql.Portable("""
        insert into Outbox (Kind, RefId, AvailableAt, CreatedAt, Attempts) select 'deliver', Id, @Now, @Now, 0 from Deliveries
        where PostId = @Post
        """);

    [Fact]
    public async Task A_copy_is_put_back_and_everybody_sees_it_and_one_click_goes_on()
    {
        var sent = await PostNowAsync("Reset your password in three minutes");
        await UntilAsync($"select count(*) from Deliveries where PostId = '{sent}' and State = 'Published'");
        await portal.Desk.Db.ExecuteAsync(Forget, new { Post = sent }, Stop);
        await using (var scope = portal.Desk.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<LookBack>().SayPutBackAsync(DateTimeOffset.UtcNow.AddHours(-14), Stop);
        }

        await portal.Desk.Db.ExecuteAsync(LookNow, new { Post = sent, Now = TimeProvider.System.Now() }, Stop);
        var waits = await PostNowAsync("New: printing from your phone");
        await UntilAsync($"select count(*) from Deliveries where PostId = '{sent}' and State = 'Published'");
        await UntilAsync($"select count(*) from Deliveries where PostId = '{waits}' and State = 'Held' and ErrorKind = 'Stopped'");

        await using var agent = await portal.OpenAsync(width: 390, height: 844, role: Role.Agent);
        foreach (var path in new[] { "/", "/tickets", "/calendar", "/profile" })
        {
            await agent.Page.GotoAsync(path);
            await Expect(agent.Page.GetByRole(AriaRole.Alert).GetByText("Publishing is paused.")).ToBeVisibleAsync();
        }

        await Expect(agent.Page.GetByRole(AriaRole.Button, new() { Name = "Resume publishing" })).ToHaveCountAsync(0);
        await using var editor = await portal.OpenAsync(role: Role.Editor);
        var page = editor.Page;
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link, new() { Name = "What fell due" }).ClickAsync();
        await Expect(page.GetByText("it is out and is not sent again")).ToBeVisibleAsync();
        await Expect(page.GetByText("It goes out when publishing resumes")).ToBeVisibleAsync();
        await PictureAsync(page, "paused");
        Assert.Empty(await AxeInPage.ViolationsAsync(page));

        await page.GotoAsync("/calendar");
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Button, new() { Name = "Resume publishing" }).ClickAsync();
        await Expect(page.GetByText("Publishing goes on.").First).ToBeVisibleAsync();
        await UntilAsync($"select count(*) from Deliveries where PostId = '{waits}' and State = 'Published'");
        await UntilAsync($"select count(*) from Deliveries where PostId = '{sent}' and State = 'Published' and Attempts = 0");
        await page.ReloadAsync();
        await Expect(page.GetByText("resumed publishing")).ToBeVisibleAsync();
        await PictureAsync(page, "resumed");
        Assert.Empty(await AxeInPage.ViolationsAsync(page));
        await agent.Page.ReloadAsync();
        await Expect(agent.Page.GetByText("Publishing is paused.")).ToHaveCountAsync(0);
        Assert.Empty(editor.Complaints.Concat(agent.Complaints));
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ENGAGEMENT_PICTURES") is not { } folder)
        {
            return;
        }

        foreach (var (width, height, light) in new[] { (390, 844, ColorScheme.Light),
            (390, 844, ColorScheme.Dark), (1366, 768, ColorScheme.Dark), (1366, 768, ColorScheme.Light) })
        {
            await page.SetViewportSizeAsync(width, height);
            await page.EmulateMediaAsync(new() { ColorScheme = light });
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{light}.png"), FullPage = true });
        }
    }

    private async Task<Guid> PostNowAsync(string words)
    {
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        var article = await portal.Desk.Db.ScalarAsync<Guid>(
            Sql.Portable("""
                select Id from Articles where State = 'Validated' and Audience = 'external' and Url is not null order by Title desc limit 1
                """), ct: Stop);
        var account = await portal.Desk.Db.ScalarAsync<Guid>(
            Sql.Portable("select Id from Accounts where Network = 'sandbox' order by CreatedAt limit 1"), ct: Stop);
        var made = await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
            new(article, null, null, words, [new(account)], Now: true, null, null, null, "Somebody", null) { DespiteGuards = true }, Stop);
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
        await scope.ServiceProvider.GetRequiredService<ResumePublishing>().RunAsync("Somebody", CancellationToken.None);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
