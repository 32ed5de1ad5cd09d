using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>Nobody knows whether a post is out: its page says what is known and what was asked, and a person settles it.</summary>
[Collection(PortalCollection.Name)]
public sealed class DoubtStory(PortalFixture portal)
{
    private static readonly Sql AnyArticle = Sql.Portable(
        "select Id from Articles where State = 'Validated' and Audience = 'external' order by Title limit 1");
    private static readonly Sql AnyAccount = Sql.Portable("select Id from Accounts limit 1");
    private static readonly Sql OfPost = Sql.Portable("select Id from Deliveries where PostId = @Id");

    [Fact]
    public async Task A_manager_reads_what_was_asked_and_says_that_it_is_out()
    {
        var id = await DoubtfulAsync();
        await using var tab = await portal.OpenAsync(role: Role.Editor);
        await tab.Page.GotoAsync($"/deliveries/{id}");

        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "We do not know whether it is out" })).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".asked li")).ToHaveCountAsync(2);
        await Expect(tab.Page.GetByText("We have stopped asking.").First).ToBeVisibleAsync();
        Assert.Empty(await AxeInPage.ViolationsAsync(tab.Page));

        await tab.Page.GetByLabel("I see it there").FillAsync("ftp://nowhere");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "It is out" }).ClickAsync();
        await Expect(tab.Page.GetByText("starting with https://").First).ToBeVisibleAsync();
        await tab.Page.GetByLabel("I see it there").FillAsync("https://social.example/1");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "It is out" }).ClickAsync();

        await Expect(tab.Page.GetByText("Looked on the network: it is out.")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("Nothing more to do.")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "See it there" }))
            .ToHaveAttributeAsync("href", "https://social.example/1");
    }

    private async Task<Guid> DoubtfulAsync()
    {
        var (db, services) = (portal.Desk.Db, portal.Desk.Services);
        await using var scope = services.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
            new(await db.ScalarAsync<Guid>(AnyArticle, ct: Stop), null, null, "Did it go out?",
                [new(await db.ScalarAsync<Guid>(AnyAccount, ct: Stop))], Now: false,
                DateTimeOffset.UtcNow.AddDays(200).ToString("O"), null, null, "Somebody", null), Stop);
        var id = await db.ScalarAsync<Guid>(OfPost, new { Id = ((Result<CreatePost.Created>.Done)made).Value.PostId }, Stop);
        var ledger = services.GetRequiredService<Ledger>();
        Move[] moves =
        [
            new(DeliveryState.Scheduled, DeliveryState.Publishing, "Sending.", Ledger.System, null) { BeginsSend = true },
            new(DeliveryState.Publishing, DeliveryState.Uncertain, "No answer within 30 seconds.", Ledger.System, null)
                { Error = "No answer within 30 seconds." },
            new(DeliveryState.Uncertain, DeliveryState.Uncertain,
                "Asked Sandbox: not seen, which proves nothing yet.", Ledger.System, null),
            new(DeliveryState.Uncertain, DeliveryState.Uncertain, "Sandbox could not be asked.", Ledger.System, null),
        ];
        foreach (var move in moves)
        {
            await db.InTransactionAsync(
                async tx =>
                    Assert.True(await ledger.MoveAsync(
                        tx, id, (await tx.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, Stop))!.Version, move, Stop)), Stop);
        }

        return id;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
