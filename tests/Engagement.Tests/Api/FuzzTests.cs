using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Engagement.Testing;
using Engagement.Web.Security;

namespace Engagement.Tests.Api;

/// <summary>
/// Walks every operation of the document with what no caller should send: wrong types, sizes, encodings, depth, numbers, content types,
/// ids. None is answered with a mistake of ours. A desk of its own, since some of it is right by chance and changes things.
/// </summary>
public sealed class FuzzTests
{
    private const int BodiesEach = 14;
    private const int QueriesEach = 5;

    private readonly List<(string List, string Id)> _ids = [];

    [Theory]
    [InlineData(20261130)]
    public async Task No_request_breaks_anything(int seed)
    {
        await using var desk = await RunningDesk.StartAsync();
        using var http = await desk.WithKeyAsync(Role.Administrator);
        http.Timeout = TimeSpan.FromSeconds(60);
        var walk = await ApiWalk.ReadAsync(http);
        var lists = walk.Operations.Where(o => o.Method == "get" && !o.Path.Contains('{', StringComparison.Ordinal));
        await LearnIdsAsync(http, lists.Select(o => o.Path));
        var (broken, seen, sent) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var operation in walk.Operations)
        {
            // Each operation draws of its own: what one adds moves no other.
            var random = new Random(HashCode(seed, operation.Method + operation.Path));
            var requests = Enumerable.Range(0, QueriesEach).Select(_ => (Query(random, walk, operation), (HttpContent?)null))
                .Concat(operation.Method is "get" or "delete" ? [] : Enumerable.Range(0, BodiesEach)
                    .Select(n => ("", (HttpContent?)Body(random, walk, operation.Body, n))));
            foreach (var (query, content) in requests)
            {
                var isOdd = false;
                var address = ApiWalk.Address(operation, name => Id(random, operation, name, ref isOdd)) + query;
                using var request = new HttpRequestMessage(operation.Verb, address) { Content = content };
                var shown = content is null ? "" : await content.ReadAsStringAsync(Stop);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
                sent++;
                seen.Add($"{operation.Name} {(int)answer.StatusCode}");
                var what = $"{(int)answer.StatusCode} {operation.Method} {address} {content?.Headers.ContentType} "
                    + $"{shown[..Math.Min(shown.Length, 300)]}";
                broken.AddRange((await FaultsAsync(walk, operation, answer, isOdd, shown)).Select(fault => $"{fault}: {what}"));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Seed {seed}: {sent} requests to {walk.Operations.Count} operations, {seen.Count} kinds of answers.");
        Assert.True(broken.Count == 0, $"Seed {seed}, {broken.Count} of {sent}:\n{string.Join('\n', broken.Take(40))}");
    }

    // What an answer has that the document does not say, or lacks that it does.
    private static async Task<IEnumerable<string>> FaultsAsync(
        ApiWalk walk, ApiOperation operation, HttpResponseMessage answer, bool isOdd, string body)
    {
        var status = (int)answer.StatusCode;
        if (status >= 500)
        {
            return ["a mistake of ours"];
        }

        if (isOdd && status is 400 or 404 or 405)
        {
            return []; // another address, or the server's own no to one that is none
        }

        if (operation.Node["responses"]![$"{status}"] is not { } said)
        {
            return ["not in the document"];
        }

        var type = answer.Content.Headers.ContentType?.MediaType;
        if (status < 400)
        {
            return said["content"]?["application/json"]?["schema"] is { } schema
                ? walk.Faults(schema, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))).Take(3)
                : [];
        }

        if (type != "application/problem+json")
        {
            return [$"{type} and no problem"];
        }

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        if (status is not (400 or 413 or 415 or 422))
        {
            return [];
        }

