using System.Text;
using System.Text.Json.Nodes;

namespace Engagement.Tests.Api;

/// <summary>One operation of the document.</summary>
/// <param name="Node">As the document has it.</param>
/// <param name="Parameters">Resolved.</param>
/// <param name="Body">The schema of its JSON body, resolved; null where it takes none.</param>
internal sealed record ApiOperation(string Path, string Method, JsonNode Node, IReadOnlyList<JsonNode> Parameters, JsonNode? Body)
{
    public HttpMethod Verb => new(Method.ToUpperInvariant());

    public string Name => (string)Node["operationId"]!;

    /// <summary>The statuses it says it answers with.</summary>
    public IReadOnlySet<string> Answers => Node["responses"]!.AsObject().Select(r => r.Key).ToHashSet();

    public IEnumerable<JsonNode> Query => Parameters.Where(p => (string)p["in"]! == "query");

    public string BodyName { get; init; } = "";

    public override string ToString() => $"{Method.ToUpperInvariant()} {Path}";
}

/// <summary>The document as tests walk it: every operation, with a request for it that is right as far as a schema can say.</summary>
internal sealed class ApiWalk
{
    private readonly JsonNode _document;

    private ApiWalk(JsonNode document)
    {
        _document = document;
        Operations =
        [
            .. document["paths"]!.AsObject()
                .SelectMany(p => p.Value!.AsObject()
                    .Where(m => m.Key is "get" or "post" or "put" or "patch" or "delete").Select(m => Read(p.Key, m.Key, m.Value!)))
                .OrderBy(o => o.Path, StringComparer.Ordinal).ThenBy(o => o.Method, StringComparer.Ordinal),
        ];
        Assert.True(Operations.Count > 70, $"Only {Operations.Count} operations.");
    }

    public IReadOnlyList<ApiOperation> Operations { get; }

    public IEnumerable<ApiOperation> WithBody => Operations.Where(o => o.Body is not null);

    public static async Task<ApiWalk> ReadAsync(HttpClient http) =>
        new(JsonNode.Parse(await http.GetStringAsync("/api/v1.json", TestContext.Current.CancellationToken))!);

    public JsonNode Resolve(JsonNode node)
    {
        while ((string?)(node as JsonObject)?["$ref"] is { } reference)
        {
            node = reference.TrimStart('#').Trim('/').Split('/').Aggregate(_document, (at, part) => at[part]!);
        }

        return node;
    }

    /// <summary>The schema itself where one says that null is right too.</summary>
    public JsonNode NotNull(JsonNode schema)
    {
        schema = Resolve(schema);
        return Choices(schema).Where(c => !IsNull(c)).ToList() is [var one] ? one : schema;
    }

    /// <summary>Whether null is one of a schema's values.</summary>
    public bool MayBeNull(JsonNode schema)
    {
        schema = Resolve(schema);
        return (schema["type"] is JsonArray types && types.Any(t => (string)t! == "null")) || Choices(schema).Any(IsNull);
    }

    public static IEnumerable<string> Required(JsonNode schema) => schema["required"]?.AsArray().Select(r => (string)r!) ?? [];

    /// <summary>A value that the schema allows, with all there is to say in it.</summary>
    public JsonNode? Sample(JsonNode schema, string name = "")
    {
        schema = NotNull(schema);
        if (schema["enum"] is JsonArray values)
        {
            return values[0]!.DeepClone();
        }

        if (schema["properties"] is JsonObject properties)
        {
            return new JsonObject(properties.Select(p => KeyValuePair.Create(p.Key, Sample(p.Value!, p.Key))));
        }

        return TypeOf(schema) switch
        {
            "array" => new JsonArray(Sample(schema["items"]!, name)),
            "integer" or "number" => 1,
            "boolean" => false,
            "object" => new JsonObject(),
            _ => (string?)schema["format"] switch
            {
                "uuid" => Guid.NewGuid().ToString(),
                "date-time" => DateTimeOffset.UtcNow.AddDays(name == "from" ? -1 : 1).ToString("O"),
                "date" => "2031-02-03",
                _ => name switch
                {
                    "url" => "https://hooks.example/engagement",
                    "timeZone" => "UTC",
                    "time" => "09:00",
                    "dueAt" => "2031-02-03T09:00",
                    "startsOn" or "endsOn" => "2031-02-03",
                    "currency" => "EUR",
                    "language" => "en",
                    "imageUrl" => "https://kb.example/a.png",
                    _ => "words",
                },
            },
        };
    }

