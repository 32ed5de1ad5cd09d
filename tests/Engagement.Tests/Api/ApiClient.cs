using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engagement.Tests.Api;

/// <summary>The REST API as a program of somebody else's meets it: addresses, JSON and status codes, none of our types.</summary>
internal sealed class ApiClient(HttpClient http)
{
    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await http.GetAsync("/api/v1" + path, Stop);
        return await ReadAsync(answer, HttpStatusCode.OK);
    }

    public async Task<JsonNode> SendAsync(
        HttpMethod method, string path, object body, HttpStatusCode expected = HttpStatusCode.OK, string? key = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await http.SendAsync(request, Stop);
        return await ReadAsync(answer, expected);
    }

    public Task<JsonNode> PostAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK, string? key = null) =>
        SendAsync(HttpMethod.Post, path, body, expected, key);

    /// <summary>The fields that a refusal names.</summary>
    public async Task<IEnumerable<string>> RefusedAsync(string path, object body,
        HttpStatusCode expected = HttpStatusCode.UnprocessableEntity, string? key = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, "/api/v1" + path) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await http.SendAsync(request, Stop);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (await ReadAsync(answer, expected))["errors"]!.AsObject().Select(e => e.Key);
    }

    /// <summary>Asks until the answer satisfies; fails after half a minute.</summary>
    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> satisfied)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        JsonNode last;
        while (!satisfied(last = await GetAsync(path)))
        {
            Assert.False(patience.IsCancellationRequested, $"Not within 30 s: {last}");
            await Task.Delay(200, Stop);
        }

        return last;
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonSerializer.Deserialize<JsonNode>(text)!; // 204 says nothing
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
