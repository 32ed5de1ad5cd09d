using System.Diagnostics;
using System.Net;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Host;
using Engagement.Tests.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Engagement.Tests.Accounts;

/// <summary>What we trace is nobody else's business: neither networks nor feeds nor the receivers of webhooks are told of it.</summary>
public sealed class OutgoingHeadersTests
{
    private static readonly string[] OfTracing = ["traceparent", "tracestate", "baggage", "Correlation-Context", "Request-Id"];

    [Fact]
    public async Task Nothing_of_our_tracing_leaves_with_a_call()
    {
        var seen = new List<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var stranger = builder.Build();
        stranger.Run(context =>
        {
            seen.AddRange(context.Request.Headers.Keys);
            return context.Response.WriteAsync("ok");
        });
        await stranger.StartAsync(TestContext.Current.CancellationToken);
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder().AddInMemoryCollection([new("Network:Internal", "127.0.0.1")]).Build(),
            database.Db.Options);
        await using var provider = services.BuildServiceProvider();
        using var listener = new ActivityListener { ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        using var traced = new Activity("send").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("ticket", "4711").Start();

        using var network = provider.GetRequiredService<IHttpClientFactory>().CreateClient("mastodon");
        await network.GetStringAsync(new Uri(stranger.Urls.First()), TestContext.Current.CancellationToken);
        using var feed = new HttpClient(
            GuardedConnections.Handler((name, ct) => Dns.GetHostAddressesAsync(name, ct), allowPrivate: true, ""));
        await feed.GetStringAsync(new Uri(stranger.Urls.First()), TestContext.Current.CancellationToken);

        // Bluesky's stream opens a socket of its own; a server that does not take it has seen its headers all the same.
        var before = seen.Count;
        var desk = new ChannelAccount(
            Guid.NewGuid(), "bluesky", "desk.example", "did:plc:desk", null,
            [new("jetstream", stranger.Urls.First().Replace("http:", "ws:", StringComparison.Ordinal))], []);
        await using var stream = ((IStream)provider.GetRequiredService<ChannelCatalog>()["bluesky"])
            .StreamAsync(desk, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(async () => await stream.MoveNextAsync());
        Assert.Contains("Sec-WebSocket-Key", seen.Skip(before));

        Assert.Contains("Host", seen);
        Assert.Empty(seen.Intersect(OfTracing, StringComparer.OrdinalIgnoreCase));
    }
}
