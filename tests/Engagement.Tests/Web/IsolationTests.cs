using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.Publishing.Posts;
using Engagement.Sandbox;
using Engagement.Testing;
using Engagement.Web.Security;
using Engagement.Web.Text;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;

namespace Engagement.Tests.Web;

/// <summary>
/// Words from the right and signs nobody sees, wherever the portal shows what somebody else wrote (friendica#12084, chatwoot#7141). The
/// names and words are set in the rows themselves: what came in before names were cleaned is shown as safely.
/// </summary>
public sealed class IsolationTests
{
    private const string Name = "ליאור\u202e gnp.exe";
    private const string Shown = "ליאור[U+202E] gnp.exe";
    private const string Words = "مرحبا، لا يعمل VPN (الإصدار 5.2) عندي منذ أمس!";

    private static readonly Sql[] Renamed =
    [
        Sql.Portable("update Clients set Name = @Name, Company = @Name"),
        Sql.Portable("update Handles set DisplayName = @Name"),
        Sql.Portable("update Messages set AuthorName = @Name, Body = @Words"),
        Sql.Portable("update Articles set Title = @Name, Summary = @Words"),
        Sql.Portable("update ArticleVersions set Title = @Name, Body = @Html, Format = 'html'"),
        Sql.Portable("update Accounts set Name = @Name"),
        Sql.Portable("update Users set Name = @Name"),
        Sql.Portable("update Queues set Name = @Name"),
        Sql.Portable("update Templates set Name = @Name"),
        Sql.Portable("update Posts set Title = @Name, CreatedBy = @Name"),
        Sql.Portable("update Deliveries set Body = @Words"),
        Sql.Portable("update Tickets set Subject = @Name"),
    ];

    private static readonly Sql FirstTicket = Sql.Portable(
        "select t.Id from Tickets t join Messages m on m.TicketId = t.Id where m.Kind = 'inbound' order by t.Number {page}");
    private static readonly Sql Administrator = Sql.Portable("select Id from Users where Email = @Email");
    private static readonly Sql Out = Sql.Portable("select count(*) from Deliveries where State = 'Published'");
    private static readonly Sql OurAccount = Sql.Portable("select Id from Accounts where Network = 'sandbox' order by CreatedAt {page}");
    private static readonly Sql Ours = Sql.Portable("select Handle from Accounts where Network = 'sandbox' order by CreatedAt {page}");
    private static readonly Sql Article = Sql.Portable(
        "select Id from Articles where State = 'Validated' and Audience = 'external' order by Id {page}");