        // By the name it has in the request; of a body, the beginning of its path.
        var fields = operation.Body?["properties"]?.AsObject().Select(p => p.Key) ?? [];
        var names = operation.Query.Select(p => (string)p["name"]!).Concat(fields)
            .Concat(["body", "Content-Type", "Idempotency-Key", "unknown", "accountId"]).ToHashSet(StringComparer.Ordinal);
        bool IsNamed(string name) => names.Contains(name.Split('.', '[')[0]) || body.Contains($"\"{name}\"", StringComparison.Ordinal);
        bool IsSaid(JsonNode? words) => words is JsonArray { Count: > 0 } all && all.All(w => !string.IsNullOrWhiteSpace((string?)w));
        return problem["errors"] is JsonObject { Count: > 0 } errors
            ? errors.Where(e => !IsNamed(e.Key) || !IsSaid(e.Value)).Select(e => $"“{e.Key}” is no name in the request, or without words")
            : ["no field is named"];
    }

    // What there is, so that not all requests end at "there is no such thing".
    private async Task LearnIdsAsync(HttpClient http, IEnumerable<string> lists)
    {
        foreach (var path in lists)
        {
            using var answer = await http.GetAsync(path, Stop);
            if (answer.Content.Headers.ContentType?.MediaType == "application/json"
                && JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))?["items"] is JsonArray items)
            {
                _ids.AddRange(items.Take(3).Select(i => (string?)(i as JsonObject)?["id"])
                    .OfType<string>().Select(id => (path.TrimEnd('/'), id)));
            }
        }

        Assert.NotEmpty(_ids);
    }

    private static string Query(Random random, ApiWalk walk, ApiOperation operation)
    {
        var of = operation.Query.Where(_ => random.Next(3) > 0).Select(p => $"{(string)p["name"]!}={Value(random, walk, p["schema"]!)}");
        return "?" + string.Join('&', of.Concat(random.Next(8) == 0 ? ["unknown=1"] : []));
    }

    // Of a closed set one of its words, now and then: what comes after it in the code is to be reached too.
    private static string Value(Random random, ApiWalk walk, JsonNode schema) =>
        walk.NotNull(schema)["enum"] is JsonArray words && random.Next(2) == 0
        ? (string)words[random.Next(words.Count)]!
        : Pick(random, Values);

    private string Id(Random random, ApiOperation operation, string name, ref bool isOdd)
    {
        var known = _ids.Where(i => operation.Path.StartsWith(i.List + "/", StringComparison.Ordinal)).Select(i => i.Id).ToArray();
        var schema = operation.Parameters.Single(p => (string)p["in"]! == "path" && (string)p["name"]! == name)["schema"]!;
        switch (random.Next(4))
        {
            case 0:
                isOdd = true;
                return Pick(random, Values);
            case 1 or 2 when known.Length > 0:
                return Pick(random, known);
            default:
                return (string?)schema["format"] == "uuid" ? Guid.NewGuid().ToString() : Pick(random, ["1", "-1", "tickets", "2026-11-24"]);
        }
    }

    private HttpContent Body(Random random, ApiWalk walk, JsonNode? schema, int n)
    {
        var valid = schema is null ? "{}" : Json(random, walk, schema, 0);
        return n switch
        {
            0 => Content([], "application/json"),
            1 => Content(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 5000))), "application/json"),
            2 => Content(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 2000)) + "1" + new string('}', 2000)),
                "application/json"),
            3 => Content([0x7B, 0x22, 0xFF, 0xFE, 0xC0, 0x80, 0x22, 0x3A, 0x31, 0x7D], "application/json"),
            4 => Content(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(valid)).ToArray(), "application/json"),
            5 => Content(Encoding.UTF8.GetBytes(valid), "application/json; charset=utf-16"),
            6 => Content(Encoding.UTF8.GetBytes(valid), Pick(random, ["text/plain", "application/xml",
                "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/zip", "image/png"])),
            7 => Content(Encoding.UTF8.GetBytes(valid[..(valid.Length / 2)]), "application/json"),
            8 => Content(
                Encoding.UTF8.GetBytes(Pick(random,
                    ["null", "1", "\"a\"", "true", "1e999", "[1,2]", "{\"\":1}", "{\"version\":1,\"version\":2}"])), "application/json"),
            _ => Content(Encoding.UTF8.GetBytes(valid), "application/json"),
        };
    }

    // Of the schema's kind most of the time, and of any other now and then.
    private string Json(Random random, ApiWalk walk, JsonNode schema, int depth)
    {
        schema = walk.Resolve(schema);
        if (random.Next(9) == 0 || depth > 6)
        {
            return Pick(random, Literals);
        }

        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
        {
            return Json(random, walk, choices[random.Next(choices.Count)]!, depth);
        }

        if (schema["enum"] is JsonArray values)
        {
            if (random.Next(6) == 0)
            {
                return Pick(random, ["99", "-1", "\"nope\"", $"\"{(string?)values[0]},{(string?)values[^1]}\"", "\"\""]);
            }

            return values[random.Next(values.Count)]?.ToJsonString() ?? "null";
        }

        if (schema["properties"] is JsonObject properties)
        {
            return $"{{{string.Join(',', properties.Where(_ => random.Next(5) > 0).Select(p => Property(p.Key, p.Value!)))}}}";
        }

        var type = schema["type"] switch
        {
            JsonArray several => (string)several[random.Next(several.Count)]!,
            { } one => (string)one!,
            null => "object",
        };
        return type switch
        {
            "array" => $"[{string.Join(',', Enumerable.Range(0, Pick(random, [0, 1, 2, 2, 300])).Select(_ => Item()))}]",
            "integer" => Pick(random, ["0", "1", "-1", "7", "2147483647", "-2147483648", "2147483648", "9223372036854775807"]),
            "number" => Pick(random, ["0", "-1.5", "0.001", "1e20", "79228162514264337593543950335", "1e300"]),
            "boolean" => Pick(random, ["true", "false"]),
            "null" => "null",
            "string" when (string?)schema["format"] == "uuid" =>
                $"\"{Pick(random, [Guid.NewGuid().ToString(), Guid.Empty.ToString(), .. _ids.Select(i => i.Id)])}\"",
            "string" when (string?)schema["format"] == "date-time" => Pick(random, ["\"2026-11-24T09:00:00Z\"",
                "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"2026-02-30T00:00:00Z\""]),
            "string" when (string?)schema["format"] == "date" => Pick(random, ["\"2026-11-24\"", "\"0001-01-01\"", "\"9999-12-31\""]),
            "string" => JsonValue.Create(Pick(random, Texts)).ToJsonString(),
            _ => Pick(random, ["{}", $"{{\"{Guid.NewGuid()}\":\"x\"}}", $"{{\"{Guid.Empty}\":null}}"]),
        };

        string Property(string name, JsonNode value) =>
            $"{JsonValue.Create(name).ToJsonString()}:{Json(random, walk, value, depth + 1)}";

        string Item() => Json(random, walk, schema["items"] ?? new JsonObject(), depth + 1);
    }

    private static readonly string[] Texts =
    [
        "", " ", "a", "Open", "sandbox", "2026-11-24T09:00", "0001-01-01T00:00", "9999-12-31T23:59", "Europe/Berlin",
        "Mars/Base", "en", "https://kb.example/a", "https://\u00fc.example/%zz", "javascript:alert(1)",
        new string('x', 100_000), new string('\u0301', 5000), "\0", "a\0b", "\ud83d\ude00", "\u202egnp", "%_[]'\"\\;--",
        "{{ for i in 1..1000000 }}x{{ end }}", "{{", "{{ article.title | string.pad_left 100000000 }}", "🤷🏽‍♀️",
        "\r\n\r\n", "-1", "NaN", "1e999", "external", "Validated", "html", "<script>alert(1)</script>", "+", "*", "/",
    ];

    private static readonly string[] Values =
    [
        "", "%20", "x", "0", "-1", "1", "200", "201", "2147483648", "99999999999999999999", "NaN", "true", "null",
        "Open", "sandbox", "%00", "%FF%FE", "%F0%9F%98%80", "%25_%5B", "2026-11-24", "0001-01-01", "9999-12-31",
        "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "00000000-0000-0000-0000-000000000000",
        "Europe%2FBerlin", "Li4vLi4vZXRj", "LTk5OTk5OTk5OTk5OTk6MDAwMA", new string('a', 2000), "%22", "all", "loop",
    ];

    private static readonly string[] Literals =
    [
        "null", "true", "0", "-1", "1e400", "123456789012345678901234567890", "\"\"", "\"x\"",
        "[]", "{}", "[[[[]]]]", "{\"a\":{\"b\":[1]}}", "\"\\ud800\"", "\"\\u0000\"", "0.1",
    ];

    private static T Pick<T>(Random random, T[] of) => of[random.Next(of.Length)];

    private static int HashCode(int seed, string text) => text.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c));

    private static ByteArrayContent Content(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
