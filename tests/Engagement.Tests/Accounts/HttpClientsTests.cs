using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Host;
using Engagement.Sandbox;

namespace Engagement.Tests.Accounts;

/// <summary>Every client that calls somebody has limits: those the factory makes, and those that are made by hand, found in the
/// source.</summary>
public sealed partial class HttpClientsTests
{
    // Where one is made, and by what it is bounded.
    private static readonly Dictionary<string, string> Makers = new(StringComparer.Ordinal)
    {
        ["src/Engagement.Channels/Contract/HttpLimits.cs"] = "the limits themselves",
        ["src/Engagement.Channels/Bluesky/BlueskyChannel.Streaming.cs"] =
            "the account's own client for the opening, MaxEvent for each message",
        ["src/Engagement.Channels/Contract/GuardedConnections.cs"] = "a handler with limits, for whatever is typed",
        ["src/Engagement/Features/Content/Knowledge/Feeds/SafeFetch.cs"] = "Limited, and counted while it is read",
        ["src/Engagement/Host/HealthCommand.cs"] = "this machine's own node: a patience and 100 KB",
        ["src/Engagement/Features/Integrations/Webhooks/WebhookCalls.cs"] = "Limited, and only the beginning is read",
    };

    public static TheoryData<string> Names =>
        ["", "sandbox", "bluesky", "x", "mastodon", "linkedin", SandboxWebhooks.HttpClientName, "one that nobody has named yet"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_client_of_the_factory_has_every_limit(string name)
    {
        using var services = Services();

        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(name);
        Assert.Equal(HttpLimits.MostBuffered, client.MaxResponseContentBufferSize);
        Assert.InRange(client.Timeout, TimeSpan.FromSeconds(1), HttpLimits.Longest);

        var handler = services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(name);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        AssertLimited(Assert.IsType<SocketsHttpHandler>(handler));
    }

    [Fact]
    public void Every_network_s_client_is_among_those_that_are_tried()
    {
        var asked = new List<string>();
        ChannelCatalog.Shipped(name => { asked.Add(name); return new HttpClient(); }, TimeProvider.System);

        Assert.Empty(asked.Except(Names.Select(n => n.Data)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_handler_for_typed_addresses_has_them_too(bool allowPrivate)
    {
        using var handler = GuardedConnections.Handler((_, _) => Task.FromResult<System.Net.IPAddress[]>([]), allowPrivate, "");

        AssertLimited(handler);
        Assert.False(handler.UseProxy);
    }

    [Fact]
    public void Nobody_makes_a_client_by_hand_without_saying_what_bounds_it()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", ".."));
        var makers = Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && Makes().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(root, f).Replace('\\', '/'));

        Assert.Equal(Makers.Keys.Order(StringComparer.Ordinal), makers.Order(StringComparer.Ordinal));
    }

    private static void AssertLimited(SocketsHttpHandler handler)
    {
        Assert.Equal(HttpLimits.MostHeaders, handler.MaxResponseHeadersLength);
        Assert.InRange(handler.ConnectTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
        Assert.Null(handler.ActivityHeadersPropagator);
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder().Build(),
            new DatabaseOptions(Dialect.Sqlite, "Data Source=:memory:", Path.GetTempPath()));
        services.AddSandbox(Path.GetTempPath());
        return services.BuildServiceProvider();
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"new (HttpClient|SocketsHttpHandler|HttpClientHandler|ClientWebSocket|HttpMessageInvoker|WebClient|TcpClient)\b"
        + @"|SocketsHttpHandler [A-Z]\w*\([^)]*\) => new\(")]
    private static partial Regex Makes();
}
