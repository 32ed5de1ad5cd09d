using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Engagement.Tests.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Routing;

namespace Engagement.Tests.Api;

/// <summary>Who sends something of another kind is told what belongs there, not what the body as a whole is.</summary>
[Collection(DeskCollection.Name)]
public sealed class WrongKindTests(DeskFixture fixture)
{
    private const string Text = "Give a text, in quotation marks.";
    private const string Int = "Give a whole number such as 20, of at most 2147483647";
    private const string Id = "Give an id such as 0190f3c4-5b7a-7c1e-9d2f-3a4b5c6d7e8f";
    private const string Time = "Give a time such as 2026-11-24T09:00:00Z";
    private const string Bool = "Give true or false";
    private const string Unquoted = ", without quotation marks.";
    private const string Quoted = ", in quotation marks.";
    private const string Object = "Give an object, in { }.";
    private const string List = "Give a list, in [ ].";

    [Theory]
    [InlineData("POST /text/measure", """{ "text": 5 }""", "text", Text)]
    [InlineData("POST /text/measure", """{ "text": {} }""", "text", Text)]
    [InlineData("POST /text/measure", """{ "text": "a", "part": "1" }""", "part", Int + Unquoted)]
    [InlineData("POST /text/measure", """{ "text": "a", "part": 1.5 }""", "part", Int + Unquoted)]
    [InlineData("POST /text/measure", """{ "text": "a", "part": 2147483648 }""", "part", Int + Unquoted)]
    [InlineData("POST /text/measure", """{ "text": "a", "accountId": 5 }""", "accountId", Id + Quoted)]
    [InlineData("POST /text/measure", "[]", "body", Object)]
    [InlineData("POST /text/measure", "5", "body", Object)]
    [InlineData("POST /posts", """{ "dueAt": 1800000000 }""", "dueAt",
        "Give a time such as 2026-11-24T09:00 or 2026-11-24T09:00:00+01:00, in quotation marks.")]
    [InlineData("POST /posts", """{ "timeZone": 1 }""", "timeZone", "Give a time zone such as Europe/Berlin, in quotation marks.")]
    [InlineData("POST /posts", """{ "draft": "yes" }""", "draft", Bool + Unquoted)]
    [InlineData("POST /posts", """{ "thread": 1 }""", "thread", Bool + Unquoted)]
    [InlineData("POST /posts", """{ "articleId": "x" }""", "articleId", Id + Quoted)]
    [InlineData("POST /posts", """{ "accounts": "x" }""", "accounts", List)]
    [InlineData("POST /posts", """{ "accounts": {} }""", "accounts", List)]
    [InlineData("POST /posts", """{ "accounts": ["x"] }""", "accounts[0]", Id + Quoted)]
    [InlineData("POST /posts", """{ "images": ["x"] }""", "images[0]", Object)]
    [InlineData("POST /posts", """{ "images": [{ "id": 5 }] }""", "images[0].id", Id + Quoted)]
    [InlineData("POST /posts", """{ "images": [{ "altText": [] }] }""", "images[0].altText", Text)]
    [InlineData("POST /posts", """{ "late": "Ask" }""", "late", Object)]
    [InlineData("POST /posts", """{ "late": { "graceMinutes": "5" } }""", "late.graceMinutes", Int + Unquoted)]
    [InlineData("PUT /opportunities/{id}", """{ "version": "1" }""", "version", Int + Unquoted)]
    [InlineData("POST /opportunities", """{ "value": "12" }""", "value", "Give a number such as 12.5, without quotation marks.")]
    [InlineData("POST /opportunities", """{ "nextStepOn": "soon" }""", "nextStepOn", "Give a date such as 2026-11-24, in quotation marks.")]
    [InlineData("POST /opportunities", """{ "nextStepOn": 5 }""", "nextStepOn", "Give a date such as 2026-11-24, in quotation marks.")]
    [InlineData("POST /articles", """{ "publishedAt": "yesterday" }""", "publishedAt", Time + Quoted)]
    [InlineData("POST /articles", """{ "tags": "a, b" }""", "tags", List)]
    [InlineData("POST /articles", """{ "tags": [5] }""", "tags[0]", Text)]
    [InlineData("GET /posts?take=abc", null, "take", Int + ".")]
    [InlineData("GET /posts?take=", null, "take", Int + ".")]
    [InlineData("GET /posts?take=1.5", null, "take", Int + ".")]
    [InlineData("GET /tickets?take=99999999999", null, "take", Int + ".")]
    [InlineData("GET /tickets?clientId=x", null, "clientId", Id + ".")]
    [InlineData("GET /tickets?unsolved=1", null, "unsolved", Bool + ".")]
    [InlineData("GET /tickets?openedBefore=2020", null, "openedBefore", Time + ".")]
    public async Task What_belongs_there_is_said(string request, string? body, string field, string words)
    {
        using var http = await fixture.Desk.WithKeyAsync(Role.Administrator);
        var parts = request.Replace("{id}", $"{Guid.NewGuid()}", StringComparison.Ordinal).Split(' ');
        using var message = new HttpRequestMessage(new HttpMethod(parts[0]), "/api/v1" + parts[1])
            { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await http.SendAsync(message, Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);

        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, said);
        Assert.Equal([$"{field}: {words}"],
            JsonNode.Parse(said)!["errors"]!.AsObject().Select(e => $"{e.Key}: {string.Join(' ', e.Value!.AsArray())}"));
    }

