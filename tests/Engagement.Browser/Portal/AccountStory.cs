using Engagement.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>
/// What an administrator does with an account that costs money, and what an editor does with a post that should not have gone out.
/// </summary>
[Collection(PortalCollection.Name)]
public sealed class AccountStory(PortalFixture portal)
{
    // An account on X as it would be once connected; paused, so that nobody calls there meanwhile.
    private static readonly Sql AddPaidAccount = Sql.Portable(
        """
        insert into Accounts (Id, Network, Name, Handle, RemoteId, SettingsJson, SecretsCipher, State, PublishLastOkAt, ListenLastOkAt,
            NextListenAt, CreatedAt, UpdatedAt)
        select @Id, 'x', 'Help on X', '@help', '99', '{}', SecretsCipher, 'Paused', @Now, @Now, @Later, @Now, @Now from Accounts
        where Network = 'sandbox'
        """);

    private static readonly Sql AddSpending = Sql.Portable(
        "insert into Spending (Id, AccountId, Kind, Units, Amount, SpentAt) values (@SpendId, @Id, 'PostWithLink', 1, 4200000, @Now)");

    private static readonly Sql RemoveSpending = Sql.Portable("delete from Spending");

    private static readonly Sql RemoveLimits = Sql.Portable(
        "delete from RateBudgets where AccountId in (select Id from Accounts where Network = 'x')");

    private static readonly Sql RemoveAccount = Sql.Portable("delete from Accounts where Network = 'x'");

    [Fact]
    public async Task A_months_budget_is_set_warns_and_shows_before_a_post_is_approved()
    {
        var now = DateTimeOffset.UtcNow;
        var paid = new { Id = Guid.CreateVersion7(), SpendId = Guid.CreateVersion7(), Now = now, Later = now.AddYears(1) };
        await portal.Desk.Db.ExecuteAsync(AddPaidAccount, paid);
        await portal.Desk.Db.ExecuteAsync(AddSpending, paid);
        try
        {
            await using var tab = await portal.OpenAsync();
            var page = tab.Page;
            await page.GotoAsync("/accounts");
            await page.GetByRole(AriaRole.Link, new() { Name = "Limits and settings of Help on X" }).ClickAsync();

            await page.GetByLabel("Character limit").FillAsync("12");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Character limit: a whole number from 280");

            await page.GetByLabel("Character limit").FillAsync("4000");
            await page.GetByLabel("Budget for a month (USD)").FillAsync("5");
            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Expect(page.GetByText("$4.20 of $5.00 spent")).ToBeVisibleAsync();
            await Expect(page.GetByText("Budget nearly spent")).ToBeVisibleAsync();
            Assert.Empty(await AxeInPage.ViolationsAsync(page));

            await page.GotoAsync("/");
            await Expect(page.GetByRole(AriaRole.Link, new() { NameRegex = new("Help on X.*spent") })).ToBeVisibleAsync();

            await page.GotoAsync("/posts/new");
            await page.GetByRole(AriaRole.Link, new() { Name = "Write about The printer does not print" }).ClickAsync();
            // one that is paused is not chosen by itself
            await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("Help on X") }).CheckAsync();

