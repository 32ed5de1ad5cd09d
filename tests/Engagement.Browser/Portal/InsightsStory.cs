using System.IO.Compression;
using Deque.AxeCore.Playwright;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Insights.Rollups;
using Engagement.Features.Publishing.Links;
using Engagement.Features.Publishing.Posts;
using Engagement.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engagement.Browser.Portal;

/// <summary>A CIO asks whether it works, and a desk that finds a chance in a ticket.</summary>
[Collection(PortalCollection.Name)]
public sealed class InsightsStory(PortalFixture portal)
{
    private const string Words = "Could you do this for our forty laptops?";

    private static readonly Sql AddVisit = Sql.Portable(
        """
        insert into Visits (Code, OccurredAt, Class, Reason, Visitor, BatchId)
        select l.Code, @At, 'People', 'None', @Visitor, '00000000-0000-0000-0000-000000000000' from TrackedLinks l
        where l.DeliveryId = @DeliveryId
        """);

    private static readonly Sql AddSeries = Sql.Portable(
        """
        insert into Series (Id, Name, State, TimeZone, SlotsJson, Queue, HorizonDays, CreatedAt, CreatedBy, UpdatedAt, UpdatedBy)
        values (@Id, 'Tip of the week', 'Paused', 'UTC', '[{"days":["Monday"],"time":"09:00"}]', 'Hand', 14, @Now, 'Somebody', @Now,
            'Somebody')
        """);

    private static readonly Sql Mark = Sql.Portable("insert into VisitChanges (Day, ArticleId) values (@Day, null)");
    // Whoever comes in a post's first seconds is taken for a program.
    private static readonly Sql WasOutAnHourAgo = Sql.Portable(
        "update Deliveries set PublishedAt = @At, SendCreatedAt = @At, SendStartedAt = @At where Id = @DeliveryId");

    private static readonly Sql NumberOf = Sql.Portable("select Number from Tickets where DeliveryId = @Id");
    private static readonly Sql Delivery = Sql.Portable("select Id from Deliveries where PostId = @Id and State = 'Published'");
    private static readonly Sql AccountOf = Sql.Portable("select AccountId from Deliveries where Id = @Id");
    private static readonly Sql PostTemplate = Sql.Portable("select max(Id) from Templates where Kind = 'post' and State = 'Active'");
    private static readonly Sql RemoteId = Sql.Portable("select RemoteId from Deliveries where Id = @Id");

