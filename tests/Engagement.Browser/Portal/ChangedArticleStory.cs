using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Posts;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>An article is edited while one post about it waits and another is out; an editor compares the words and decides.</summary>
[Collection(PortalCollection.Name)]
public sealed class ChangedArticleStory(PortalFixture portal)
{
    [Fact]
    public async Task What_waits_is_compared_and_renewed_and_what_is_out_is_looked_at()
    {
        var article = await PushAsync("Coffee machine on the second floor", "It takes cards only.");
        var waiting = await PostAsync(article, now: false);
        var out_ = await PostAsync(article, now: true);
        await UntilAsync($"select count(*) from Deliveries where PostId = '{out_}' and State = 'Published'");

        await PushAsync("Coffee machine on the second floor", "It takes coins and cards.");

        await using var editor = await portal.OpenAsync(role: Role.Editor);
        var page = editor.Page;
        await page.GotoAsync("/posts");
        await page.GetByRole(AriaRole.Link, new() { Name = "Article changed (1)" }).ClickAsync();
        var before = page.GetByRole(AriaRole.Region, new() { Name = "Before" });
        await Expect(before.Locator("del").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "After" }).Locator("ins").First).ToBeVisibleAsync();
        Assert.Empty(await AxeInPage.ViolationsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Renew the words" }).ClickAsync();
        await Expect(page.GetByText("1 renewed.").First).ToBeVisibleAsync();
        await Expect(page.GetByText("All compared")).ToBeVisibleAsync();

        await page.GotoAsync($"/posts/{waiting}");
        await Expect(page.GetByText("coins and cards").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Scheduled", new() { Exact = true }).First).ToBeVisibleAsync();

        await page.GotoAsync("/posts/outdated");
        await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new("^See it there") })).ToHaveCountAsync(1);
        Assert.Empty(await AxeInPage.ViolationsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "It still holds" }).ClickAsync();
        await Expect(page.GetByText("Nothing out there is outdated")).ToBeVisibleAsync();
        Assert.Empty(editor.Complaints);
    }

    private async Task<Guid> PushAsync(string title, string summary)
    {
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        var (db, clock) = (portal.Desk.Db, scope.ServiceProvider.GetRequiredService<TimeProvider>());
        var source = await SourceSql.FindOrAddAsync(db, clock, Source.Api, "Facilities", "facilities", null, Stop);
        return (await db.InTransactionAsync(
            tx => scope.ServiceProvider.GetRequiredService<SaveArticle>().RunAsync(tx, source.Id, new IncomingArticle
            {
                ExternalId = "coffee", Slug = "coffee", Title = title, Summary = summary, Format = BodyFormat.Markdown,
                Body = summary, PlainText = summary, Url = "https://help.example.com/coffee",
            }, "Facilities", Stop), Stop)).Id;
    }

    private async Task<Guid> PostAsync(Guid article, bool now)
    {
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        var account = await portal.Desk.Db.ScalarAsync<Guid>(
            Sql.Portable("select Id from Accounts where Network = 'sandbox' order by CreatedAt limit 1"), ct: Stop);
        var template = (await portal.Desk.Db.QueryAsync<TemplateRow>(TemplateSql.ActivePosts, ct: Stop))
            .First(t => t.LengthClass == "short");
        var made = await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
            new(article, null, template.Id, null, [new(account)], now, now
                ? null
                : DateTime.UtcNow.AddDays(3).ToString(LocalMoment.Format, System.Globalization.CultureInfo.InvariantCulture),
                "UTC", null, "Facilities", null), Stop);
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

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