            // Where the desk's short links are on, they lead to this machine by its number, which is no link by X's rule.
            await Expect(page.GetByText(new System.Text.RegularExpressions.Regex(@"^\s*\$0\.(20 for a post with a link|015 for a post)\. "
                + @"\$4\.20 of \$5\.00 spent"))).ToBeVisibleAsync();
            await Expect(page.GetByText("of 4000")).ToBeVisibleAsync();
        }
        finally
        {
            await portal.Desk.Db.ExecuteAsync(RemoveSpending);
            await portal.Desk.Db.ExecuteAsync(RemoveLimits);
            await portal.Desk.Db.ExecuteAsync(RemoveAccount);
        }
    }

    // Three more of our accounts, each with a trouble of its own.
    private static readonly Sql AddTroubled = Sql.Portable(
        """
        insert into Accounts (Id, Network, Name, Handle, RemoteId, SettingsJson, SecretsCipher, State, PublishLastOkAt, PublishFailures,
            PublishRestUntil, PublishLastError, ListenLastOkAt, NextListenAt, CreatedAt, UpdatedAt, RemovedAt, RemovedBy)
        values (@Id, @Network, @Name, @Handle, @Handle, '{}', '', @State, @Earlier, @Failures, @Rest, @Error, @Now, @Later, @Now, @Now,
            @RemovedAt, @RemovedBy)
        """);

    private static readonly Sql RemoveTheirQuarters = Sql.Portable(
        "delete from DeskQuarters where AccountId in (select Id from Accounts where RemoteId like '@troubled%')");

    private static readonly Sql RemoveTheirLimits = Sql.Portable(
        "delete from RateBudgets where AccountId in (select Id from Accounts where RemoteId like '@troubled%')");

    private static readonly Sql RemoveTheirGaps = Sql.Portable(
        "delete from ReplyGaps where AccountId in (select Id from Accounts where RemoteId like '@troubled%')");

    private static readonly Sql RemoveTheirPlaces = Sql.Portable(
        "delete from StreamCursors where AccountId in (select Id from Accounts where RemoteId like '@troubled%')");

    private static readonly Sql RemoveTroubled = Sql.Portable("delete from Accounts where RemoteId like '@troubled%'");

    [Fact]
    public async Task Accounts_that_cannot_do_their_work_say_why_and_removing_one_says_what_happens()
    {
        var now = DateTimeOffset.UtcNow;
        Task AddAsync(string network, string name, string handle, string state, int failures = 0, bool isRemoved = false) =>
            portal.Desk.Db.ExecuteAsync(AddTroubled, new
            {
                Id = Guid.CreateVersion7(), Network = network, Name = name, Handle = $"@troubled_{handle}",
                State = state, Earlier = now.AddHours(-3), Now = now, Later = now.AddYears(1),
                Failures = failures, Rest = failures > 0 ? now.AddMinutes(5) : (DateTimeOffset?)null, Error = failures > 0
                    ? "The network could not be reached: its name was not found."
                    : null,
                RemovedAt = isRemoved ? now.AddDays(-2) : (DateTimeOffset?)null, RemovedBy = isRemoved ? "Administrator of the desk" : null,
            });
        await AddAsync("telegraph", "Desk on Telegraph", "telegraph", "Active");
        await AddAsync("mastodon", "Desk on Mastodon", "mastodon", "Active", failures: 5);
        await AddAsync("bluesky", "Old desk", "bluesky", "Removed", isRemoved: true);
        try
        {
            await using var tab = await portal.OpenAsync();
            var page = tab.Page;
            await page.GotoAsync("/accounts");
            await Expect(page.GetByText("Network not available in this version.")).ToBeVisibleAsync();
            await Expect(page.GetByText("Tries again").First).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Removed accounts" })).ToBeVisibleAsync();
            await LookAsync(page, "accounts-troubled");

            await page.GetByRole(AriaRole.Link, new() { Name = "Remove Desk on Telegraph" }).ClickAsync();
            await Expect(page.GetByText("This version does not speak “telegraph”")).ToBeVisibleAsync();
            await LookAsync(page, "accounts-remove");

            await page.GetByRole(AriaRole.Button, new() { Name = "Remove account" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Desk on Telegraph was removed.");
            await Expect(page.GetByText("Network not available in this version.")).ToHaveCountAsync(0);

            await page.GotoAsync("/accounts");
            await page.GetByRole(AriaRole.Link, new() { NameRegex = new("Read older messages of .*Sandbox") }).First.ClickAsync();
            await Expect(page.GetByText("And from the last 7 days")).ToBeVisibleAsync();
            await LookAsync(page, "accounts-begin");
        }
        finally
        {
            foreach (var sql in (Sql[])[RemoveTheirQuarters, RemoveTheirLimits, RemoveTheirGaps, RemoveTheirPlaces, RemoveTroubled])
            {
                await portal.Desk.Db.ExecuteAsync(sql);
            }
        }
    }

    // In both sizes and both lights; pictures where somebody wants to look at them.
    private static async Task LookAsync(IPage page, string name)
    {
        foreach (var (width, height, light) in new[] { (390, 844, ColorScheme.Dark),
            (390, 844, ColorScheme.Light), (1366, 768, ColorScheme.Dark), (1366, 768, ColorScheme.Light) })
        {
            await page.SetViewportSizeAsync(width, height);
            await page.EmulateMediaAsync(new() { ColorScheme = light });
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            Assert.Empty(await AxeInPage.ViolationsAsync(page));
            if (Environment.GetEnvironmentVariable("ENGAGEMENT_PICTURES") is { } folder)
            {
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{light}.png"), FullPage = true });
            }
        }
    }

    [Fact]
    public async Task A_post_that_should_not_have_gone_out_is_taken_back()
    {
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;
        await page.GotoAsync("/posts/new");
        await page.GetByRole(AriaRole.Link, new() { Name = "Write about The printer does not print" }).ClickAsync();
        await page.Locator("textarea.words-text").First.FillAsync("This was not meant for everybody.");
        await page.GetByLabel("Now").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule the post" }).ClickAsync();
        await Expect(page.GetByText("Published", new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = 20_000 });

        await page.GetByRole(AriaRole.Link, new() { Name = "Details" }).First.ClickAsync();
        await page.GetByText("Take it back").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it there" }).ClickAsync();

        await Expect(page.GetByText("Taken back: deleted on Sandbox.")).ToBeVisibleAsync();
        await page.GotoAsync("/sandbox");
        await Expect(page.GetByText("This was not meant for everybody.")).ToHaveCountAsync(0);
        Assert.Empty(tab.Complaints);
    }
}
