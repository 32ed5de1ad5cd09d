using System.Text.Json.Nodes;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Tests.Web;
using Engagement.Web.Security;
using Microsoft.OpenApi;

namespace Engagement.Tests.Api;

/// <summary>The API's document is one that clients can be made from.</summary>
[Collection(DeskCollection.Name)]
public sealed class DocumentTests(DeskFixture fixture)
{
    [Fact]
    public async Task A_reader_finds_nothing_wrong_with_it()
    {
        var read = OpenApiDocument.Parse((await ReadAsync()).ToJsonString(), "json");
        Assert.Empty(read.Diagnostic!.Errors.Concat(read.Diagnostic.Warnings).Select(e => $"{e.Pointer}: {e.Message}"));
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_and_says_how_it_refuses()
    {
        var operations = Operations(await ReadAsync()).ToList();
        var names = operations.Select(o => (string?)o.Operation["operationId"]).ToList();
        Assert.All(names, n => Assert.Matches("^[a-z]+[A-Z][A-Za-z]+$", n));
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(operations, o =>
        {
            var responses = o.Operation["responses"]!.AsObject();
            Assert.Contains(responses, r => r.Key[0] == '2');
            Assert.All(responses.Where(r => r.Key[0] == '4'),
                r => Assert.Equal("#/components/schemas/Problem",
                    (string?)r.Value!["content"]!["application/problem+json"]!["schema"]!["$ref"]));
            Assert.Superset(new HashSet<string> { "400", "401", "503" }, responses.Select(r => r.Key).ToHashSet());
            var takesJson = o.Operation["requestBody"]?["content"]?["application/json"] is not null;
            Assert.Equal((o.Path, takesJson), (o.Path, responses.ContainsKey("415")));
            Assert.Equal((o.Path, o.Operation["requestBody"] is not null), (o.Path, responses.ContainsKey("413")));
            Assert.True(!o.Path.Contains('{', StringComparison.Ordinal) || responses.ContainsKey("404"), o.Path);
            Assert.True(!takesJson || responses.ContainsKey("422"), o.Path);
        });
    }

    [Fact]
    public async Task A_number_is_a_number_and_a_name_is_nobodys_twice()
    {
        var document = await ReadAsync();
        var schemas = document["components"]!["schemas"]!.AsObject();
        Assert.All(schemas, s => Assert.Matches("^[A-Z][A-Za-z0-9]+$", s.Key));
        Assert.All(schemas, s => Assert.DoesNotMatch("(Shape|Out|Body|[0-9])$", s.Key));
        Assert.Equal(schemas.Count, schemas.Select(s => s.Key).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (var types in Descend(document).OfType<JsonObject>().Select(o => o["type"]).OfType<JsonArray>())
        {
            var kinds = types.Select(t => (string)t!).Where(t => t != "null").ToList();
            Assert.True(kinds.Count == 1, $"{types.GetPath()}: {string.Join('|', kinds)}");
        }

        Assert.Equal("integer", (string)schemas["Ticket"]!["properties"]!["number"]!["type"]!);
        Assert.All(schemas.Where(s => s.Value!["enum"] is not null), s => Assert.Equal("string", (string?)s.Value!["type"]));
        Assert.Equal(["New", "Open", "Pending", "OnHold", "Solved", "Closed"],
            schemas["TicketStatus"]!["enum"]!.AsArray().Select(v => (string)v!));
    }

    [Fact]
    public async Task What_may_be_left_out_is_optional_and_an_answer_has_all_it_says()
    {
        var schemas = (await ReadAsync())["components"]!["schemas"]!;
        foreach (var (request, required) in ((string, string[])[])
            [
                ("NewPost", ["accounts"]), ("TicketPatch", []), ("DeliveryPatch", ["version"]), ("RenderRequest", ["articleId"]),
                ("NewOpportunity", ["ticketId", "service", "currency"]),
                ("ArticlePush", ["externalId"]), ("WebhookRequest", ["name", "url"]),
                ("WebhookUpdate", ["name", "url", "version"]), ("NewReply", ["text"]), ("MeasureRequest", ["text"]),
                ("SeriesRequest", ["name", "slots", "timeZone", "templates", "accounts"]), ("TicketSnoozeRequest", ["until"]),
                ("TicketTagsRequest", []),
            ])
        {
            Assert.Equal((request, string.Join(' ', required.Order())), (request, string.Join(' ', Required(schemas, request).Order())));
        }

        foreach (var (request, field) in ((string, string)[])
            [("ArticlePush", "externalId"), ("NewPost", "accounts"),
                ("WebhookRequest", "url"), ("NewReply", "text"), ("Ticket", "subject")])
        {
            Assert.IsAssignableFrom<JsonValue>(schemas[request]!["properties"]![field]!["type"]); // and not null besides
        }

        foreach (var answer in new[] { "Ticket", "Delivery", "Post", "TicketPage", "PostDelivery" })
        {
            Assert.Equal(schemas[answer]!["properties"]!.AsObject().Select(p => p.Key).Order(), Required(schemas, answer).Order());
        }
    }

    [Fact]
    public async Task A_closed_set_is_one_wherever_it_stands()
    {
        var document = await ReadAsync();
        var schemas = document["components"]!["schemas"]!;
        string[] Words(string name) => [.. schemas[name]!["enum"]!.AsArray().Select(v => (string)v!)];
        string? Of(string schema, string field) => schemas[schema]!["properties"]![field]! is var own
            ? (string?)(own["$ref"] ?? own["oneOf"]?.AsArray().Select(o => o!["$ref"]).FirstOrDefault(r => r is not null))
            : null;

        Assert.Equal(["Draft", "Validated", "Archived"], Words("ArticleState"));
        Assert.Equal(["external", "internal"], Words("ArticleAudience"));
        Assert.Equal(["post", "reply"], Words("DeliveryKind"));
        Assert.Equal(["sandbox", "bluesky", "x", "mastodon", "linkedin"], Words("Network"));
        Assert.Equal(WebhookEvents.All.Select(e => e.Type), Words("EventType"));
        foreach (var schema in (string[])
            ["Account", "Ticket", "Delivery", "PostDelivery", "MeasureRequest",
                "RenderRequest", "DeliveryEventData", "Opportunity", "PostReplies"])
        {
            Assert.Equal((schema, "#/components/schemas/Network"), (schema, Of(schema, "network")));
        }

        foreach (var (schema, field, set) in ((string, string, string)[])
            [
                ("Article", "state", "ArticleState"), ("ArticlePush", "state", "ArticleState"),
                ("ArticlePatch", "audience", "ArticleAudience"),
                ("Delivery", "kind", "DeliveryKind"), ("Message", "kind", "MessageKind"), ("WebhookCall", "type", "WebhookCallType"),
                ("TicketClock", "clock", "ClockKind"), ("Funnel", "kind", "FunnelKind"), ("Notice", "kind", "NoticeKind"),
                ("DirectionHealth", "state", "DirectionState"), ("Account", "state", "AccountState"),
            ])
        {
            Assert.Equal((schema, field, $"#/components/schemas/{set}"), (schema, field, Of(schema, field)));
        }

        Assert.Equal("#/components/schemas/EventType", (string)schemas["WebhookRequest"]!["properties"]!["types"]!["items"]!["$ref"]!);

        // Nothing is without a kind: a list says of what, an object what it has.
        bool IsList(JsonNode? type) => type is JsonArray several
            ? several.Any(t => (string?)t == "array")
            : type is JsonValue && (string?)type == "array";
        var lists = Descend(document).OfType<JsonObject>().Where(o => IsList(o["type"]));
        Assert.Empty(lists.Where(o => o["items"] is not JsonObject { Count: > 0 }).Select(o => o.GetPath()));
    }

    [Fact]
    public async Task Every_event_a_receiver_may_choose_is_in_it()
    {
        var webhooks = (await ReadAsync())["webhooks"]!.AsObject();
        Assert.Equal(WebhookEvents.All.Select(e => e.Type).Append(WebhookEvents.Ping).Order(), webhooks.Select(w => w.Key).Order());
        Assert.Equal("#/components/schemas/TicketCreatedEvent",
            (string)webhooks["ticket.created"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!);
    }

    private static IEnumerable<string> Required(JsonNode schemas, string name) =>
        schemas[name]!["required"]?.AsArray().Select(r => (string)r!) ?? [];

    private static IEnumerable<(string Path, JsonNode Operation)> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => ($"{o.Key} {p.Key}", o.Value!)));

    private static IEnumerable<JsonNode> Descend(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Descend(p.Value)).Prepend(o),
        JsonArray a => a.SelectMany(Descend).Prepend(a),
        _ => [],
    };

    private async Task<JsonNode> ReadAsync()
    {
        using var program = await fixture.Desk.WithKeyAsync(Role.Agent);
        var text = await program.GetStringAsync("/api/v1.json", TestContext.Current.CancellationToken);
        // to be looked at
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "api-v1.json"), text, TestContext.Current.CancellationToken);
        return JsonNode.Parse(text)!;
    }
}
