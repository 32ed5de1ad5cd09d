using System.Net;
using System.Text.RegularExpressions;
using Engagement.Testing;
using Engagement.Web.Security;

namespace Engagement.Tests.House;

/// <summary>
/// What a request may ask of the database: as often as is said here, the session, the frame around the page and what looking leaves behind
/// included. Several statements that go to the database in one command are one; who breaks a budget sees all of them by name.
/// </summary>
public sealed partial class StatementBudgetTests(BusyTicket busy) : IClassFixture<BusyTicket>
{
    private const int TicketPage = 14;
    private const int TypedDraft = 3;
    private const int SentReply = 18;
    private const int Inbox = 8;
    private const int SignOfLife = 6;
    private const int NewPost = 12;

    private RunningDesk Desk => busy.Desk;

    private string Ticket => $"/tickets/{busy.Ticket.Number}";

    [Fact]
    public async Task A_ticket_is_shown_typed_into_answered_and_shown_again()
    {
        var http = await Desk.SignedInAsync(Role.Agent);
        using var statements = new RequestStatements();

        var page = await GetAsync(statements, http, Ticket, TicketPage);
        Assert.Contains("It says my account is locked now.", page, StringComparison.Ordinal);
        await GetAsync(statements, http, Ticket, TicketPage);
        Dictionary<string, string> typed = new() { ["text"] = "Open the un" };
        await PostAsync(statements, http, page, $"{Ticket}?handler=Draft", typed, TypedDraft, HttpStatusCode.OK);
        await PostAsync(statements, http, page, $"{Ticket}?handler=Draft", typed, TypedDraft, HttpStatusCode.OK);
        Assert.Contains("Open the un", await GetAsync(statements, http, Ticket, TicketPage), StringComparison.Ordinal);
        await PostAsync(statements, http, page, $"{Ticket}?handler=NoteDraft", typed, TypedDraft, HttpStatusCode.NoContent);
        Dictionary<string, string> here = new() { ["ticket"] = $"{busy.Ticket.Id}", ["state"] = "writing" };
        await PostAsync(statements, http, page, $"{Ticket}?handler=Presence", here, SignOfLife, HttpStatusCode.OK);
        here["ticket"] = $"{Guid.NewGuid()}";
        await PostAsync(statements, http, page, $"{Ticket}?handler=Presence", here, SignOfLife, HttpStatusCode.NotFound);

        Dictionary<string, string> reply = new()
        {
            ["text"] = "Open the unlock page and wait.",
            ["seen"] = Seen().Match(page).Groups[1].Value,
        };
        var next = await PostAsync(statements, http, page, $"{Ticket}?handler=Reply", reply, SentReply, HttpStatusCode.Redirect);
        Assert.Contains("Open the unlock page and wait.", await GetAsync(statements, http, next!, TicketPage), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/tickets")]
    [InlineData("/tickets?view=all&tag=password")]
    [InlineData("/tickets?view=all&q=password")]
    public async Task The_inbox_is_shown(string address)
    {
        var http = await Desk.SignedInAsync(Role.Agent);
        using var statements = new RequestStatements();

        Assert.Contains(busy.Ticket.Subject, await GetAsync(statements, http, address, Inbox), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_post_is_begun()
    {
        var http = await Desk.SignedInAsync(Role.Editor);
        using var statements = new RequestStatements();

        await GetAsync(statements, http, "/posts/new", NewPost);
        var page = await GetAsync(statements, http, $"/posts/new?article={busy.ArticleId}", NewPost);

        Assert.Contains("Fourth", page, StringComparison.Ordinal);
    }

    private async Task<string> GetAsync(RequestStatements statements, HttpClient http, string address, int most)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (answer, asked) = await statements.OfAsync(Desk, http, request, Stop);
        using (answer)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Hold($"GET {address}", asked, most);
            return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop));
        }
    }

    private async Task<string?> PostAsync(RequestStatements statements, HttpClient http, string page, string address,
        Dictionary<string, string> fields, int most, HttpStatusCode expected)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = FormToken().Match(page).Groups[1].Value });
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = form };
        var (answer, asked) = await statements.OfAsync(Desk, http, request, Stop);
        using (answer)
        {
            Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Stop)}");
            Hold($"POST {address}", asked, most);
            return answer.Headers.Location?.ToString();
        }
    }

    private static void Hold(string what, IReadOnlyList<IReadOnlyList<string>> asked, int most)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {asked.Count} of {most}");
        Assert.NotEmpty(asked);
        Assert.True(asked.Count <= most, $"{what} asks the database {asked.Count} times, {most} are allowed:\n"
            + string.Join('\n', asked.Select((names, i) => $"{i + 1,3}. {string.Join(", ", names)}")));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    [GeneratedRegex("name=\"seen\" value=\"([0-9]+)\"")]
    private static partial Regex Seen();
}
