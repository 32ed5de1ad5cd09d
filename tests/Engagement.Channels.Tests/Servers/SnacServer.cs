using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Engagement.Channels.Tests.Servers;

/// <summary>
/// snac2, a server of the fediverse that speaks the Mastodon API and is written in C by people who never saw our
/// adapter. From Debian's package; over plain http on loopback.
/// </summary>
public sealed class SnacServer : RealServer
{
    private readonly Dictionary<string, string> _passwords = [];
    private readonly SnacAwake _awake = new();

    protected override string Name => "snac";

    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Who lives there. The fixture makes them; snac takes no sign-ups.</summary>
    public static IReadOnlyList<string> People { get; } = ["desk", "quiet", "ada", "ben", "cleo"];

    /// <summary>
    /// Registers an app, signs in and trades the code for a token: the same three calls as Mastodon's, but for the
    /// page where a person signs in, which snac's own form answers.
    /// </summary>
    public async Task<ChannelAccount> SignInAsync(string name)
    {
        var app = await PostAsync(
            "api/v1/apps", new() { ["client_name"] = "Tests", ["redirect_uris"] = "urn:ietf:wg:oauth:2.0:oob", ["scopes"] = "read write" });
        var code = await SignInPageAsync(name, app.GetProperty("client_id").GetString()!);
        var token = await PostAsync("oauth/token", new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["client_id"] = app.GetProperty("client_id").GetString()!,
            ["client_secret"] = app.GetProperty("client_secret").GetString()!,
            ["redirect_uri"] = "urn:ietf:wg:oauth:2.0:oob",
            ["scope"] = "read write",
        });
        var access = token.GetProperty("access_token").GetString()!;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url, "api/v1/accounts/verify_credentials"));
        request.Headers.Authorization = new("Bearer", access);
        using var response = await Http.SendAsync(request);
        var me = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new ChannelAccount(
            Guid.NewGuid(),
            "mastodon",
            $"@{name}@{Url.Authority}",
            me.GetProperty("id").GetString()!,
            Url,
            ImmutableDictionary<string, string>.Empty,
            ImmutableDictionary<string, string>.Empty
                .Add("accessToken", access)
                .Add("clientId", app.GetProperty("client_id").GetString()!)
                .Add("clientSecret", app.GetProperty("client_secret").GetString()!));
    }

    /// <summary>
    /// The code that snac's sign-in page gives a person for an app: shown, or sent back with them to where they came from.
    /// </summary>
    public async Task<string> SignInPageAsync(
        string name, string clientId, string state = "", string redirect = "urn:ietf:wg:oauth:2.0:oob")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["login"] = name,
            ["passwd"] = _passwords[name],
            ["redir"] = redirect,
            ["cid"] = clientId,
            ["state"] = state,
            ["scope"] = "read write",
        });
        using var response = await Http.PostAsync(new Uri(Url, "oauth/x-snac-login"), form);
        var body = await response.Content.ReadAsStringAsync();
        if (response.Headers.Location is { } back)
        {
            return System.Web.HttpUtility.ParseQueryString(back.Query)["code"]
                ?? throw new InvalidOperationException($"snac sent the person back without a code: {back}");
        }

        return response.IsSuccessStatusCode
            ? body.Trim()
            : throw new InvalidOperationException($"snac's sign-in answered {(int)response.StatusCode}: {body}");
    }

    /// <summary>Calls the server as a person would with another client; the answer must be a success.</summary>
    public async Task<JsonElement> CallAsync(ChannelAccount who, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url, path));
        request.Headers.Authorization = new("Bearer", who.Secret("accessToken"));
        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement
            : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {text}");
    }

    protected override async Task StartAsync()
    {
        var line = await RunAsync(Path.Combine(Installed, "snac"),
            ["./run.sh", FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture), _awake.Address.ToString(), .. People]);
        var said = JsonDocument.Parse(line).RootElement;
        Url = new Uri(said.GetProperty("url").GetString()!);
        foreach (var person in said.GetProperty("people").EnumerateObject())
        {
            _passwords[person.Name] = person.Value.GetString()!;
        }
    }

    protected override bool IsWorthNoting(string line) =>
        !line.Contains(_awake.Address.ToString(), StringComparison.Ordinal) && !line.Contains("[awake]", StringComparison.Ordinal);

    protected override ValueTask StoppedAsync() => _awake.DisposeAsync();

    private async Task<JsonElement> PostAsync(string path, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var response = await Http.PostAsync(new Uri(Url, path), content);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(body).RootElement
            : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {body}");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

/// <summary>One server for all tests that speak to it.</summary>
[CollectionDefinition(nameof(SnacServer))]
public sealed class SnacServerCollection : ICollectionFixture<SnacServer>;
