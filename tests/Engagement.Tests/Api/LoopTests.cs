using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Engagement.Tests.Web;
using Engagement.Web.Security;

namespace Engagement.Tests.Api;

/// <summary>The whole loop over the API: push an article, post it, be answered, find the ticket, answer, be heard.</summary>
[Collection(DeskCollection.Name)]
public sealed class LoopTests(DeskFixture fixture)
{
    [Fact]
    public async Task An_article_becomes_a_post_a_reply_a_ticket_and_an_answer()
    {
        var api = await ApiAsync();
        var article = await api.PostAsync("/articles", Article("loop"), HttpStatusCode.Created);
        var account = (await api.GetAsync("/accounts"))["items"]![0]!;
        var template = (await api.GetAsync("/templates"))["items"]!.AsArray()
            .First(t => (string)t!["kind"]! == "post" && (string)t["lengthClass"]! == "short")!;

        var rendered = await api.PostAsync("/templates/render",
            new { templateId = Id(template), articleId = Id(article), network = "sandbox" });
        Assert.True((bool)rendered["valid"]!);
        Assert.Contains("https://kb.example/loop", (string)rendered["text"]!, StringComparison.Ordinal);
        Assert.InRange((int)rendered["length"]!, 1, (int)rendered["limit"]!);

        var order = new { externalId = "loop", templateId = Id(template), accounts = new[] { Id(account) }, now = true };
        var post = await api.PostAsync("/posts", order, HttpStatusCode.Created, key: "loop-1");
        Assert.Equal(Id(post), Id(await api.PostAsync("/posts", order, HttpStatusCode.OK, key: "loop-1")));
        var published = await api.UntilAsync($"/posts/{Id(post)}", p => (string)p["deliveries"]![0]!["state"]! == "Published");
        var delivery = Assert.Single(published["deliveries"]!.AsArray())!;
        Assert.Equal(1, (int)delivery["attempts"]!);
        var history = (await api.GetAsync($"/deliveries/{Id(delivery)}/history"))["items"]!.AsArray();
        Assert.Equal(["Scheduled", "Publishing", "Published"], history.Select(h => (string)h!["to"]!));

        await SayAsync("maria", "It says my account is locked, what now?", answers: ((string)delivery["url"]!).Split('/')[^1]);
        var found = await api.UntilAsync($"/tickets?articleId={Id(article)}", t => t["items"]!.AsArray().Count > 0);
        var ticket = Assert.Single(found["items"]!.AsArray())!;
        Assert.Equal(("New", Id(article), Id(post)), ((string)ticket["status"]!, (string)ticket["articleId"]!, (string)ticket["postId"]!));

        var answer = await api.PostAsync($"/tickets/{Id(ticket)}/replies",
            new { text = "Try the unlock page first." }, HttpStatusCode.Created, key: "answer-1");
        var again = await api.PostAsync($"/tickets/{Id(ticket)}/replies",
            new { text = "Try the unlock page first." }, HttpStatusCode.Created, key: "answer-1");
        Assert.Equal((string)answer["messageId"]!, (string)again["messageId"]!);
        var answered = await api.UntilAsync($"/tickets/{Id(ticket)}",
            t => t["messages"]!.AsArray().Any(m => (string?)m!["deliveryState"] == "Published"));
        Assert.Equal(["inbound", "outbound"], answered["messages"]!.AsArray().Select(m => (string)m!["kind"]!));

        var changed = await api.SendAsync(HttpMethod.Patch, $"/tickets/{Id(ticket)}", new { status = "Solved", priority = "High" });
        Assert.Equal(("Solved", "High"), ((string)changed["status"]!, (string)changed["priority"]!));
    }

    [Fact]
    public async Task Pushing_an_article_again_changes_it_or_nothing()
    {
        var api = await ApiAsync();
        var first = await api.PostAsync("/articles", Article("again"), HttpStatusCode.Created);

        var same = await api.PostAsync("/articles", Article("again"));
        var other = await api.PostAsync(
            "/articles", new { externalId = "again", title = "Another title", body = "# Other words", url = "https://kb.example/again" });

        Assert.Equal((Id(first), 1), (Id(same), (int)same["version"]!));
        Assert.Equal((Id(first), 2, "Another title"), (Id(other), (int)other["version"]!, (string)other["title"]!));
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var api = await ApiAsync();
        var account = Id((await api.GetAsync("/accounts"))["items"]![0]!);
        var article = Id(await api.PostAsync("/articles", Article("wrong"), HttpStatusCode.Created));
        var order = new { articleId = article, text = "Short", accounts = new[] { account }, now = true };
        await api.PostAsync("/posts", order, HttpStatusCode.Created, key: "wrong-1");

        Assert.Equal(["text"], await api.RefusedAsync("/posts", order with { text = new string('x', 600) }));
        Assert.Equal(["Idempotency-Key"], await api.RefusedAsync("/posts", order with { text = "Other" }, key: "wrong-1"));
        Assert.Equal(["accounts"], await api.RefusedAsync("/posts", order with { accounts = [] }));
        Assert.Equal(["accounts[0]"], await api.RefusedAsync("/posts", order with { accounts = [Guid.NewGuid().ToString()] }));
        Assert.Equal(["dueAt"], await api.RefusedAsync("/posts",
            new { articleId = article, text = "a", accounts = new[] { account }, dueAt = "tomorrow-ish", timeZone = "Europe/Berlin" }));
        Assert.Equal(["timeZone"], await api.RefusedAsync("/posts",
            new { articleId = article, text = "a", accounts = new[] { account }, dueAt = "2030-01-01T09:00", timeZone = "Mars/Base" }));
        Assert.Equal(["bogus"], await api.RefusedAsync("/posts", new { bogus = 1 }, HttpStatusCode.BadRequest));
        Assert.Equal(["articleId"], await api.RefusedAsync("/posts", new { articleId = "not an id" }, HttpStatusCode.BadRequest));
        Assert.Equal(["title"], await api.RefusedAsync("/articles", new { externalId = "no-title", body = "" }));
        Assert.Equal(["network"], await api.RefusedAsync("/text/measure", new { network = "telegraph", text = "a" }));
    }

