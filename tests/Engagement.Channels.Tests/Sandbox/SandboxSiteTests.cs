using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Engagement.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Engagement.Channels.Tests.Sandbox;

/// <summary>The network's pages as a pretend client uses them, with cookies and plain forms.</summary>
public sealed class SandboxSiteTests : IAsyncLifetime
{
    private readonly HttpClientHandler _browser = new() { AllowAutoRedirect = true };
    private HttpClient _http = null!;
    private SandboxServer _network = null!;

    public async ValueTask InitializeAsync()
    {
        _network = await SandboxServer.StartAsync();
        _http = new HttpClient(_browser) { BaseAddress = _network.Address };
    }

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        _http.Dispose();
        _browser.Dispose();
    }

    [Fact]
    public async Task Somebody_new_joins_replies_and_is_seen_in_the_thread()
    {
        await _network.JoinAsync("desk", "Service Desk");
        var post = _network.Posts.Publish(_network.Profiles.Find("desk")!, new("k", "How to reset your password")).Value!;

        await Form("/sandbox/as", ("name", "Nina Novak"), ("handle", "@nina"), ("back", "/sandbox"));
        var page = await Form("/sandbox/posts", ("inReplyTo", post.Id), ("text", "Still locked out"));

        Assert.Contains("Nina Novak", page.Text, StringComparison.Ordinal);
        Assert.Contains("Still locked out", page.Text, StringComparison.Ordinal);
        var told = Assert.Single(_network.Posts.Mentions(_network.Profiles.Find("desk")!, null, 10).Items);
        Assert.Equal(("nina", "Still locked out", post.Id), (told.Author.Handle, told.Text, told.InReplyTo));
    }

    [Fact]
    public async Task A_like_is_given_and_taken_back()
    {
        var post = await SaidByMia("Tip of the day");

        await Form($"/sandbox/posts/{post}/like", ("back", "/sandbox"));
        Assert.Equal(1, _network.Posts.Find(post)!.Likes);
        await Form($"/sandbox/posts/{post}/like", ("back", "/sandbox"));
        Assert.Equal(0, _network.Posts.Find(post)!.Likes);
    }

    [Fact]
    public async Task Hostile_words_are_words()
    {
        const string hostile = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> javascript:alert(1) "
            + "https://a.example/\"onmouseover=\"x";
        await SaidByMia(hostile);

        var page = await _http.GetStringAsync(new Uri("/sandbox", UriKind.Relative), Stop);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"javascript:", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("href=\"https://a.example/\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_s_address_must_be_one_of_the_web()
    {
        var desk = await _network.JoinAsync("desk");

        using var answer = await Api(desk, HttpMethod.Post, "posts",
            new { text = "a", card = new { url = "javascript:alert(1)", title = "a", description = "" } });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("card.url", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "There are no words yet.")]
    [InlineData("long", "1 over the limit")]
    public async Task Words_that_cannot_go_out_come_back_with_the_reason(string text, string reason)
    {
        await Form("/sandbox/as", ("person", "mia_torres"));

        var page = await Form("/sandbox/posts", ("text", text == "long" ? new string('x', 501) : text));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains(reason, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_on_the_page_speaks_for_an_account_that_a_program_runs()
    {
        await _network.JoinAsync("desk", "Service Desk");

        var page = await Form("/sandbox/as", ("handle", "desk"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("is run by a program", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_from_another_site_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sandbox/posts")
        {
            Headers = { { "Sec-Fetch-Site", "cross-site" } },
            Content = new FormUrlEncodedContent([new("text", "not mine")]),
        };

        using var answer = await _http.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/sandbox")]
    [InlineData("/sandbox\\..\\..//evil.example")]
    public async Task The_way_back_never_leads_away(string back)
    {
        _browser.AllowAutoRedirect = false;

        var page = await Form("/sandbox/as", ("person", "mia_torres"), ("back", back));

        Assert.Equal("/sandbox", page.Location);
    }

    [Fact]
    public async Task Every_page_has_a_strict_policy_and_no_inline_script_or_style()
    {
        var post = await SaidByMia("Words");
        foreach (var path in new[] { "/sandbox", $"/sandbox/posts/{post}", "/sandbox/@mia_torres", "/sandbox/@nobody_here" })
        {
            using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), Stop);
            var html = await answer.Content.ReadAsStringAsync(Stop);

            Assert.Equal(path.EndsWith("nobody_here", StringComparison.Ordinal)
                ? HttpStatusCode.NotFound : HttpStatusCode.OK, answer.StatusCode);
            Assert.StartsWith("default-src 'none'; style-src 'self'",
                Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(" style=", html, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_thread_a_thousand_replies_deep_is_still_shown()
    {
        var root = await SaidByMia("Start");
        var mia = _network.Profiles.Find("mia_torres")!;
        var last = root;
        for (var i = 0; i < 1000; i++)
        {
            last = _network.Posts.Publish(mia, new(null, $"Deeper {i}", last)).Value!.Id;
        }

        Assert.Contains("Deeper 999", await _http.GetStringAsync(new Uri($"/sandbox/posts/{root}", UriKind.Relative), Stop),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_is_pushed_signed_to_the_account_s_own_address()
    {
        var desk = await _network.JoinAsync("desk");
        var nina = await _network.JoinAsync("nina");
        var pushed = new TaskCompletionSource<(string Body, string Timestamp, string Signature)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var receiver = builder.Build();
        receiver.MapPost("/hook", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            pushed.TrySetResult((await reader.ReadToEndAsync(Stop),
                http.Request.Headers["X-Sandbox-Timestamp"]!, http.Request.Headers["X-Sandbox-Signature"]!));
        });
        await receiver.StartAsync(Stop);
        const string secret = "a secret of some length";

        using var refused = await Api(desk, HttpMethod.Put, "me/webhook", new { url = "http://198.51.100.7/hook", secret });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var taken = await Api(desk, HttpMethod.Put, "me/webhook", new { url = $"{receiver.Urls.First()}/hook", secret });
        Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        using var said = await Api(nina, HttpMethod.Post, "posts", new { text = "@desk the printer is pink" });

        var (body, timestamp, signature) = await pushed.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        Assert.Contains("the printer is pink", body, StringComparison.Ordinal);
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}"));
        Assert.Equal($"sha256={Convert.ToHexStringLower(expected)}", signature);
        await receiver.StopAsync(Stop);
    }

    [Theory]
    [InlineData("{\"on\":\"lunch\",\"kind\":\"slow\"}", "on:")]
    [InlineData("{\"on\":\"publish\",\"kind\":\"tired\"}", "$.kind")]
    [InlineData("{\"on\":\"publish\",\"kind\":\"slow\",\"times\":0}", "times:")]
    [InlineData("not json", "The body is not the JSON expected here")]
    [InlineData("null", "The body is empty.")]
    public async Task A_rule_that_makes_no_sense_is_refused_by_name(string rule, string names)
    {
        using var content = new StringContent(rule, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri("/sandbox/api/faults", UriKind.Relative), content, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(names, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<string> SaidByMia(string text)
    {
        await Form("/sandbox/as", ("person", "mia_torres"));
        await Form("/sandbox/posts", ("text", text));
        return Assert.Single(_network.Posts.Threads(long.MaxValue, 10).Items)[0].Id;
    }

    private async Task<(HttpStatusCode Status, string Text, string? Location)> Form(
        string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content, Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop), answer.Headers.Location?.ToString());
    }

    private async Task<HttpResponseMessage> Api(ChannelAccount by, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, $"/sandbox/api/{path}")
        {
            Headers = { { "Authorization", $"Bearer {by.Secret("token")}" } },
            Content = JsonContent.Create(body),
        };
        return await _http.SendAsync(request, Stop);
    }
}
