using System.Net;
using Engagement.Channels;
using Engagement.Features.Accounts;
using Engagement.Host;

namespace Engagement.Tests.Accounts;

/// <summary>Servers that people type go through the guard that feeds go through.</summary>
public sealed class InternalServersTests
{
    [Theory]
    [InlineData("mastodon", "http://127.0.0.1:1/")]
    [InlineData("mastodon", "http://localhost:1/")]
    [InlineData("mastodon", "http://[::1]:1/")]
    [InlineData("mastodon", "http://[::ffff:10.0.0.1]:1/")]
    [InlineData("mastodon", "http://10.1.2.3:1/")]
    [InlineData("mastodon", "http://0.0.0.0:1/")]
    [InlineData("mastodon", "http://169.254.169.254/latest/meta-data/")]
    [InlineData("mastodon", "http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("mastodon", "http://2130706433:1/")]
    [InlineData("mastodon", "http://0x7f.1:1/")]
    [InlineData("bluesky", "http://127.0.0.1:1/")]
    [InlineData("sandbox", "http://10.1.2.3:1/")]
    [InlineData("sandbox", "http://169.254.169.254/")]
    public async Task An_address_inside_is_refused_before_anything_is_sent_and_the_field_is_named(string network, string address)
    {
        using var services = Services(null);
        var channel = services.GetRequiredService<ChannelCatalog>()[network];
        var account = new ChannelAccount(Guid.NewGuid(), network, "@desk", "did:plc:desk", new Uri(address), new Dictionary<string,
            string>().ToImmutable(), new Dictionary<string,
            string> { ["accessToken"] = "a", ["token"] = "a", ["accessJwt"] = "a", ["refreshJwt"] = "r" }.ToImmutable());

        var read = Assert.IsType<Reading<RemoteProfile>.Refused>(await ((IReadProfile)channel)
            .ReadOwnProfileAsync(account, TestContext.Current.CancellationToken)).Refusal;
        var sent = Assert.IsType<SendOutcome.Refused>(await ((IPublish)channel)
            .PublishAsync(account, new("k", "Words", DateTimeOffset.UtcNow), TestContext.Current.CancellationToken)).Refusal;

        Assert.All([read, sent], refusal =>
        {
            Assert.Equal(RefusalKind.Invalid, refusal.Kind);
            Assert.StartsWith("Server: ", refusal.Reason, StringComparison.Ordinal);
            var isNever = address.Contains("169.254", StringComparison.Ordinal) || address.Contains("a9fe", StringComparison.Ordinal);
            Assert.Contains("leads to an address inside a private network. "
                + (isNever ? "It is never called, whatever is allowed." : "Network__Internal allows it"), refusal.Reason,
                StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_an_administrator_names_is_reached_and_its_neighbours_are_not()
    {
        using var services = Services("10.0.0.0/8; 127.0.0.1");
        var inside = services.GetRequiredService<InternalServers>();

        Assert.True(inside.Allows(IPAddress.Parse("10.9.9.9")) && inside.Allows(IPAddress.Loopback));
        Assert.False(inside.Allows(IPAddress.Parse("192.168.0.1")) || inside.Allows(IPAddress.Parse("127.0.0.2")));
        using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient("mastodon");
        var reached = await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.GetAsync(new Uri("http://127.0.0.1:1/"), TestContext.Current.CancellationToken));
        Assert.IsNotType<RefusedAddressException>(reached.InnerException);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.GetAsync(new Uri("http://127.0.0.2:1/"), TestContext.Current.CancellationToken));
        Assert.IsType<RefusedAddressException>(refused.InnerException);
    }

    [Fact]
    public void A_setting_that_is_no_network_is_named()
    {
        var no = Assert.Throws<StartException>(() =>
            new InternalServers(new ConfigurationBuilder().AddInMemoryCollection([new("Network:Internal", "10.0.0.1, intranet")]).Build()));

        Assert.StartsWith("Network__Internal 'intranet' is neither an address nor a network.", no.Message, StringComparison.Ordinal);
    }

    /// <summary>The name leads elsewhere once it was looked at; what counts is where the connection goes.</summary>
    [Fact]
    public async Task A_name_that_leads_inside_at_the_second_asking_is_refused_at_the_second_asking()
    {
        var asked = 0;
        using var http = new HttpClient(GuardedConnections.Handler(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(++asked == 1 ? "192.0.2.1" : "10.0.0.1")]), allowPrivate: false, ""))
                .Limited();

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.GetAsync(new Uri("http://rebind.example/"), TestContext.Current.CancellationToken));
        var second = await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.GetAsync(new Uri("http://rebind.example/"), TestContext.Current.CancellationToken));

        Assert.IsType<RefusedAddressException>(second.InnerException);
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("::a9fe:a9fe")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    public void Where_clouds_keep_credentials_nobody_goes_however_it_is_written(string address) =>
        Assert.False(PublicAddress.MayConnect(IPAddress.Parse(address), allowPrivate: true));

    private static ServiceProvider Services(string? inside)
    {
        var services = new ServiceCollection().AddLogging();
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Network:Internal", inside)]).Build();
        new AccountsFeature().AddServices(services, settings);
        services.AddSingleton(TimeProvider.System);
        return services.BuildServiceProvider();
    }
}

file static class Maps
{
    public static System.Collections.Immutable.ImmutableDictionary<string, string> ToImmutable(this Dictionary<string, string> map) =>
        System.Collections.Immutable.ImmutableDictionary.CreateRange(map);
}