    [Fact]
    public async Task A_text_is_measured_by_its_network()
    {
        var api = await ApiAsync();

        var family = await api.PostAsync("/text/measure", new { network = "bluesky", text = "👨‍👩‍👧" });
        var link = await api.PostAsync("/text/measure", new { network = "x", text = $"https://kb.example.com/{new string('a', 200)}" });
        var warned = await api.PostAsync(
            "/text/measure", new { network = "mastodon", text = new string('a', 495), contentWarning = "Long" });
        var tooWarned = await api.PostAsync(
            "/text/measure", new { network = "mastodon", text = new string('a', 497), contentWarning = "Long" });
        Assert.Equal((499, true, false), ((int)warned["length"]!, (bool)warned["valid"]!, (bool)tooWarned["valid"]!));
        var tooLong = await api.PostAsync("/text/measure", new { network = "x", text = new string('a', 281) });

        Assert.Equal((1, 300, true), ((int)family["length"]!, (int)family["limit"]!, (bool)family["valid"]!));
        Assert.Equal((23, 280), ((int)link["length"]!, (int)link["limit"]!));
        Assert.Equal((281, false), ((int)tooLong["length"]!, (bool)tooLong["valid"]!));

        // Later parts of a thread are comments on LinkedIn.
        var words = new string('a', 1251);
        var first = await api.PostAsync("/text/measure", new { network = "linkedin", text = words });
        var second = await api.PostAsync("/text/measure", new { network = "linkedin", text = words, part = 2 });
        Assert.Equal((3000, true), ((int)first["limit"]!, (bool)first["valid"]!));
        Assert.Equal((1250, false), ((int)second["limit"]!, (bool)second["valid"]!));
        Assert.Equal(["part"], await api.RefusedAsync("/text/measure", new { network = "linkedin", text = words, part = 0 }));
    }

    [Fact]
    public async Task A_list_is_read_to_its_end_by_its_cursor()
    {
        var api = await ApiAsync();
        var all = (await api.GetAsync("/articles?take=200"))["items"]!.AsArray().Select(a => Id(a!)).ToList();

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await api.GetAsync($"/articles?take=7{(next is null ? "" : $"&after={Uri.EscapeDataString(next)}")}");
            seen.AddRange(page["items"]!.AsArray().Select(a => Id(a!)));
            next = (string?)page["next"];
        }
        while (next is not null);

        Assert.True(all.Count > 20);
        Assert.Equal(all, seen);
    }

    [Fact]
    public async Task The_document_describes_what_there_is()
    {
        var http = await fixture.Desk.SignedInAsync(Role.Agent);
        var document = (await http.GetFromJsonAsync<JsonNode>("/api/v1.json", Stop))!;

        Assert.StartsWith("3.", (string)document["openapi"]!, StringComparison.Ordinal);
        var paths = document["paths"]!.AsObject().Select(p => p.Key.TrimEnd('/')).ToList();
        Assert.Superset(
            new HashSet<string>
            {
                "/api/v1/articles", "/api/v1/templates", "/api/v1/templates/render",
                "/api/v1/accounts", "/api/v1/posts", "/api/v1/posts/{id}",
                "/api/v1/deliveries/{id}/history", "/api/v1/tickets", "/api/v1/tickets/{id}",
                "/api/v1/tickets/{id}/replies", "/api/v1/text/measure",
            },
            paths.ToHashSet());
    }

    private static object Article(string name) => new
    {
        externalId = name,
        title = "Your account is locked",
        summary = "Unlock it yourself in a minute.",
        body = "# Your account is locked\n\n1. Open the unlock page.\n2. Wait a minute.",
        url = $"https://kb.example/{name}",
        state = "Validated",
        audience = "external",
        tags = new[] { "account" },
    };

    private async Task<ApiClient> ApiAsync() => new(await fixture.Desk.WithKeyAsync(Role.Administrator));

    // What a client does over there.
    private async Task SayAsync(string handle, string text, string answers)
    {
        using var http = fixture.Desk.Client();
        using var joined = await http.PostAsJsonAsync("/sandbox/api/profiles", new { handle, name = handle }, Stop);
        var token = (string)(await joined.Content.ReadFromJsonAsync<JsonNode>(Stop))!["accessToken"]!;
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var said = await http.PostAsJsonAsync("/sandbox/api/posts", new { key = handle, text, inReplyTo = answers }, Stop);
        said.EnsureSuccessStatusCode();
    }

    private static string Id(JsonNode node) => (string)node["id"]!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