    /// <summary>What in a value is not as the schema says; nothing when all is.</summary>
    public IEnumerable<string> Faults(JsonNode schema, JsonNode? value, string at = "$")
    {
        schema = Resolve(schema);
        if (Choices(schema).ToList() is { Count: > 0 } choices)
        {
            var each = choices.Select(c => Faults(c, value, at).ToList()).ToList();
            return each.Any(f => f.Count == 0) ? [] : each.MaxBy(f => f.Count)!;
        }

        if (value is null)
        {
            return MayBeNull(schema) || schema["type"] is null || IsNull(schema) ? [] : [$"{at} is null"];
        }

        if (schema["enum"] is JsonArray words)
        {
            return words.Any(w => JsonNode.DeepEquals(w, value))
                ? []
                : [$"{at} is {value.ToJsonString()}, which is none of {words.ToJsonString()}"];
        }

        var kind = value.GetValueKind();
        switch (TypeOf(schema))
        {
            case "object" when value is JsonObject o:
                var properties = schema["properties"]?.AsObject();
                var missing = Required(schema).Where(r => !o.ContainsKey(r)).Select(r => $"{at}.{r} is missing");
                return properties is null ? missing : missing.Concat(o.SelectMany(p =>
                    properties[p.Key] is { } own ? Faults(own, p.Value, $"{at}.{p.Key}") : [$"{at}.{p.Key} is not in the document"]));
            case "array" when value is JsonArray a:
                return a.Index().SelectMany(i => Faults(schema["items"]!, i.Item, $"{at}[{i.Index}]"));
            case "object" when schema["type"] is null:
            case "string" when kind == System.Text.Json.JsonValueKind.String:
            case "boolean" when kind is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False:
            case "integer" or "number" when kind == System.Text.Json.JsonValueKind.Number:
                return [];
            default:
                return [$"{at} is {kind} instead of {TypeOf(schema)}"];
        }
    }

    /// <summary>Its address, with ids of the right shape in it.</summary>
    public static string Address(ApiOperation operation, Func<string, string>? id = null) => operation.Parameters
        .Where(p => (string)p["in"]! == "path")
        .Select(p => (Name: (string)p["name"]!, Usual: UsualOf(p["schema"]!)))
        .Aggregate(operation.Path, (path, p) => path.Replace($"{{{p.Name}}}", id?.Invoke(p.Name) ?? p.Usual, StringComparison.Ordinal));

    public static HttpRequestMessage Request(ApiOperation operation, JsonNode? body, string query = "") =>
        Request(operation, body?.ToJsonString(), query);

    public static HttpRequestMessage Request(ApiOperation operation, string? body, string query = "") => new(
        operation.Verb, Address(operation) + query)
    {
        Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
    };

    private static string UsualOf(JsonNode schema) =>
        schema["enum"] is JsonArray words ? (string)words[0]! : TypeOf(schema) == "integer" ? "1" : Guid.NewGuid().ToString();

    private static bool IsNull(JsonNode schema) => (string?)(schema["type"] as JsonValue) == "null";

    private IEnumerable<JsonNode> Choices(JsonNode schema) =>
        ((schema["oneOf"] ?? schema["anyOf"]) as JsonArray)?.Select(c => Resolve(c!)) ?? [];

    private static string TypeOf(JsonNode schema) => schema["type"] switch
    {
        JsonArray several => several.Select(t => (string)t!).First(t => t != "null"),
        { } one => (string)one!,
        null => "object",
    };

    private ApiOperation Read(string path, string method, JsonNode node)
    {
        var schema = node["requestBody"]?["content"]?["application/json"]?["schema"];
        var parameters = node["parameters"]?.AsArray().Select(p => Resolve(p!).DeepClone()).ToList() ?? [];
        foreach (var parameter in parameters)
        {
            parameter["schema"] = NotNull(parameter["schema"]!).DeepClone();
        }

        return new(path, method, node, [.. parameters], schema is null ? null : Resolve(schema))
        {
            BodyName = ((string?)schema?["$ref"])?.Split('/')[^1] ?? "",
        };
    }
}
