using System.Collections.Concurrent;
using System.Globalization;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Conversations.Opportunities;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.Integrations.MailBridge;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Links;
using Engagement.Features.Publishing.Posts;
using Engagement.Features.Publishing.Series;
using Engagement.Host;
using Engagement.Jobs;
using Engagement.Sandbox;
using Engagement.Testing;
using Engagement.Tests.Integrations.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Engagement.Browser.Portal;

/// <summary>
/// Every page there is, found by the program itself, in both sizes and both lights: accessible, not wider than its window, refused nothing
/// by the policy.
/// </summary>
/// <remarks>On a desk of its own, beside the stories: it is filled with everything there can be, which no story is to find there.</remarks>
public sealed class EveryPageTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private static readonly TicketLine LeftOut = new(
        "Left out of a mail by Jo Berg: 2 attachments and 2 lines that may be quoted.",
        "Left out of a mail by Jo Berg: 2 attachments and 2 lines that may be quoted. screenshot.png (9.0 MB), "
            + "log.txt (3 KB). The mail has 9.2 MB.",
        "It worked until Monday.\nSince then it says error 5.");

    [Fact]
    public async Task It_is_accessible_fits_and_runs_under_the_policy()
    {
        await using var receiver = await Receiver.StartAsync();
        await FillAsync(receiver.Address);
        var paths = new ConcurrentQueue<string>(await PagesAsync());
        await using (await portal.OpenAsync())
        {
            // Signed in once; the tabs take that along.
        }

        var wrong = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => LookThroughAsync(paths)));
        Assert.Equal([], wrong.SelectMany(w => w));
    }

    // One tab's share of them.
    private async Task<IReadOnlyList<string>> LookThroughAsync(ConcurrentQueue<string> paths)
    {
        await using var tab = await portal.OpenAsync();
        var wrong = new List<string>();
        while (paths.TryDequeue(out var path))
        {
            wrong.AddRange(await LookAsync(tab.Page, path));
        }

        return [.. wrong, .. tab.Complaints.Where(c => !c.Contains("/no-access", StringComparison.Ordinal))];
    }

    // What is wrong with one page.
    private static async Task<IReadOnlyList<string>> LookAsync(IPage page, string path)
    {
        var wrong = new List<string>();
        var answer = (await page.GotoAsync(path))!;
        if (answer.Status != 200 && path != "/no-access")
        {
            wrong.Add($"{path}: {answer.Status}");
        }

        foreach (var (width, height) in new[] { (390, 844), (1366, 768) })
        {
            await page.SetViewportSizeAsync(width, height);
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0
                and var wider)
            {
                wrong.Add($"{path}: {wider} px too wide at {width}");
            }

            wrong.AddRange((await AxeInPage.ViolationsAsync(page)).Select(v => $"{path} at {width}: {v}"));
        }

        // In the dark only colours differ.
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        wrong.AddRange((await AxeInPage.ViolationsAsync(page, "color-contrast")).Select(v => $"{path} in the dark: {v}"));
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        return wrong;
    }

    /// <summary>
    /// Some pages alone while one works on them, and pictures of them to look at, as no rule can: run with <c>-explicit only</c>.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task Some_pages_alone_and_in_pictures()
    {
        var folder = Environment.GetEnvironmentVariable("ENGAGEMENT_PICTURES") ?? Path.Combine(AppContext.BaseDirectory, "pictures");
        var beginnings = (Environment.GetEnvironmentVariable("ENGAGEMENT_PICTURES_OF") ?? "/")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await using var receiver = await Receiver.StartAsync();
        await FillAsync(receiver.Address);
        await using var tab = await portal.OpenAsync();
        var wrong = new List<string>();
        foreach (var path in (await PagesAsync()).Where(p => beginnings.Any(b => p.StartsWith(b, StringComparison.Ordinal))))
        {
            foreach (var (width, height, light) in new[] { (390, 844, ColorScheme.Light),
                (390, 844, ColorScheme.Dark), (1366, 768, ColorScheme.Dark), (1366, 768, ColorScheme.Light) })
            {
                await tab.Page.SetViewportSizeAsync(width, height);
                await tab.Page.EmulateMediaAsync(new() { ColorScheme = light });
                await tab.Page.GotoAsync(path);
                await tab.Page.WaitForTimeoutAsync(500); // the editor and the charts draw themselves
                var picture = await tab.Page.ScreenshotAsync(new()
                    { Path = Path.Combine(folder, $"{path.Trim('/').Split('?')[0].Replace('/', '-')}-{width}-{light}.png"),
                        FullPage = true });
                Assert.NotEmpty(picture);
            }

            wrong.AddRange(await LookAsync(tab.Page, path));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task The_reference_of_the_api_is_shown()
    {
        await using var tab = await portal.OpenAsync();

        await tab.Page.GotoAsync("/api/reference");

        await Assertions.Expect(tab.Page.GetByText("/api/v1/accounts").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        Assert.DoesNotContain(tab.Complaints, c => c.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<string>> PagesAsync()
    {
        var (pages, missing) = await PageAddresses.OfAsync(portal.Desk, TestContext.Current.CancellationToken);
        Assert.True(missing.Count == 0, $"Nothing to show on {string.Join(", ", missing)}.");
        Assert.True(pages.Count > 20, string.Join(' ', pages));
        return pages;
    }

    // One post out, one ticket in: pages are looked at with something on them.
    private async Task FillAsync(string receiver)
    {
        var (services, db) = (portal.Desk.Services, portal.Desk.Db);
        services.GetRequiredService<Troubles>().Set(
            JobStores.TroubleKey, JobStores.KeptInMemory("CREATE TABLE permission denied in database 'Engagement'."));
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SaveLinkSettings>().RunAsync(
            new(portal.Desk.Address.ToString(), null, null, LinkSettings.UsualKeepDays, "Somebody"), Stop);
        var added = (Result<SaveEndpoint.Added>.Done)await scope.ServiceProvider.GetRequiredService<SaveEndpoint>().AddAsync(
            new("CRM", receiver, [], AllowPrivate: true, "Somebody"), Stop);
        await scope.ServiceProvider.GetRequiredService<ReplayEvents>().PingAsync(added.Value.Id, "Somebody", Stop);
        await scope.ServiceProvider.GetRequiredService<RaiseNotice>().RunAsync(
            new(NoticeKinds.DeliveryHeld, "“Tips” is held on Desk", "Its article is in review. Nothing was sent.", "/posts"), Stop);
        var article = await db.ScalarAsync<Guid>(
            Sql.Portable("select Id from Articles where State = 'Validated' and Audience = 'external' order by Title limit 1"), ct: Stop);
        var account = await db.ScalarAsync<Guid>(Sql.Portable("select Id from Accounts limit 1"), ct: Stop);
        await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
            new(article, null, null, "Did you know?", [new(account)], Now: true, null, null, "every page", "Somebody", null), Stop);

        // One that nobody has approved: what will not go out is to be seen too.
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        var made = (Result<CreatePost.Created>.Done)await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
            new(article, null, null, "Tell us.", [new(account)], Now: false,
                tomorrow, "UTC", "unread", "Somebody", null, Draft: true), Stop);
        var draft = await db.ScalarAsync<Guid>(
            Sql.Portable("select Id from Deliveries where PostId = @PostId"), new { made.Value.PostId }, Stop);
        var waits = new Move(DeliveryState.Draft, DeliveryState.AwaitingApproval, "Posts need approval.", Ledger.System, Next: null);
        await db.InTransactionAsync(tx => services.GetRequiredService<Ledger>().MoveAsync(tx, draft, 1, waits, Stop), Stop);
        var template = await db.ScalarAsync<Guid>(
            Sql.Portable("select Id from Templates where Kind = 'post' and State = 'Active' order by Name limit 1"), ct: Stop);
        await scope.ServiceProvider.GetRequiredService<SaveSeries>().RunAsync(
            new(null, 0, "Tip of the day", [new([.. Slot.Week.Take(5)], "02:30")], "Europe/Berlin", SeriesQueue.All,
                null, 30, false, null, null, 1, null, [template], [account], false, "Somebody", null), Stop);
        await UntilAsync("select count(*) from Deliveries where State = 'Published'");
        var remoteId = await db.ScalarAsync<string>(
            Sql.Portable("select RemoteId from Deliveries where State = 'Published' limit 1"), ct: Stop);
        var queue = (Result<Guid>.Done)await scope.ServiceProvider.GetRequiredService<SaveQueue>().RunAsync(
            new(null, "Accounts and access", [], [account]), Stop);
        await scope.ServiceProvider.GetRequiredService<SaveField>().RunAsync(
            new(queue.Value, null, "Device", "choice", "Laptop\nPhone"), Stop);
        var network = services.GetRequiredService<SandboxProfiles>();
        var client = network.Find("ina") ?? network.Add(new("ina", "Ina")).Value!;
        services.GetRequiredService<SandboxPosts>().Publish(client, new("every page", "I did not, and it does not work for me.", remoteId));
        await UntilAsync("select count(*) from Tickets");
        await AccountForAsync(scope.ServiceProvider.GetRequiredService<CountDay>());
        var ticket = await db.ScalarAsync<Guid>(Sql.Portable("select Id from Tickets limit 1"), ct: Stop);
        await scope.ServiceProvider.GetRequiredService<RecordMail>().RunAsync(
            Guid.NewGuid().ToString("N"), "jo@desk.example", "Re: It does not work",
            ReceivedMail.Ignored("It is an automatic answer.", ticket) with { Line = LeftOut }, "hook", Stop);
        await scope.ServiceProvider.GetRequiredService<MarkOpportunity>().RunAsync(
            new(ticket, null, new("Managed Wi-Fi", 900, "EUR", OpportunityStage.New, null, "Call them", new DateOnly(2026, 1, 1), null),
                "Somebody", null), Stop);
    }

    // A day to be signed and a gap to be looked into.
    private async Task AccountForAsync(CountDay count)
    {
        var now = DateTimeOffset.UtcNow;
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var figures = await count.RunAsync(day, day.AddDays(1), Stop);
        await portal.Desk.Db.ExecuteAsync(DailyReportSql.Insert, new
        {
            Id = Ids.New(now), Day = $"{day:yyyy-MM-dd}", TimeZone = "UTC", From = day,
            To = day.AddDays(1), FiguresJson = Json.Write(figures), Unexplained = 0, Now = now,
        }, Stop);
        var delivery = await portal.Desk.Db.ScalarAsync<Guid>(
            Sql.Portable("select Id from Deliveries where State = 'Published' limit 1"), ct: Stop);
        await portal.Desk.Db.ExecuteAsync(MissingRepliesSql.OpenCount,
            new { Id = Ids.New(now), DeliveryId = delivery, Reported = 3, Unexplained = 2, NextTryAt = now.AddHours(1), Now = now }, Stop);
    }

    private async Task UntilAsync(string count)
    {
        for (var tries = 0; await portal.Desk.Db.ScalarAsync<int>(Sql.Portable(count), ct: Stop) == 0; tries++)
        {
            Assert.True(tries < 150, $"Never: {count}");
            await Task.Delay(200, Stop);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
