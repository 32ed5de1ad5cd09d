using System.Net;
using Engagement.Host;
using Engagement.Web.Proxy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Web.Proxy;

public sealed class ProxySettingsTests
{
    [Theory]
    [InlineData("desk.example.com")]
    [InlineData("ftp://desk.example.com")]
    [InlineData("https://")]
    [InlineData("https://user@desk.example.com")]
    [InlineData("https://desk.example.com/?a=b")]
    [InlineData("https://desk.example.com/#top")]
    [InlineData("https://desk.example.com/a//b")]
    [InlineData("https://desk.example.com/a/../b")]
    [InlineData("https://desk.example.com/a%20b")]
    [InlineData("http://desk.example.com")]
    public void An_address_that_cannot_be_the_portals_is_refused_by_the_settings_name(string given) =>
        Assert.StartsWith($"Portal__Address '{given.Replace("user@", "", StringComparison.Ordinal)}'",
            Assert.Throws<StartException>(() => PortalAddress.From(With("Portal:Address", given))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://desk.example.com", "https://desk.example.com", "")]
    [InlineData(" https://Desk.example.com:443/ ", "https://desk.example.com", "")]
    [InlineData("https://example.com:8443/desk/", "https://example.com:8443/desk", "/desk")]
    [InlineData("https://example.com/tickets", "https://example.com/tickets", "/tickets")]
    [InlineData("https://bücher.example/a/b", "https://xn--bcher-kva.example/a/b", "/a/b")]
    [InlineData("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443", "")]
    [InlineData("http://localhost:8080", "http://localhost:8080", "")]
    public void An_address_is_kept_without_a_slash_at_its_end(string given, string start, string path)
    {
        var portal = PortalAddress.From(With("Portal:Address", given));
        Assert.Equal((start, path), (portal.Start, portal.Path.ToString()));
    }

    [Theory]
    [InlineData("proxy.internal")]
    [InlineData("10.0.0.5/33")]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("10.1")]
    [InlineData("10.0.0.5:80")]
    public void A_proxy_that_is_no_address_and_no_network_is_refused_by_the_settings_name(string given) =>
        Assert.StartsWith($"Proxy__Trusted '{given}'",
            Assert.Throws<StartException>(() => TrustedProxies.From(With("Proxy:Trusted", $"127.0.0.1, {given}"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Proxies_are_given_in_a_line_or_one_by_one_and_only_this_machine_is_believed_without_any()
    {
        var line = TrustedProxies.From(With("Proxy:Trusted", "10.0.0.5, 172.16.0.0/12;2001:db8::/32"));
        Assert.Equal((true, true, true, false, false), (Believed(line, "10.0.0.5"), Believed(line, "172.20.3.4"),
            Believed(line, "2001:db8::7"), Believed(line, "10.0.0.6"), Believed(line, "127.0.0.1")));
        Assert.True(Believed(TrustedProxies.From(With("Proxy:Trusted:0", "10.0.0.5")), "10.0.0.5"));
        var none = TrustedProxies.From(With("Proxy:Else", "10.0.0.5"));
        Assert.Equal((true, true, false), (Believed(none, "127.0.0.1"), Believed(none, "::1"), Believed(none, "10.0.0.5")));
        Assert.False(Believed(TrustedProxies.From(With("Proxy:Trusted", "none")), "127.0.0.1"));
    }

    [Fact]
    public void A_page_under_a_sub_path_leads_to_it_once_and_only_by_what_leads()
    {
        var pages = new UnderSubPath("/desk", _ => Task.CompletedTask);
        Assert.Equal(
            """
            <a title="/x" href="/desk/tickets?a=/b">/tickets</a><form action="/desk/"><input value="/a" data-key="/">
            <b hx-get="/desk/live"></b><img src="//cdn.example/x"><a href="/desk/a"></a><a href="/desk"></a><a href="/desk/desks"></a>
            """,
            pages.Rewritten(
                """
                <a title="/x" href="/tickets?a=/b">/tickets</a><form action="/"><input value="/a" data-key="/">
                <b hx-get="/live"></b><img src="//cdn.example/x"><a href="/desk/a"></a><a href="/desk"></a><a href="/desks"></a>
                """));
    }

    [Theory]
    [InlineData(true, 1, "", "set Proxy__Trusted to 10.0.0.5 if it is your proxy")]
    [InlineData(false, 6, "", "If it is a proxy, set Proxy__Trusted to its address")]
    [InlineData(false, 6, "10.0.0.0/24", "let it send X-Forwarded-For")]
    [InlineData(false, 6, "none", null)]
    [InlineData(false, 1, "", null)]
    public void Everybody_from_one_address_is_said_until_others_come(bool withHeader, int agents, string trusted, string? words)
    {
        var troubles = new Troubles();
        var clock = new FakeTimeProvider();
        var one = new OneAddress(PortalAddress.None, TrustedProxies.From(With("Proxy:Trusted", trusted)), troubles, clock);
        for (var i = 0; i < 70; i++)
        {
            one.Saw(Request("10.0.0.5", $"Browser {i % agents}", withHeader));
        }

        Assert.Equal(words is not null, troubles.Find(OneAddress.Key)?.Words.Contains(words!, StringComparison.Ordinal) == true);

        clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 70; i++)
        {
            one.Saw(Request($"10.0.1.{i}", "Browser", withHeader));
        }

        Assert.Null(troubles.Find(OneAddress.Key));
    }

    private static DefaultHttpContext Request(string from, string agent, bool withHeader)
    {
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) }, Request = { Path = "/tickets" } };
        http.Request.Headers.UserAgent = agent;
        if (withHeader)
        {
            http.Request.Headers["X-Forwarded-For"] = "203.0.113.9";
        }

        return http;
    }

    private static bool Believed(TrustedProxies proxies, string address) => proxies.Contains(IPAddress.Parse(address));

    private static IConfiguration With(string name, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
}
