using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Engagement.Tests.Web;
using Engagement.Web.Security;

namespace Engagement.Tests.Api;

/// <summary>
/// What cannot be right is refused, by the name it has in the request; and what a stranger sends is never our mistake (500).
/// </summary>
[Collection(DeskCollection.Name)]
public sealed class RefusalsTests(DeskFixture fixture)
{
    [Theory]
    [InlineData("/tickets?stauts=Open", "stauts")]
    [InlineData("/tickets?status=Open&take=1&page=2", "page")]
    [InlineData("/articles?limit=5", "limit")]
    [InlineData("/templates/files?x=1", "x")]
    [InlineData("/stops?take=1", "take")]
    [InlineData("/tickets/00000000-0000-0000-0000-000000000000?id=1", "id")]
    [InlineData("/posts?take=1&take=2", "take")]
    [InlineData("/tickets?assigneeId=me", "assigneeId")]
    [InlineData("/tickets?take=many", "take")]
    [InlineData("/tickets?openedBefore=yesterday", "openedBefore")]
    [InlineData("/insights/loop?from=soon", "from")]
    [InlineData("/insights/loop?from=02/01/2026&to=2026-03-01", "from")]
    [InlineData("/insights/loop?from=2026-1-5", "from")]
    [InlineData("/insights/loop?from=2026-01-01&to=2026-02-30", "to")]
    [InlineData("/insights/loop?days=many", "days")]
    [InlineData("/insights/tables/times?to=20260101", "to")]
    public async Task A_parameter_that_is_not_taken_is_named(string path, string field) =>
        Assert.Equal([field], await FieldsAsync(await SendAsync(HttpMethod.Get, path), HttpStatusCode.BadRequest));

    [Theory]
    [InlineData("/posts?state=Pblished", "state")]
    [InlineData("/tickets?network=nope", "network")]
    [InlineData("/tickets?take=0", "take")]
    [InlineData("/tickets?after=next", "after")]
    [InlineData("/insights/loop?kind=article", "id")]
    [InlineData("/insights/loop?id=00000000-0000-0000-0000-000000000001", "id")]
    [InlineData("/insights/tables/visits?account=00000000-0000-0000-0000-000000000001", "account")]
    [InlineData("/insights/tables/times?account=00000000-0000-0000-0000-000000000001", "account")]
    [InlineData("/insights/tables/times?days=-1", "days")]
    [InlineData("/insights/loop?days=99999", "days")]
    [InlineData("/insights/loop?days=7&from=2026-01-01&to=2026-01-07", "days")]
    [InlineData("/insights/loop?from=2026-01-01", "to")]
    [InlineData("/insights/loop?from=2026-01-02&to=2026-01-01", "to")]
    [InlineData("/insights/loop?zone=Europe/Nowhere", "zone")]
    public async Task A_parameter_that_cannot_be_right_is_named(string path, string field) =>
        Assert.Equal([field], await FieldsAsync(await SendAsync(HttpMethod.Get, path), HttpStatusCode.UnprocessableEntity));

    [Theory]
    [InlineData("/posts", """{ "templateId": "short" }""", "templateId")]
    [InlineData("/posts", """{ "accounts": ["x"] }""", "accounts[0]")]
    [InlineData("/posts", """{ "accounts": "x" }""", "accounts")]
    [InlineData("/posts", """{ "late": { "graceMinutes": "soon", "then": "Ask" } }""", "late.graceMinutes")]
    [InlineData("/posts", """{ "late": { "grace": 5 } }""", "late.grace")]
    [InlineData("/posts", """{ "images": [{ "id": 5 }] }""", "images[0].id")]
    [InlineData("/posts", """{ "now": "yes" }""", "now")]
    [InlineData("/posts", """{ "a b": 1 }""", "a b")]
    [InlineData("/posts", """[]""", "body")]
    [InlineData("/posts", "", "body")]
    [InlineData("/posts", "{", "body")]
    [InlineData("/opportunities", """{ "value": "12" }""", "value")]
    public async Task A_field_of_the_wrong_kind_is_named_as_it_was_sent(string path, string body, string field) =>
        Assert.Equal([field], await FieldsAsync(await SendAsync(HttpMethod.Post, path, body), HttpStatusCode.BadRequest));