    [Theory]
    [InlineData("/templates/render", """{ "articleId": "00000000-0000-0000-0000-000000000001", "body": "a" }""",
        "network: Give an accountId, or one of ")]
    [InlineData("/text/measure", """{ "text": "a" }""", "network: Give an accountId, or one of ")]
    [InlineData("/articles", """{ "externalId": "a", "title": "a", "language": "a language with a long name" }""",
        "language: At most 20 characters.")]
    [InlineData("/articles", """{ "externalId": "a", "title": "a", "tags": [""] }""", "tags[0]: It must be given.")]
    [InlineData("/posts", """{ "accounts": ["00000000-0000-0000-0000-000000000001"], "text": "a", "externalId": "a", "draft": true }""",
        "dueAt: A draft has a time too: when it is meant to go out once it is handed in.")]
    public async Task What_is_missing_or_too_much_is_said_in_words_of_ours(string path, string body, string words)
    {
        using var http = await fixture.Desk.WithKeyAsync(Role.Administrator);
        using var answer = await http.PostAsync("/api/v1" + path, new StringContent(body, Encoding.UTF8, "application/json"), Stop);
        var said = await answer.Content.ReadAsStringAsync(Stop);

        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, said);
        Assert.StartsWith(words, Assert.Single(
            JsonNode.Parse(said)!["errors"]!.AsObject().Select(e => $"{e.Key}: {string.Join(' ', e.Value!.AsArray())}")),
            StringComparison.Ordinal);
    }

    /// <summary>The framework's spelling of a type is its own affair: every kind that an operation takes in its query is known.</summary>
    [Fact]
    public void Every_kind_of_parameter_has_words_of_its_own()
    {
        var kinds = fixture.Desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith("/api/v1", StringComparison.Ordinal) == true)
            .SelectMany(e => e.Metadata.OfType<System.Reflection.MethodInfo>()).SelectMany(StrictQuery.ParametersOf)
            .Select(p => Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType)
            .Where(t => t != typeof(string) && ClosedSet.Of(t) is null).Distinct().ToList();

        Assert.True(kinds.Count >= 5, string.Join(", ", kinds));
        Assert.All(kinds, kind => Assert.All([kind.Name, $"{kind.Name}?", $"Nullable<{kind.Name}>"],
            spelt => Assert.StartsWith("Give ", Expected.InQuery(spelt), StringComparison.Ordinal)));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
