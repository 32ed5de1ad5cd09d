using System.Text.Json.Nodes;
using Engagement.Features.Webhooks;
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
            Assert.All(responses.Where(r => r.Key[0] == '4'), r => Assert.Equal("#/components/schemas/Problem", (string?)r.Value!["content"]!["application/problem+json"]!["schema"]!["$ref"]));
            Assert.Superset(new HashSet<string> { "400", "401", "403" }, responses.Select(r => r.Key).ToHashSet());
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
        Assert.Equal(["New", "Open", "Pending", "OnHold", "Solved", "Closed"], schemas["TicketStatus"]!["enum"]!.AsArray().Select(v => (string)v!));
    }

    [Fact]
    public async Task What_may_be_left_out_is_optional_and_an_answer_has_all_it_says()
    {
        var schemas = (await ReadAsync())["components"]!["schemas"]!;
        Assert.Empty(Required(schemas, "NewPost"));
        Assert.Empty(Required(schemas, "TicketPatch"));
        Assert.Equal(["version"], Required(schemas, "DeliveryPatch"));
        Assert.Equal(["ticketId"], Required(schemas, "NewOpportunity"));
        Assert.Equal(["articleId"], Required(schemas, "RenderRequest"));
        foreach (var answer in new[] { "Ticket", "Delivery", "Post", "TicketPage", "PostDelivery" })
        {
            Assert.Equal(schemas[answer]!["properties"]!.AsObject().Select(p => p.Key).Order(), Required(schemas, answer).Order());
        }
    }

    [Fact]
    public async Task Every_event_a_receiver_may_choose_is_in_it()
    {
        var webhooks = (await ReadAsync())["webhooks"]!.AsObject();
        Assert.Equal(WebhookEvents.All.Select(e => e.Type).Append(WebhookEvents.Ping).Order(), webhooks.Select(w => w.Key).Order());
        Assert.Equal("#/components/schemas/TicketCreatedEvent", (string)webhooks["ticket.created"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!);
    }

    private static IEnumerable<string> Required(JsonNode schemas, string name) => schemas[name]!["required"]?.AsArray().Select(r => (string)r!) ?? [];

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
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "api-v1.json"), text, TestContext.Current.CancellationToken); // to be looked at
        return JsonNode.Parse(text)!;
    }
}