    [Theory]
    [InlineData("/posts", """
        { "articleId": "{article}", "templateId": "00000000-0000-0000-0000-000000000001", "accounts": ["{account}"], "now": true }
        """, "templateId")]
    [InlineData("/posts", """{ "articleId": "{article}", "accounts": ["{account}"], "now": true }""", "templateId")]
    [InlineData("/posts", """
        { "articleId": "{article}", "text": "a", "accounts": ["{account}"], "now": true, "late": { "graceMinutes": -5, "then": "Ask" } }
        """, "late.graceMinutes")]
    [InlineData("/posts", """
        { "articleId": "{article}", "text": "a", "accounts": ["{account}"], "now": true, "images": [{ "id": "{article}", "altText": "" }] }
        """, "images[0].altText")]
    [InlineData("/templates/render", """{ "articleId": "{article}", "network": "sandbox" }""", "templateId")]
    [InlineData("/templates/render", """{ "articleId": "{article}", "body": "a", "accountId": "{article}" }""", "accountId")]
    [InlineData("/webhooks", """{ "name": "CRM", "url": "ftp://x", "types": [] }""", "url")]
    [InlineData("/stops", "{}", "accountId")]
    [InlineData("/stops", """{ "reason": " " }""", "accountId")]
    [InlineData("/stops", """{ "everything": true, "accountId": "{account}" }""", "everything")]
    [InlineData("/stops", """{ "accountId": "{article}" }""", "accountId")]
    [InlineData("/stops/resume", "{}", "accountId")]
    [InlineData("/stops/resume", """{ "everything": true, "paused": true }""", "paused")]
    [InlineData("/stops/resume", """{ "everything": true, "accountId": "{account}" }""", "everything")]
    [InlineData("/templates/render",
        """{ "articleId": "{article}", "body": "a", "templateId": "{article}", "network": "sandbox" }""", "body")]
    [InlineData("/templates/render", """{ "articleId": "{article}", "body": "a", "accountId": "{account}", "network": "x" }""", "network")]
    [InlineData("/text/measure", """{ "text": "a", "accountId": "{account}", "network": "x" }""", "network")]
    [InlineData("/opportunities", """{ "ticketId": "{article}", "service": "More of it", "currency": "EUR" }""", "ticketId")]
    [InlineData("/opportunities", """
        { "ticketId": "{article}", "service": "More of it", "currency": "EUR", "nextStep": "Call", "nextStepOn": "9999-12-31" }
        """, "nextStepOn")]
    [InlineData("/posts", """{ "articleId": "{article}", "text": "a", "accounts": ["{account}"], "dueAt": "9998-01-01T09:00" }""", "dueAt")]
    [InlineData("/articles", """{ "externalId": "far", "title": "a", "publishedAt": "9999-01-01T00:00:00Z" }""", "publishedAt")]
    [InlineData("/articles", """{ "externalId": " ", "title": "a" }""", "externalId")]
    [InlineData("/text/measure", """{ "network": "x", "text": "a", "part": 0 }""", "part")]
    public async Task A_field_that_cannot_be_right_is_named_as_it_was_sent(string path, string body, string field)
    {
        var api = new ApiClient(await fixture.Desk.WithKeyAsync(Role.Administrator));
        var article = (string)(await api.PostAsync("/articles", new
        {
            externalId = $"refusal-{Guid.NewGuid()}", title = "An article", body = "Words.",
            url = $"https://kb.example/{Guid.NewGuid()}", state = "Validated", audience = "external",
        }, HttpStatusCode.Created))["id"]!; // its own: others of this desk retire and rename theirs
        var account = (string)(await api.GetAsync("/accounts"))["items"]![0]!["id"]!;
        body = body.Replace("{article}", article, StringComparison.Ordinal).Replace("{account}", account, StringComparison.Ordinal);

        Assert.Equal([field], await FieldsAsync(await SendAsync(HttpMethod.Post, path, body), HttpStatusCode.UnprocessableEntity));
        Assert.Empty((await api.GetAsync("/stops"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("contentWarning")]
    public async Task A_text_to_measure_has_the_length_of_a_template_at_most(string field)
    {
        var api = new ApiClient(await fixture.Desk.WithKeyAsync(Role.Administrator));
        object Body(int length) => new
        {
            network = "x",
            text = field == "text" ? HostileText.Many("a.", length / 2) + new string('b', length % 2) : "a",
            contentWarning = field == "text" ? null : new string('a', length),
        };

        await api.PostAsync("/text/measure", Body(20_000));
        Assert.Equal([field], await api.RefusedAsync("/text/measure", Body(20_001)));
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_or_too_large_is_said_to_be_so()
    {
        using var program = await fixture.Desk.WithKeyAsync(Role.Administrator);
        using var text = await program.PostAsync("/api/v1/posts", new StringContent("{}", Encoding.UTF8, "text/plain"), Stop);
        Assert.Equal(["Content-Type"], await FieldsAsync(text, HttpStatusCode.UnsupportedMediaType));

        using var large = await TooLargeAsync(program, "/api/v1/articles");
        Assert.Equal(["body"], await FieldsAsync(large, HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task The_document_and_its_page_open_with_a_key_as_for_a_person()
    {
        using var program = await fixture.Desk.WithKeyAsync(Role.Agent);
        var person = await fixture.Desk.SignedInAsync(Role.Agent);
        using var stranger = fixture.Desk.Client();
        using var liar = fixture.Desk.Client();
        liar.DefaultRequestHeaders.Authorization = new("Bearer", "eng_nobody");

        foreach (var path in new[] { "/api/v1.json", "/api/reference/v1" })
        {
            using var toProgram = await program.GetAsync(path, Stop);
            using var toPerson = await person.GetAsync(path, Stop);
            using var toStranger = await stranger.GetAsync(path, Stop);
            using var toLiar = await liar.GetAsync(path, Stop);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (toProgram.StatusCode, toPerson.StatusCode));
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (toStranger.StatusCode, toLiar.StatusCode));
        }
    }

    [Theory]
    [InlineData("/live?ticket=x")]
    [InlineData("/sandbox?before=x")]
    [InlineData("/sandbox?before=99999999999999999999")]
    [InlineData("/insights/export.csv?days=x")]
    [InlineData("/insights/export.csv?account=x")]
    public async Task A_page_that_is_asked_with_a_wrong_value_says_so(string path)
    {
        using var answer = await (await fixture.Desk.SignedInAsync(Role.Administrator)).GetAsync(path, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_too_large_for_a_hook_is_said_to_be_so()
    {
        using var stranger = fixture.Desk.Client();
        using var answer = await TooLargeAsync(stranger, $"/hooks/{Guid.NewGuid()}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("desk.example:99999")]
    [InlineData("desk.example:x")]
    [InlineData("[::1")]
    [InlineData("a!b")]
    [InlineData("-")]
    [InlineData("xn--")]
    [InlineData("xn--a-\u00fc.example")]
    [InlineData("$$$$.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example")]
    [InlineData("")]
    public async Task A_host_that_is_none_is_refused_and_breaks_nothing(string host)
    {
        foreach (var path in new[] { "/", "/sign-in", "/tickets", "/calendar/feed/x", "/api/v1/tickets", "/health/live" })
        {
            var (status, answer) = await AskAsync(host, path);
            Assert.True(status is >= 200 and < 500, $"{path} with Host “{host}”: {answer}");
        }
    }

    [Theory]
    [InlineData("desk.example")]
    [InlineData("desk.example:8080")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:5080")]
    [InlineData("my_desk")]
    [InlineData("b\u00fccher.example", "xn--bcher-kva.example")]
    public async Task A_host_of_any_name_is_answered(string name, string? sent = null) =>
        Assert.Equal(200, (await AskAsync(sent ?? name, "/sign-in")).Status);

    private async Task<(int Status, string Answer)> AskAsync(string host, string path)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(fixture.Desk.Address.Host, fixture.Desk.Address.Port, Stop);
        await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), Stop);
        using var reader = new StreamReader(tcp.GetStream());
        var answer = await reader.ReadToEndAsync(Stop);
        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), answer);
    }

    // With Expect: 100-continue, so that the refusal comes before the bytes.
    private static Task<HttpResponseMessage> TooLargeAsync(HttpClient http, string path)
    {
        var content = new ByteArrayContent(new byte[31_000_000]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.ExpectContinue = true;
        return http.SendAsync(request, Stop);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null)
    {
        var http = await fixture.Desk.WithKeyAsync(Role.Administrator);
        using var request = new HttpRequestMessage(method, "/api/v1" + path)
            { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        return await http.SendAsync(request, Stop);
    }

    private static async Task<IEnumerable<string>> FieldsAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(text)!["errors"]!.AsObject().Select(e => e.Key);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
