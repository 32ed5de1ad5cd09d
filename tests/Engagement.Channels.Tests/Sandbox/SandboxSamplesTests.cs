using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Engagement.Testing;

namespace Engagement.Channels.Tests.Sandbox;

/// <summary>The samples beside the adapter are what the network really answers, or they would teach the wrong thing.</summary>
public sealed class SandboxSamplesTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private SandboxServer _network = null!;

    public async ValueTask InitializeAsync()
    {
        _network = await SandboxServer.StartAsync();
        _http.BaseAddress = new Uri(_network.Address, "/sandbox/api/");
    }

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [InlineData("joined.json")]
    [InlineData("post.json")]
    [InlineData("mentions.json")]
    [InlineData("error.json")]
    public async Task A_sample_has_the_shape_of_today_s_answer(string name)
    {
        var joined = await Call(HttpMethod.Post, "profiles", null,
            new { handle = "service_desk", name = "Service Desk", about = "We answer on weekdays." });
        var token = joined.GetProperty("accessToken").GetString();
        var other = (await Call(HttpMethod.Post, "profiles", null, new { handle = "nina", name = "Nina Novak" }))
            .GetProperty("accessToken").GetString();
        var post = await Call(HttpMethod.Post, "posts", token, new
        {
            key = "d0c5",
            text = "Locked out? Three steps: https://kb.example.com/reset",
            language = "en",
            card = new { url = "https://kb.example.com/reset", title = "Reset your password", description = "Three steps." },
        });
        await Call(HttpMethod.Post, "posts", other, new { text = "Still locked out", inReplyTo = post.GetProperty("id").GetString() });
        var answer = name switch
        {
            "joined.json" => joined,
            "post.json" => post,
            "mentions.json" => await Call(HttpMethod.Get, "me/mentions", token),
            _ => await Call(HttpMethod.Post, "posts", token, new { text = new string('x', 501) }),
        };

        using var sample = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(Samples(), name), TestContext.Current.CancellationToken));

        Assert.Equal(Shape(answer), Shape(sample.RootElement));
    }

    private async Task<JsonElement> Call(HttpMethod method, string path, string? token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private static string Shape(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(",", element.EnumerateObject().Select(p => $"{p.Name}:{Shape(p.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(",", element.EnumerateArray().Select(Shape).Distinct())}]",
        JsonValueKind.True or JsonValueKind.False => "Bool",
        var kind => kind.ToString(),
    };

    private static string Samples([CallerFilePath] string here = "") =>
        Path.GetFullPath("../../../src/Engagement.Channels/Sandbox/Samples", Path.GetDirectoryName(here)!);
}