    [Fact]
    public async Task A_CIO_reads_whether_it_works_and_opens_a_number_down_to_its_rows()
    {
        var (_, delivery) = await LoopAsync("insights");
        await VisitAsync(delivery, 3);
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync("/insights");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Six figures and their change" }).Locator("li")).ToHaveCountAsync(6);
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Visits over time, drawn." })).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("Object.keys(Chart.instances).length === 2"), "Both charts are drawn.");

        var flow = page.GetByRole(AriaRole.List, new() { Name = "The loop, from posts to sales" });
        var visits = flow.GetByRole(AriaRole.Link, new() { Name = "Visits" });
        var number = int.Parse(await visits.Locator(".flow-number").InnerTextAsync(),
            System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(number >= 3);
        await visits.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Visits" })).ToBeVisibleAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(number);

        await page.Locator("tbody a").First.ClickAsync();
        await Expect(page.GetByText("Link and visits")).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Any_period_and_zone_is_read_and_handed_on_as_a_file()
    {
        var (_, delivery) = await LoopAsync("files");
        await VisitAsync(delivery, 2);
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync("/insights?days=7&zone=Asia/Kathmandu");
        await Expect(page.GetByText("Asia/Kathmandu").First).ToBeVisibleAsync();
        var file = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = "Visits by article as CSV" }).ClickAsync());
        var csv = await File.ReadAllLinesAsync(await file.PathAsync(), Stop);
        Assert.StartsWith("Article,\"Visits by people\",\"Different people\"", csv[0].TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.True(csv.Length >= 2);

        file = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = "Excel", Exact = true }).ClickAsync());
        using var book = ZipFile.OpenRead(await file.PathAsync());
        Assert.True(book.Entries.Count(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)) >= 9,
            "A sheet for each table.");

        await page.GetByLabel("Time zone").FillAsync("Mars/Olympus");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(page.GetByText("That is not a time zone, e.g. Europe/Berlin.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Time zone")).ToHaveValueAsync("Mars/Olympus");
    }

    [Fact]
    public async Task The_digest_is_seen_as_the_mail_it_will_be_on_each_screen_and_in_each_light()
    {
        var (_, delivery) = await LoopAsync("digest");
        await VisitAsync(delivery, 2);
        await using var tab = await portal.OpenAsync();

        await tab.Page.GotoAsync("/insights/digest");
        var mail = await tab.Page.RunAndWaitForPopupAsync(
            () => tab.Page.GetByRole(AriaRole.Link, new() { Name = "See it as a mail" }).ClickAsync());
        await Expect(mail.GetByRole(AriaRole.Heading, new() { Name = "How it went" })).ToBeVisibleAsync();
        await Expect(mail.GetByText("Visits by people").First).ToBeVisibleAsync();
        await Expect(mail.GetByRole(AriaRole.Heading, new() { Name = "Read most" })).ToBeVisibleAsync();
        foreach (var (width, scheme) in new[] { (1366, ColorScheme.Light), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await mail.SetViewportSizeAsync(width, 844);
            await mail.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.Empty((await mail.RunAxe()).Violations.Where(v => v.Id is not ("region" or "landmark-one-main"))
                .Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
            Assert.Equal(0, await mail.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        }

        await mail.GetByRole(AriaRole.Link, new() { Name = "Open Insights" }).ClickAsync();
        await Expect(mail.GetByRole(AriaRole.Heading, new() { Name = "Insights", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task From_a_series_an_account_and_a_template_it_is_one_step_to_what_they_led_to_and_back()
    {
        var (_, delivery) = await LoopAsync("led");
        await VisitAsync(delivery, 1);
        var series = await SeriesAsync();
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;

        foreach (var (own, word) in new[]
        {
            ($"/series/{series}", "series"),
            ($"/accounts/{await portal.Desk.Db.ScalarAsync<Guid>(AccountOf, new { Id = delivery }, Stop)}", "account"),
            ($"/templates/{await portal.Desk.Db.ScalarAsync<Guid>(PostTemplate, ct: Stop)}", "template"),
        })
        {
            await page.GotoAsync(own);
            await page.GetByRole(AriaRole.Link, new() { Name = "What it led to" }).ClickAsync();
            await Expect(page.GetByText($"What came of this {word}")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.List, new() { Name = "The loop, from posts to sales" }).Locator("li")).ToHaveCountAsync(9);
            await page.GetByRole(AriaRole.Link, new() { Name = $"The {word}" }).ClickAsync();
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(own + "$"));
        }

        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_chance_is_found_in_a_ticket_and_moved_to_won_by_keyboard()
    {
        var (ticket, _) = await LoopAsync("chance");
        await using var tab = await portal.OpenAsync();
        var page = tab.Page;

        await page.GotoAsync($"/tickets/{ticket}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Mark these words as a chance" }).First.ClickAsync();
        await Expect(page.Locator("blockquote")).ToContainTextAsync(Words);
        await page.GetByLabel("Service").FillAsync("Laptop care for forty");
        await page.GetByLabel("Value").FillAsync("12,50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark it as a chance" }).ClickAsync();
        await Expect(page.GetByText("Digits, with a point for cents")).ToBeVisibleAsync();
        await page.GetByLabel("Value").FillAsync("4800");
        await page.GetByLabel("Next step").FillAsync("Send an offer");
        await page.GetByLabel("By", new() { Exact = true }).FillAsync("2026-01-02");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark it as a chance" }).ClickAsync();
        var trail = page.Locator(".trail");
        await Expect(trail).ToContainTextAsync("Article");
        await Expect(trail).ToContainTextAsync(Words);

        await page.GotoAsync("/opportunities");
        var card = page.Locator("[data-card]").Filter(new() { HasText = "Laptop care for forty" });
        await Expect(card).ToContainTextAsync("Overdue");
        await card.GetByRole(AriaRole.Link).First.FocusAsync();
        await page.Keyboard.PressAsync("]");
        await Expect(page.Locator("[data-column=Qualified]")).ToContainTextAsync("Laptop care for forty");

        await card.DragToAsync(page.Locator("[data-column=Won]"));
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/opportunities/[0-9a-f-]+\\?stage=Won"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await Expect(page.GetByText("Say why it was won").First).ToBeVisibleAsync();
        await page.GetByLabel("Why it was won or lost").FillAsync("They had read the guide and trusted us.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the changes" }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("Won");

        await page.GotoAsync("/opportunities");
        await Expect(page.Locator("[data-column=Won]")).ToContainTextAsync("Laptop care for forty");
        await page.GotoAsync($"/tickets/{ticket}");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Laptop care for forty" })).ToBeVisibleAsync();
        Assert.DoesNotContain(tab.Complaints, c => !c.Contains("422", StringComparison.Ordinal));
    }

    // A post that is out, and a client's reply to it as a ticket.
    private async Task<(long Ticket, Guid Delivery)> LoopAsync(string name)
    {
        var (services, db) = (portal.Desk.Services, portal.Desk.Db);
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SaveLinkSettings>().RunAsync(
            new(portal.Desk.Address.ToString(), null, null, LinkSettings.UsualKeepDays, "Somebody"), Stop);
        var article = await db.ScalarAsync<Guid>(
            Sql.Portable(
                "select Id from Articles where State = 'Validated' and Audience = 'external' and Url is not null order by Title limit 1"),
            ct: Stop);
        var account = await db.ScalarAsync<Guid>(Sql.Portable("select Id from Accounts limit 1"), ct: Stop);
        var made = Assert.IsType<Result<CreatePost.Created>.Done>(await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
            new(article, null, null, $"Did you know? ({name})", [new(account)], Now: true,
                null, null, $"insights {name}", "Somebody", null), Stop)).Value;
        var delivery = await UntilAsync<Guid>(Delivery, made.PostId);
        var network = services.GetRequiredService<SandboxProfiles>();
        var client = network.Find("tess") ?? network.Add(new("tess", "Tess")).Value!;
        services.GetRequiredService<SandboxPosts>().Publish(
            client, new($"insights {name}", Words, await db.ScalarAsync<string>(RemoteId, new { Id = delivery }, Stop)));
        return (await UntilAsync<long>(NumberOf, delivery), delivery);
    }

    private async Task<Guid> SeriesAsync()
    {
        var id = Ids.New(DateTimeOffset.UtcNow);
        await portal.Desk.Db.ExecuteAsync(AddSeries, new { Id = id, Now = DateTimeOffset.UtcNow }, Stop);
        return id;
    }

    private async Task VisitAsync(Guid delivery, int people)
    {
        var now = DateTimeOffset.UtcNow;
        await portal.Desk.Db.ExecuteAsync(WasOutAnHourAgo, new { At = now.AddHours(-1), DeliveryId = delivery }, Stop);
        for (var i = 0; i < people; i++)
        {
            await portal.Desk.Db.ExecuteAsync(AddVisit, new { At = now, Visitor = Random.Shared.NextInt64(), DeliveryId = delivery }, Stop);
        }

        await portal.Desk.Db.ExecuteAsync(Mark, new { Day = Quarters.DayOf(now) }, Stop);
        await using var scope = portal.Desk.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RollUp>().RunAsync(Stop);
    }

    private async Task<T> UntilAsync<T>(Sql sql, Guid id)
    {
        for (var tries = 0; ; tries++)
        {
            if (await portal.Desk.Db.ScalarAsync<T>(sql, new { Id = id }, Stop) is { } found && !Equals(found, default(T)))
            {
                return found;
            }

            Assert.True(tries < 150, $"Never: {sql.Text(Dialect.Sqlite)}");
            await Task.Delay(200, Stop);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
