using AngleSharp;
using AngleSharp.Dom;
using Engagement.Data;
using Engagement.Features.Insights;
using Engagement.Features.Insights.Digest;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Tests.Integrations.Mail;
using Engagement.Web.Security;
using MimeKit;

namespace Engagement.Tests.Insights;

public sealed class DigestTests
{
    private static readonly Sql Notices = Sql.Portable("select Title from Notices where Kind = 'insights.digest' order by CreatedAt");
    private static readonly Sql Bodies = Sql.Portable("select Body from Notices where Kind = 'insights.digest'");

    [Theory, OnEachDatabase]
    internal async Task It_comes_once_on_the_morning_after_each_week(Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 21);
        await world.RollUpAsync();
        await world.Get<AddUser>().RunAsync(new("cio@desk.example", "CIO", "Administrator"), Stop);
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        // A Wednesday: the week before is over, and nobody had asked for it.
        await world.Get<SaveDigest>().RunAsync(DigestRhythm.Weekly, berlin, "CIO", Stop);
        Assert.False(await world.Get<SendDigest>().RunAsync(Stop));

        world.Clock.SetUtcNow(new DateTimeOffset(2026, 7, 6, 4, 59, 0, TimeSpan.Zero));
        Assert.False(await world.Get<SendDigest>().RunAsync(Stop));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 7, 6, 5, 1, 0, TimeSpan.Zero));
        Assert.True(await world.Get<SendDigest>().RunAsync(Stop));
        Assert.False(await world.Get<SendDigest>().RunAsync(Stop));
        Assert.StartsWith("Insights, 29 Jun – 5 Jul 2026: ",
            Assert.Single(await world.Db.QueryAsync<string>(Notices)), StringComparison.Ordinal);
        Assert.Contains("Visits by people: ", Assert.Single(await world.Db.QueryAsync<string>(Bodies)), StringComparison.Ordinal);

        world.Clock.SetUtcNow(new DateTimeOffset(2026, 7, 14, 9, 0, 0, TimeSpan.Zero));
        Assert.True(await world.Get<SendDigest>().RunAsync(Stop));
        Assert.Equal(2, (await world.Db.QueryAsync<string>(Notices)).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task It_comes_by_mail_as_HTML_with_the_same_in_plain_words_beside(Dialect dialect)
    {
        await using var room = await MailRoom.OpenAsync(dialect);
        await room.AddAsync(Role.Administrator);
        await room.AddAsync(Role.Agent);
        await room.Desk.Get<SaveDigest>().RunAsync(DigestRhythm.Weekly, TimeZoneInfo.Utc, "CIO", Stop);
        var today = room.Desk.Clock.GetUtcNow().UtcDateTime.Date;
        var monday = today.AddDays(7 - (((int)today.DayOfWeek + 6) % 7));
        room.Desk.Clock.SetUtcNow(new DateTimeOffset(monday, TimeSpan.Zero).AddHours(8));

        Assert.True(await room.Desk.Get<SendDigest>().RunAsync(Stop));
        await room.WorkAsync();

        // To whoever looks after Insights, and nobody else.
        var mail = Assert.Single(room.Server.Mails);
        var alternative = Assert.IsType<MultipartAlternative>(mail.Body);
        Assert.Equal(["text/plain", "text/html"], alternative.Select(p => p.ContentType.MimeType));
        Assert.StartsWith("Insights, ", mail.Subject, StringComparison.Ordinal);
        var week = $"from={monday.AddDays(-7):yyyy-MM-dd}&to={monday.AddDays(-1):yyyy-MM-dd}&zone=UTC";
        Assert.Contains($"https://desk.example.com/insights?{week}", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Tickets opened: 0", mail.TextBody, StringComparison.Ordinal);
        var html = await HtmlAsync(mail.HtmlBody);
        Assert.Contains($"https://desk.example.com/insights/rows/visits?{week}", html.Links.Select(a => a.GetAttribute("href")));
        Assert.All(html.Links, a => Assert.StartsWith("https://desk.example.com/", a.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Equal("Sent", Assert.Single(await room.RowsAsync()).State);
    }

    [Fact]
    public async Task Names_from_the_right_stay_in_their_places_in_the_mail()
    {
        const string Name = "\u0645\u0631\u064A\u0645"; // an Arabic one
        var period = new Period(new(2026, 6, 29), new(2026, 7, 5), TimeZoneInfo.Utc);
        var digest = new DigestWords(period, "Insights", [], [], [new(Name + "\u202E", "/insights/loop/article/1", 40)], [], 0, 0);

        var html = await HtmlAsync(DigestHtml.Of(digest, "https://desk.example.com", Name));

        Assert.Contains($"Hello \u2068{Name}\u2069, the change", html.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"\u2068{Name}[U+202E]\u2069", html.Links.Select(a => a.TextContent));
    }

    [Fact]
    public async Task A_title_made_to_do_harm_is_only_words_in_the_mail()
    {
        const string Hostile =
            "\"><img src=x onerror=alert(1)><script>alert(2)</script><a href=javascript:alert(3)>here</a> 50% &amp; more";
        var period = new Period(new(2026, 6, 29), new(2026, 7, 5), TimeZoneInfo.Utc);
        var digest = new DigestWords(period, $"Insights {Hostile}",
            [new("visits", "Visits by people", "1,234", Hostile, "good", true)], [new("Won", Hostile)],
            [new(Hostile, "/insights/loop/article/1?from=2026-06-29&to=\"x", 40), new("Second", "/insights/loop/article/2", 0)],
            [], 3, 100);

        var html = await HtmlAsync(DigestHtml.Of(digest, "https://desk.example.com", Hostile));

        Assert.Empty(html.QuerySelectorAll("img, script, style, link, iframe, object, form, base"));
        Assert.DoesNotContain(html.All.SelectMany(e => e.Attributes), a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)
            || a.Value.Contains("url(", StringComparison.OrdinalIgnoreCase));
        Assert.All(html.Links, a => Assert.StartsWith("https://desk.example.com/", a.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Contains(Hostile, html.Links.Select(a => a.TextContent));
        Assert.Contains($"Hello {Hostile}", html.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("3 clients wait for an answer.", html.Body.TextContent, StringComparison.Ordinal);

        // Where a program turns colours dark, words and their ground turn together.
        Assert.All(html.QuerySelectorAll("[style]").Where(e => e.GetAttribute("style")!.Contains(";color:", StringComparison.Ordinal)
            || e.GetAttribute("style")!.StartsWith("color:", StringComparison.Ordinal)),
            e => Assert.Contains("background-color:", e.GetAttribute("style"), StringComparison.Ordinal));
    }

    private static async Task<IDocument> HtmlAsync(string? html) => await BrowsingContext.New().OpenAsync(r => r.Content(html), Stop);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
