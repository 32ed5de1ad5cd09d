using System.Net;
using System.Text.Json.Nodes;
using Engagement.Testing;
using Engagement.Tests.Web;
using Engagement.Web.Security;

namespace Engagement.Tests.Api;

/// <summary>
/// What the document says of requests, tried with every operation: what is required is asked for by its name, what is optional is not, and
/// of a closed set only its words are taken. Bodies are read before anything is looked up, so ids that are nobody's will do.
/// </summary>
[Collection(DeskCollection.Name)]
public sealed class RequestsTests(DeskFixture fixture)
{
    // Where one of several is to be given, or one goes with another: what to change besides, when the first is left out.
    private static readonly Dictionary<string, Action<JsonObject>> Either = new(StringComparer.Ordinal)
    {
        ["NewPost.dueAt"] = body => body["now"] = true,
        ["ResumeRequest.accountId"] = body => body["everything"] = true,
        ["TicketQueueRequest.queueId"] = body => body["none"] = true,
        ["NewOpportunity.nextStep"] = body => body.Remove("nextStepOn"),
        ["OpportunityUpdate.nextStep"] = body => body.Remove("nextStepOn"),
    };

    [Fact]
    public async Task What_is_required_is_asked_for_by_its_name()
    {
        var (http, walk) = await WalkAsync();
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var operation in walk.WithBody)
        {
            foreach (var (part, field) in Objects(walk, operation).SelectMany(o => ApiWalk.Required(o.Schema).Select(f => (o, f))))
            {
                var (whole, at) = part.Make();
                var name = Join(part.Path, field);
                at.Remove(field);
                await TryAsync(operation, whole, name, $"{operation} without {name}");
                if (!walk.MayBeNull(walk.Resolve(part.Schema["properties"]![field]!)))
                {
                    at[field] = null;
                    await TryAsync(operation, whole, name, $"{operation} with {name}: null", HttpStatusCode.BadRequest);
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {tried}:\n{string.Join('\n', wrong)}");
        Assert.True(tried > 50, $"Only {tried}.");

        async Task TryAsync(ApiOperation operation, JsonNode body, string field, string what, HttpStatusCode? orElse = null)
        {
            tried++;
            using var request = ApiWalk.Request(operation, body);
            using var answer = await http.SendAsync(request, Stop);
            var fields = await FieldsAsync(answer);
            if ((answer.StatusCode != HttpStatusCode.UnprocessableEntity && answer.StatusCode != orElse) || !fields.SequenceEqual([field]))
            {
                wrong.Add($"{what}: {(int)answer.StatusCode} {string.Join(", ", fields)}");
            }
        }
    }

    [Fact]
    public async Task What_is_optional_may_be_left_out()
    {
        await using var desk = await RunningDesk.StartAsync();
        using var http = await desk.WithKeyAsync(Role.Administrator);
        var walk = await ApiWalk.ReadAsync(http);
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var operation in walk.WithBody)
        {
            var required = ApiWalk.Required(operation.Body!).ToHashSet(StringComparer.Ordinal);
            foreach (var field in operation.Body!["properties"]!.AsObject().Select(p => p.Key).Where(f => !required.Contains(f)))
            {
                var body = (JsonObject)walk.Sample(operation.Body)!;
                body.Remove(field);
                Either.GetValueOrDefault($"{operation.BodyName}.{field}")?.Invoke(body);
                using var request = ApiWalk.Request(operation, body);
                using var answer = await http.SendAsync(request, Stop);
                tried++;
                var fields = await FieldsAsync(answer);
                if ((int)answer.StatusCode >= 500 || answer.StatusCode == HttpStatusCode.BadRequest || fields.Contains(field))
                {
                    wrong.Add($"{operation} without {field}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {tried}:\n{string.Join('\n', wrong)}");
        Assert.True(tried > 60, $"Only {tried}.");
    }

    [Fact]
    public async Task What_is_given_twice_or_not_known_is_refused_by_its_name()
    {
        var (http, walk) = await WalkAsync();
        var wrong = new List<string>();
        foreach (var operation in walk.WithBody)
        {
            foreach (var part in Objects(walk, operation))
            {
                var (whole, at) = part.Make();
                var (text, inner, first) = (whole.ToJsonString(), at.ToJsonString(), at.First());
                string With(string more) => text.Replace(inner, $"{inner[..^1]},{more}}}", StringComparison.Ordinal);
                var twice = With($"\"{first.Key}\":{first.Value!.ToJsonString()}");
                await TryAsync(operation, twice, Join(part.Path, first.Key), HttpStatusCode.UnprocessableEntity);
                await TryAsync(operation, With("\"colour\":1"), Join(part.Path, "colour"), HttpStatusCode.BadRequest);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task TryAsync(ApiOperation operation, string body, string field, HttpStatusCode expected)
        {
            using var request = ApiWalk.Request(operation, body);
            using var answer = await http.SendAsync(request, Stop);
            var fields = await FieldsAsync(answer);
            if (answer.StatusCode != expected || !fields.SequenceEqual([field]))
            {
                wrong.Add($"{operation} {field}: {(int)answer.StatusCode} {string.Join(", ", fields)} for {body}");
            }
        }
    }

    [Fact]
    public async Task A_list_holds_no_nulls()
    {
        var (http, walk) = await WalkAsync();
        foreach (var operation in walk.WithBody)
        {
            foreach (var part in Objects(walk, operation))
            {
                foreach (var name in part.Make().At.Where(p => p.Value is JsonArray).Select(p => p.Key).ToList())
                {
                    var (whole, at) = part.Make();
                    at[name]!.AsArray().Add((JsonNode?)null);
                    using var request = ApiWalk.Request(operation, whole);
                    using var answer = await http.SendAsync(request, Stop);
                    var fields = string.Join(", ", await FieldsAsync(answer));
                    Assert.Equal((operation.ToString(), Join(part.Path, $"{name}[1]")), (operation.ToString(), fields));
                }
            }
        }
    }

    [Theory]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("\"99\"")]
    [InlineData("\"{0}, {1}\"")]
    [InlineData("\"{0},{1}\"")]
    [InlineData("\" {0}\"")]
    [InlineData("\"\"")]
    [InlineData("\"nope\"")]
    [InlineData("true")]
    [InlineData("[\"{0}\"]")]
    public async Task Of_a_closed_set_in_a_body_only_its_words_are_taken(string value)
    {
        var (http, walk) = await WalkAsync();
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var operation in walk.WithBody)
        {
            foreach (var part in Objects(walk, operation))
            {
                foreach (var (name, words, isList) in Closed(walk, part.Schema).Where(c => c.Name != "network"))
                {
                    // Of networks the use case says which there are.
                    var (whole, at) = part.Make();
                    var given = value.Replace("{0}", words[0], StringComparison.Ordinal)
                        .Replace("{1}", words[^1], StringComparison.Ordinal);
                    at[name] = isList ? new JsonArray(JsonNode.Parse(given)) : JsonNode.Parse(given);
                    using var request = ApiWalk.Request(operation, whole);
                    using var answer = await http.SendAsync(request, Stop);
                    tried++;
                    if (!await NamesAsync(answer, Join(part.Path, isList ? $"{name}[0]" : name), words))
                    {
                        var text = await answer.Content.ReadAsStringAsync(Stop);
                        wrong.Add($"{operation} {Join(part.Path, name)} = {given}: {(int)answer.StatusCode} {text}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {tried}:\n{string.Join('\n', wrong)}");
        Assert.True(tried > 12, $"Only {tried}.");
    }

    [Fact]
    public async Task Of_a_closed_set_in_a_query_only_its_words_are_taken()
    {
        var (http, walk) = await WalkAsync();
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var operation in walk.Operations)
        {
            foreach (var parameter in operation.Query.Where(p => walk.NotNull(p["schema"]!)["enum"] is not null))
            {
                var name = (string)parameter["name"]!;
                List<string> words = [.. walk.NotNull(parameter["schema"]!)["enum"]!.AsArray().Select(v => (string)v!)];
                var (first, last) = (words[0], words[^1]);
                foreach (var value in (string[])["99", "0", "-1", $"{first},{last}", $"{first}, {last}", "nope", "", $" {first}", "null"])
                {
                    using var request = ApiWalk.Request(operation, (JsonNode?)null, $"?{name}={Uri.EscapeDataString(value)}");
                    using var answer = await http.SendAsync(request, Stop);
                    tried++;
                    if (!await NamesAsync(answer, name, words))
                    {
                        wrong.Add($"{operation}?{name}={value}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
                    }
                }

                foreach (var word in words.SelectMany(w => (string[])[w, w.ToUpperInvariant()]))
                {
                    using var request = ApiWalk.Request(operation, (JsonNode?)null, $"?{name}={word}");
                    using var answer = await http.SendAsync(request, Stop);
                    var fields = await FieldsAsync(answer);
                    if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotFound)
                        && (fields.Count == 0 || fields.Contains(name)))
                    {
                        wrong.Add($"{operation}?{name}={word}: {(int)answer.StatusCode}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {tried}:\n{string.Join('\n', wrong)}");
        Assert.True(tried > 60, $"Only {tried}.");
    }

    [Fact]
    public async Task Without_a_key_that_is_known_there_is_a_401_for_every_operation_and_no_way_to_a_page()
    {
        var (_, walk) = await WalkAsync();
        using var nobody = fixture.Desk.Client();
        var wrong = new List<string>();
        HttpMethod[] verbs = [HttpMethod.Get, HttpMethod.Head, HttpMethod.Post];
        string[] others =
        [
            "/api", "/api/", "/api/v1", "/api/v1.json", "/api/v2.json", "/api/reference", "/api/reference/v1", "/api/v1/nothing",
            "/api/nothing", "/API/V1.JSON", "/api/v1.json/",
        ];
        var paths = walk.Operations.Select(o => (o.Verb, Path: ApiWalk.Address(o)))
            .Concat(others.SelectMany(p => verbs.Select(v => (v, p))));
        foreach (var (verb, path) in paths)
        {
            foreach (var key in (string?[])[null, "Bearer eng_nobody", "Bearer ", "Basic dTpw", "Bearer eng_abcdefgh_abcdefgh"])
            {
                using var request = new HttpRequestMessage(verb, path);
                request.Headers.TryAddWithoutValidation("Authorization", key);
                using var answer = await nobody.SendAsync(request, Stop);
                var type = answer.Content.Headers.ContentType?.MediaType;
                var asks = answer.Headers.WwwAuthenticate.ToString();
                if ((answer.StatusCode, asks, type) != (HttpStatusCode.Unauthorized, "Bearer", "application/problem+json"))
                {
                    wrong.Add($"{verb} {path} with {key ?? "no key"}: {(int)answer.StatusCode} {answer.Headers.Location} {type} {asks}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task The_document_says_403_where_a_role_may_not_and_nowhere_else()
    {
        var (_, walk) = await WalkAsync();
        var refused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var role in Enum.GetValues<Role>())
        {
            using var http = await fixture.Desk.WithKeyAsync(role);
            foreach (var operation in walk.Operations)
            {
                using var request = ApiWalk.Request(operation, operation.Body is null ? null : "[]");
                using var answer = await http.SendAsync(request, Stop);
                if (answer.StatusCode == HttpStatusCode.Forbidden)
                {
                    refused.Add(operation.ToString());
                    Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                }
            }
        }

        var said = walk.Operations.Where(o => o.Answers.Contains("403")).Select(o => o.ToString());
        Assert.Equal(said.Order(StringComparer.Ordinal), refused.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whatever_answers_GET_answers_HEAD_the_same_and_says_nothing()
    {
        var (http, walk) = await WalkAsync();
        var paths = walk.Operations.Where(o => o.Method == "get").Select(o => ApiWalk.Address(o));
        foreach (var path in paths.Concat(["/api/v1.json", "/api/reference/v1"]))
        {
            using var get = await http.GetAsync(path, Stop);
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var head = await http.SendAsync(request, Stop);
            Assert.Equal(
                (path, get.StatusCode, get.Content.Headers.ContentType), (path, head.StatusCode, head.Content.Headers.ContentType));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
        }
    }

    [Fact]
    public async Task A_refusal_is_a_problem_whatever_the_caller_accepts()
    {
        using var http = await fixture.Desk.WithKeyAsync(Role.Administrator);
        foreach (var accept in (string[])["text/html", "application/xml", "image/png", "*/*"])
        {
            foreach (var (path, status) in ((string, int)[])[("nothing", 404), ("tickets?status=99", 422), ("tickets?take=x", 400)])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}") { Headers = { { "Accept", accept } } };
                using var answer = await http.SendAsync(request, Stop);
                var type = answer.Content.Headers.ContentType?.MediaType;
                Assert.Equal((accept, path, status, "application/problem+json"), (accept, path, (int)answer.StatusCode, type));
            }
        }
    }

    private sealed record Part(string Path, JsonNode Schema, Func<(JsonObject Whole, JsonObject At)> Make);

    // Every object in a body, the body first: where it is, and how to make a whole right body and get at it.
    private static IEnumerable<Part> Objects(ApiWalk walk, ApiOperation operation)
    {
        var body = operation.Body!;
        yield return new("", body, () => (JsonObject)walk.Sample(body)! is var whole ? (whole, whole) : default);
        foreach (var (name, property) in body["properties"]?.AsObject() ?? [])
        {
            var schema = walk.NotNull(property!);
            var isList = schema["items"] is not null;
            var item = isList ? walk.Resolve(schema["items"]!) : schema;
            if (item["properties"] is not null)
            {
                yield return new(isList ? $"{name}[0]" : name, item, () =>
                    (JsonObject)walk.Sample(body)! is var whole ? (whole, (isList ? whole[name]![0]! : whole[name]!).AsObject()) : default);
            }
        }
    }

    private static IEnumerable<(string Name, List<string> Words, bool IsList)> Closed(ApiWalk walk, JsonNode schema)
    {
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            var own = walk.NotNull(property!);
            var item = own["items"] is { } items ? walk.Resolve(items) : own;
            if (item["enum"] is JsonArray words)
            {
                yield return (name, [.. words.Select(w => (string)w!)], own["items"] is not null);
            }
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    // 422, by this name and no other, with all the words it takes.
    private static async Task<bool> NamesAsync(HttpResponseMessage answer, string field, List<string> words)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        return answer.StatusCode == HttpStatusCode.UnprocessableEntity && (await FieldsAsync(answer)).SequenceEqual([field])
            && words.All(w => text.Contains(w, StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> FieldsAsync(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
        && JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))?["errors"] is JsonObject errors
        ? [.. errors.Select(e => e.Key)]
        : [];

    private async Task<(HttpClient Http, ApiWalk Walk)> WalkAsync()
    {
        var http = await fixture.Desk.WithKeyAsync(Role.Administrator);
        return (http, await ApiWalk.ReadAsync(http));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
