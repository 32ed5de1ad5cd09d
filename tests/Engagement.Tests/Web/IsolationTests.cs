using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Engagement.Data;
using Engagement.Features.Mail;
using Engagement.Sandbox;
using Engagement.Testing;
using Engagement.Web.Security;
using Engagement.Web.Text;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;

namespace Engagement.Tests.Web;

/// <summary>
/// Words from the right and signs nobody sees, wherever the portal shows what somebody else wrote (friendica#12084, chatwoot#7141). The names and
/// words are set in the rows themselves: what came in before names were cleaned is shown as safely.
/// </summary>
public sealed class IsolationTests
{
    private const string Name = "ליאור\u202e gnp.exe";
    private const string Words = "مرحبا، لا يعمل VPN (الإصدار 5.2) عندي منذ أمس!";

    private static readonly Sql[] Renamed =
    [
        Sql.Portable("update Clients set Name = @Name, Company = @Name"),
        Sql.Portable("update Handles set DisplayName = @Name"),
        Sql.Portable("update Messages set AuthorName = @Name, Body = @Words"),
        Sql.Portable("update Articles set Title = @Name, Summary = @Words"),
        Sql.Portable("update Accounts set Name = @Name"),
        Sql.Portable("update Posts set Title = @Name"),
        Sql.Portable("update Deliveries set Body = @Words"),
        Sql.Portable("update Notices set Title = @Name, Body = @Words"),
    ];

    private static readonly Sql TicketNumber = Sql.Portable("select t.Number from Tickets t join Messages m on m.TicketId = t.Id where m.Kind = 'inbound'");
    private static readonly Sql ClientId = Sql.Portable("select c.Id from Clients c");
    private static readonly Sql ArticleId = Sql.Portable("select a.Id from Articles a order by a.Id {page}");
    private static readonly Sql Ours = Sql.Portable("select Handle from Accounts where Network = 'sandbox' order by CreatedAt {page}");

    [Fact]
    public async Task What_others_wrote_is_set_apart_on_every_page_and_nothing_unseen_is_left_in_it()
    {
        await using var desk = await RunningDesk.StartAsync();
        var ticket = await SayAsync(desk);
        foreach (var rename in Renamed)
        {
            await desk.Db.ExecuteAsync(rename, new { Name, Words }, Stop);
        }

        var client = (await desk.Db.QueryAsync<Guid>(ClientId, ct: Stop))[0];
        var article = await desk.Db.ScalarAsync<Guid>(ArticleId, new { Take = 1 }, Stop);
        var http = await desk.SignedInAsync(Role.Administrator);
        var seen = 0;
        foreach (var path in new[]
        {
            "/", "/tickets", $"/tickets/{ticket}", "/clients", $"/clients/{client}", $"/search?q={Uri.EscapeDataString("ליאור")}", "/knowledge", $"/knowledge/{article}",
            "/posts", $"/posts/new?articleId={article}", "/calendar", "/calendar?view=list", "/accounts", "/notices", "/insights", "/insights/content", "/insights/desk", "/opportunities",
            "/templates", "/series", "/settings", "/listening", "/approval", "/sla", "/rules",
        })
        {
            using var answer = await http.GetAsync(path, Stop);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                continue; // another page's address; that those named here are pages is counted below
            }

            var html = await answer.Content.ReadAsStringAsync(Stop);
            seen += Check(path, new HtmlParser().ParseDocument(html));
        }

        Assert.True(seen >= 20, $"Words of others were seen {seen} times.");
    }

    // Names on a page: within an element that turns by itself, or in a title by the signs for it. No page has the override itself.
    private static int Check(string path, IDocument page)
    {
        var seen = 0;
        foreach (var text in page.Descendants<IText>().Where(t => t.Data.Contains("ליאור", StringComparison.Ordinal) || t.Data.Contains("مرحبا", StringComparison.Ordinal)))
        {
            var within = text.Ancestors<IElement>().ToList();
            if (within.Any(e => e.LocalName is "textarea" or "script"))
            {
                continue; // what a form sends back is what was there
            }

            seen++;
            Assert.DoesNotContain('\u202e', text.Data);
            Assert.True(
                within.Any(e => e.LocalName == "bdi" || e.GetAttribute("dir") == "auto") || within[0].LocalName == "option" || (within[0].LocalName == "title" && text.Data.Contains('\u2068', StringComparison.Ordinal)),
                $"{path}: not set apart in <{within[0].LocalName} class=\"{within[0].ClassName}\">: {text.Data.Trim()}");
        }

        foreach (var element in page.All)
        {
            foreach (var name in new[] { "title", "aria-label", "alt" })
            {
                Assert.False(element.GetAttribute(name)?.Contains('\u202e', StringComparison.Ordinal) == true, $"{path}: {name} of <{element.LocalName}> turns what follows.");
            }
        }

        return seen;
    }

    [Fact]
    public void Every_page_and_part_of_one_sets_apart_what_it_writes()
    {
        var views = new RazorCompiledItemLoader().LoadItems(typeof(Unseen).Assembly);

        Assert.NotEmpty(views);
        Assert.All(views.Where(v => !v.Identifier.Contains("_View", StringComparison.Ordinal)), view => Assert.True(
            typeof(PortalPage).IsAssignableFrom(view.Type) || IsPortalView(view.Type),
            $"{view.Identifier} needs @inherits Engagement.Web.Text.{(typeof(Page).IsAssignableFrom(view.Type) ? "PortalPage" : "PortalView<TModel>")}."));
    }

    [Theory]
    [InlineData("Lee \u202e gnp.exe", "Lee [U+202E] gnp.exe")]
    [InlineData("\u2067a\u2069", "[U+2067]a[U+2069]")]
    [InlineData("a\u0000b\u0085", "a[U+0000]b[U+0085]")]
    [InlineData("\u3164", "[U+3164]")]
    [InlineData("می‌خواهم 👩‍👩‍👧 ❤️ ก\u200bข\nx", "می‌خواهم 👩‍👩‍👧 ❤️ ก\u200bข\nx")]
    public void A_sign_nobody_sees_is_shown_and_spelling_is_left(string text, string shown) => Assert.Equal(shown, Unseen.Show(text));

    [Fact]
    public void A_mail_shows_them_too()
    {
        var html = MailHtml.Of($"Reply from Lee \u202e gnp.exe\n\n{Words}");

        Assert.Contains("Lee [U&#x2B;202E] gnp.exe".Replace("&#x2B;", "+", StringComparison.Ordinal), WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("<p dir=\"auto\">", html, StringComparison.Ordinal);
    }

    private static bool IsPortalView(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PortalView<>))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<long> SayAsync(RunningDesk desk)
    {
        var client = desk.Services.GetRequiredService<SandboxProfiles>().Add(new("lior", "Lior")).Value!;
        var ours = await desk.Db.ScalarAsync<string>(Ours, new { Take = 1 }, Stop);
        Assert.NotNull(desk.Services.GetRequiredService<SandboxPosts>().Publish(client, new(Guid.NewGuid().ToString("N"), $"@{ours!.TrimStart('@')} {Words}")).Value);
        for (var tries = 0; ; tries++)
        {
            if (await desk.Db.ScalarAsync<long?>(TicketNumber, ct: Stop) is { } number)
            {
                return number;
            }

            Assert.True(tries < 300, "It never became a ticket.");
            await Task.Delay(200, Stop);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
