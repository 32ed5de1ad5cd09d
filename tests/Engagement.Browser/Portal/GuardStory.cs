using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Posts;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>
/// Somebody writes about an article that was just posted, is told so while writing, and sees what becomes of it when they choose another
/// day.
/// </summary>
[Collection(PortalCollection.Name)]
public sealed class GuardStory(PortalFixture portal) : IAsyncLifetime
{
    [Fact]
    public async Task A_repeat_is_told_while_it_is_written()
    {
        await using (var scope = portal.Desk.Services.CreateAsyncScope())
        {
            Assert.IsType<Result<GuardSettings>.Done>(
                await scope.ServiceProvider.GetRequiredService<SaveGuards>().RunAsync(new(0, 7, 0, "Somebody"), Stop));
        }

        var article = await portal.Desk.Db.ScalarAsync<Guid>(Sql.Portable("""
            select Id from Articles where State = 'Validated' and Audience = 'external' and Url is not null order by Title limit 1 offset 3
            """), ct: Stop);
        await using (var scope = portal.Desk.Services.CreateAsyncScope())
        {
            var account = await portal.Desk.Db.ScalarAsync<Guid>(
                Sql.Portable("select Id from Accounts where Network = 'sandbox' order by CreatedAt limit 1"), ct: Stop);
            Assert.IsType<Result<CreatePost.Created>.Done>(await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
                new(article, null, null, "Said once already.", [new(account)], false,
                    DateTime.UtcNow.AddDays(40).ToString(LocalMoment.Format, System.Globalization.CultureInfo.InvariantCulture),
                    "UTC", null, "Somebody", null), Stop));
        }

        await using var editor = await portal.OpenAsync(role: Role.Editor);
        var page = editor.Page;
        await page.GotoAsync($"/posts/new?article={article}");
        await page.GetByLabel("Local time").FillAsync(DateTime.UtcNow.AddDays(43)
            .ToString(LocalMoment.Format, System.Globalization.CultureInfo.InvariantCulture));
        await page.GetByLabel("Local time").BlurAsync();
        await Expect(page.Locator("#guards").GetByText("The same article is planned on this account 3 days before").First)
            .ToBeVisibleAsync();
        await Expect(page.GetByLabel("Send it all the same")).Not.ToBeCheckedAsync();

        await page.GetByLabel("Local time").FillAsync(DateTime.UtcNow.AddDays(60)
            .ToString(LocalMoment.Format, System.Globalization.CultureInfo.InvariantCulture));
        await page.GetByLabel("Local time").BlurAsync();
        await Expect(page.GetByText("The same article is planned")).ToHaveCountAsync(0);
        Assert.Empty(editor.Complaints);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SaveGuards>().RunAsync(new(0, 0, 0, "Somebody"), CancellationToken.None);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
