using System.IO.Compression;
using System.Net;
using Engagement.Channels;
using Engagement.Features.Content.Knowledge.Feeds;
using Microsoft.AspNetCore.Http;

namespace Engagement.Tests.Content.Knowledge.Feeds;

public sealed class SafeFetchTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:1::1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("ff02::1")]
    public void Addresses_in_somebodys_house_are_refused(string address) =>
        Assert.False(PublicAddress.MayConnect(IPAddress.Parse(address), allowPrivate: false));

    [Theory]
    [InlineData("93.184.215.14")]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c")]
    [InlineData("::ffff:8.8.8.8")]
    public void Addresses_on_the_internet_are_not(string address) =>
        Assert.True(PublicAddress.MayConnect(IPAddress.Parse(address), allowPrivate: false));

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    public void Where_clouds_keep_credentials_is_refused_even_inside(string address) =>
        Assert.False(PublicAddress.MayConnect(IPAddress.Parse(address), allowPrivate: true));

    [Fact]
    public async Task A_name_that_leads_into_our_network_is_refused_unless_the_source_is_internal()
    {
        await using var site = await FeedSite.StartAsync(context => context.Response.WriteAsync("hello"));
        using var fetch = Fetch(IPAddress.Loopback);

        var refused = Assert.IsType<Fetched.Failed>(await fetch.GetAsync(site.Url("feed.example"), isInternal: false));
        var allowed = Assert.IsType<Fetched.Content>(await fetch.GetAsync(site.Url("feed.example"), isInternal: true));

        Assert.Contains("private network", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("hello"u8.ToArray(), allowed.Bytes);
        Assert.Equal(1, site.Requests);
    }

    [Fact]
    public async Task The_address_that_was_checked_is_the_one_connected_to()
    {
        // A name server that changes its mind after the check, as in DNS rebinding, is asked once and so never heard.
        await using var site = await FeedSite.StartAsync(context => context.Response.WriteAsync("hello"));
        var asked = 0;
        using var fetch = new SafeFetch(
            (_, _) => Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254")]),
            TimeSpan.FromSeconds(10));

        Assert.IsType<Fetched.Content>(await fetch.GetAsync(site.Url("feed.example"), isInternal: true));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_name_with_one_foot_inside_is_refused_as_a_whole()
    {
        using var fetch = Fetch(IPAddress.Parse("93.184.215.14"), IPAddress.Parse("10.0.0.1"));

        Assert.Contains("private network",
            Assert.IsType<Fetched.Failed>(await fetch.GetAsync(new Uri("http://feed.example/"), isInternal: false)).Reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://[::ffff:127.0.0.1]:1/")]
    [InlineData("http://2130706433:1/")]
    [InlineData("http://0x7f.1:1/")]
    public async Task Addresses_written_as_numbers_are_refused(string url)
    {
        using var fetch = new SafeFetch();

        Assert.Contains("private network", Assert.IsType<Fetched.Failed>(await fetch.GetAsync(new Uri(url), isInternal: false)).Reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://feed.example/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:secret@feed.example/")]
    public async Task Only_plain_web_addresses_are_fetched_and_passwords_are_not_repeated(string url)
    {
        using var fetch = Fetch(IPAddress.Loopback);

        var failed = Assert.IsType<Fetched.Failed>(await fetch.GetAsync(new Uri(url), isInternal: true));

        Assert.DoesNotContain("secret", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_checked_like_the_first_address()
    {
        await using var site = await FeedSite.StartAsync(context =>
        {
            context.Response.Redirect("file:///etc/passwd");
            return Task.CompletedTask;
        });
        using var fetch = Fetch(IPAddress.Loopback);

        Assert.Contains("not a plain web address",
            Assert.IsType<Fetched.Failed>(await fetch.GetAsync(site.Url("feed.example"), isInternal: true)).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_into_our_network_is_refused()
    {
        await using var site = await FeedSite.StartAsync(context =>
        {
            context.Response.Redirect("http://169.254.169.254/latest/");
            return Task.CompletedTask;
        });
        using var fetch = new SafeFetch((host, _) =>
            Task.FromResult<IPAddress[]>([host == "feed.example" ? IPAddress.Loopback : IPAddress.Parse(host)]), TimeSpan.FromSeconds(10));

        Assert.Contains("private network",
            Assert.IsType<Fetched.Failed>(await fetch.GetAsync(site.Url("feed.example"), isInternal: true)).Reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Five_redirects_are_followed_and_no_more(int redirects, bool arrives)
    {
        await using var site = await FeedSite.StartAsync(context =>
        {
            var left = int.Parse(context.Request.Path.Value!.Trim('/'), System.Globalization.CultureInfo.InvariantCulture);
            if (left > 0)
            {
                context.Response.Redirect($"/{left - 1}");
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync("there");
        });
        using var fetch = Fetch(IPAddress.Loopback);

        Assert.Equal(arrives, await fetch.GetAsync(site.Url("feed.example", $"/{redirects}"), isInternal: true) is Fetched.Content);
    }

    [Fact]
    public async Task Ten_megabytes_are_the_end_also_when_they_come_as_ten_thousand_bytes()
    {
        await using var site = await FeedSite.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 11; i++)
            {
                await zip.WriteAsync(zeros);
            }
        });
        using var fetch = Fetch(IPAddress.Loopback);

        Assert.Contains("10 MB", Assert.IsType<Fetched.Failed>(await fetch.GetAsync(site.Url("feed.example"), isInternal: true)).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_ends_is_left()
    {
        await using var site = await FeedSite.StartAsync(async context =>
        {
            await context.Response.WriteAsync("<rss>");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        using var fetch = new SafeFetch((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), TimeSpan.FromSeconds(1));

        Assert.Contains("within 1 seconds",
            Assert.IsType<Fetched.Failed>(await fetch.GetAsync(site.Url("feed.example"), isInternal: true)).Reason,
            StringComparison.Ordinal);
    }

    private static SafeFetch Fetch(params IPAddress[] addresses) => new((_, _) => Task.FromResult(addresses), TimeSpan.FromSeconds(10));
}