    [Fact]
    public async Task What_others_wrote_is_set_apart_on_every_page_and_nothing_unseen_is_left_in_it()
    {
        await using var desk = await RunningDesk.StartAsync();
        var ticket = await SayAsync(desk);
        await PostAsync(desk);
        foreach (var rename in Renamed)
        {
            await desk.Db.ExecuteAsync(rename, new { Name, Words, Html = $"<h2>{Name}</h2><p>{Words}</p><p>Call <b>{Name}</b> now.</p>"
                + $"<img src=\"https://a.example/x.png\" alt=\"{Name}\">" }, Stop);
        }

        await ComposeAsync(desk, ticket);
        var http = await desk.SignedInAsync(Role.Administrator);
        var (pages, missing) = await PageAddresses.OfAsync(desk, Stop);
        Assert.Superset(missing.ToHashSet(StringComparer.Ordinal), Unfilled.ToHashSet(StringComparer.Ordinal));
        var (seen, wrong) = (0, new List<string>());
        foreach (var path in pages.Append($"/search?q={Uri.EscapeDataString("ליאור")}").Append("/calendar?view=list"))
        {
            using var answer = await http.GetAsync(path, Stop);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                seen += Check(path, new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Stop)), wrong);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
        Assert.True(seen >= 60, $"Words of others were seen {seen} times.");
    }

    // Pages that this desk has nothing to show on. Every other one is walked, and a new one must be.
    private static readonly string[] Unfilled =
    [
        "listening/days/{day}", "opportunities/{id:guid}", "series/{key}",
        "settings/queues/{id:guid}", "settings/webhooks/deliveries/{id:guid}",
        "settings/webhooks/{id:guid}", "deliveries/{id:guid}", "insights/loop/{kind}/{id:guid}",
    ];

    // What stands alone stands in an element that turns by itself. What stands in a sentence is set apart in it, so that it turns nothing
    // beside it; words of our own around a name are told by the name not being all of the text.
    private static int Check(string path, IDocument page, List<string> wrong)
    {
        var seen = 0;
        foreach (var text in page.Descendants<IText>().Where(t => IsOfOthers(t.Data)))
        {
            var within = text.Ancestors<IElement>().ToList();
            if (within.Any(e => e.LocalName is "textarea" or "script"))
            {
                continue; // what a form sends back is what was there
            }

            seen++;
            var isAlone = within.Any(e => e.LocalName == "bdi" || e.GetAttribute("dir") == "auto") && IsAllOf(text.Data.Trim());
            var isTheirs = within.Any(e => e.ClassList.Contains("post-text") || e.ClassList.Contains("prose")); // all of it is
            var isChoice = within[0].LocalName == "option" && IsAllOf(text.Data.Trim());
            if (text.Data.Contains('\u202e', StringComparison.Ordinal) && !isChoice)
            {
                wrong.Add($"{path}: <{within[0].LocalName} class=\"{within[0].ClassName}\"> turns what follows: {text.Data.Trim()}");
            }
            else if (!isAlone && !isTheirs && !isChoice && !IsIsolated(text.Data))
            {
                wrong.Add($"{path}: not set apart in <{within[0].LocalName} class=\"{within[0].ClassName}\">: {text.Data.Trim()}");
            }
        }

        foreach (var element in page.All)
        {
            foreach (var name in new[] { "title", "aria-label", "alt" })
            {
                if (element.GetAttribute(name) is { } words && IsOfOthers(words)
                    && (words.Contains('\u202e', StringComparison.Ordinal) || !IsIsolated(words)))
                {
                    wrong.Add($"{path}: {name} of <{element.LocalName}>: {words}");
                }
            }
        }

        return seen;
    }

    private static bool IsOfOthers(string text) =>
        text.Contains("ליאור", StringComparison.Ordinal) || text.Contains("مرحبا", StringComparison.Ordinal);

    private static bool IsAllOf(string text) => Shown.StartsWith(text, StringComparison.Ordinal)
        || Name.StartsWith(text, StringComparison.Ordinal)
        || Words.StartsWith(text.TrimEnd('…', ' '), StringComparison.Ordinal);

    private static bool IsIsolated(string text)
    {
        for (var at = 0; (at = text.AsSpan(at).IndexOfAny('ל', 'م') is >= 0 and var next ? at + next : -1) >= 0; at++)
        {
            if (IsOfOthers(text[at..Math.Min(text.Length, at + 5)])
                && text[..at].Count(c => c == '\u2068') <= text[..at].Count(c => c == '\u2069'))
            {
                return false;
            }
        }

        return true;
    }

    [Fact]
    public void Every_page_and_part_of_one_sets_apart_what_it_writes()
    {
        var views = new RazorCompiledItemLoader().LoadItems(typeof(Unseen).Assembly);

        Assert.NotEmpty(views);
        Assert.All(views.Where(v => !v.Identifier.Contains("_View", StringComparison.Ordinal)), view => Assert.True(
            typeof(PortalPage).IsAssignableFrom(view.Type) || IsPortalView(view.Type),
            $"{view.Identifier} needs @inherits "
                + $"Engagement.Web.Text.{(typeof(Page).IsAssignableFrom(view.Type) ? "PortalPage" : "PortalView<TModel>")}."));
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

    private static async Task<Guid> SayAsync(RunningDesk desk)
    {
        var client = desk.Services.GetRequiredService<SandboxProfiles>().Add(new("lior", "Lior")).Value!;
        var ours = await desk.Db.ScalarAsync<string>(Ours, new { Take = 1 }, Stop);
        Assert.NotNull(desk.Services.GetRequiredService<SandboxPosts>()
            .Publish(client, new(Guid.NewGuid().ToString("N"), $"@{ours!.TrimStart('@')} {Words}")).Value);
        return await UntilAsync(() => desk.Db.ScalarAsync<Guid?>(FirstTicket, new { Take = 1 }, Stop));
    }

    private static async Task PostAsync(RunningDesk desk)
    {
        await using var scope = desk.Services.CreateAsyncScope();
        var article = await desk.Db.ScalarAsync<Guid>(Article, new { Take = 1 }, Stop);
        var account = await desk.Db.ScalarAsync<Guid>(OurAccount, new { Take = 1 }, Stop);
        Assert.IsType<Result<CreatePost.Created>.Done>(await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
            new(article, null, null, "Did you know?", [new(account)], Now: true, null, null, "isolation", "Somebody", null), Stop));
        await UntilAsync(async () => await desk.Db.ScalarAsync<int>(Out, ct: Stop) > 0 ? true : (bool?)null);
    }

    // Sentences of ours around names of others: the log of a ticket, notices, what an account's trouble says.
    private static async Task ComposeAsync(RunningDesk desk, Guid ticket)
    {
        await using var scope = desk.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var me = await desk.Db.ScalarAsync<Guid>(Administrator, new { Email = RunningDesk.EmailOf(Role.Administrator) }, Stop);
        Assert.IsType<Result<Guid>.Done>(await services.GetRequiredService<ChangeTicket>().RunAsync(
            new(ticket, null, null, TicketPriority.High, me, Unassign: false, Name, null), Stop));
        await services.GetRequiredService<RaiseNotice>().RunAsync(
            new(NoticeKinds.DeliveryHeld, $"“{Name}” is held on {Name}", $"{Words} Nothing was sent.", "/posts"), Stop);
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> look)
        where T : struct
    {
        for (var tries = 0; ; tries++)
        {
            if (await look() is { } found)
            {
                return found;
            }

            Assert.True(tries < 300, "It never came.");
            await Task.Delay(200, Stop);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
