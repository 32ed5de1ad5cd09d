using System.Net;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Links;
using Engagement.Features.Publishing.Posts;
using Engagement.Host;
using Engagement.Tests.Publishing.Posts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Publishing.Links;

/// <summary>A desk with a public address for its links, and a real server that follows them. Its loop beats when a test says so.</summary>
internal sealed class LinksRoom : IAsyncDisposable
{
    public const string Address = "https://go.example";
    public const string Browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
    public const string Phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
        + "like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private LinksRoom(PostsRoom posts, AccountRow account, WebApplication app)
    {
        Posts = posts;
        Account = account;
        _app = app;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public PostsRoom Posts { get; }

    public AccountRow Account { get; }

    public FakeTimeProvider Clock => Posts.Clock;

    public Db Db => Posts.Db;

    public static async Task<LinksRoom> OpenAsync(Dialect dialect, params (string Name, string Value)[] configuration)
    {
        var posts = await PostsRoom.OpenAsync(dialect);
        await SetAsync(posts, Address);
        var account = await posts.ConnectAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        foreach (var (name, value) in configuration)
        {
            builder.Configuration[name] = value;
        }

        builder.Services.AddEngagement(builder.Configuration, posts.Db.Options);
        builder.Services.AddSingleton<TimeProvider>(posts.Clock);
        var app = builder.Build();
        FollowLink.Use(app);
        FollowLink.Map(app);
        await app.StartAsync(Stop);
        var room = new LinksRoom(posts, account, app);
        await room.Get<DailySalts>().RefreshAsync(Stop);
        return room;
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task SetAsync(
        PostsRoom posts, string? address, string campaign = "", string ranges = "", int days = LinkSettings.UsualKeepDays) =>
        PostsRoom.Done(await posts.Get<SaveLinkSettings>().RunAsync(new(address, campaign, ranges, days, "admin"), Stop));

    /// <summary>A post that went out an hour ago, and its link.</summary>
    public async Task<(PostDelivery Delivery, string Code)> PublishedAsync()
    {
        var made = await PostedAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        return made;
    }

    /// <summary>A post that goes out now.</summary>
    public async Task<(PostDelivery Delivery, string Code)> PostedAsync()
    {
        var delivery = await MadeAsync();
        await Posts.WorkAsync(delivery.Id);
        return (delivery, CodeOf(delivery));
    }

    public async Task<PostDelivery> MadeAsync() => Assert.Single(await Posts.DeliveriesAsync(
        PostsRoom.Done(await Posts.CreateAsync(Posts.Command(Account.Id) with { Now = true, DueAt = null })).PostId));

    public static string CodeOf(PostDelivery delivery) => delivery.LinkUrl![$"{Address}/l/".Length..];

    public async Task<HttpResponseMessage> FollowAsync(
        string code, string? agent = Browser, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"/l/{code}");
        if (agent is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request, Stop);
    }

    /// <summary>Follows it as often as wanted; each must be led on.</summary>
    public async Task VisitAsync(string code, string agent = Browser, int times = 1, params (string Name, string Value)[] headers)
    {
        for (var i = 0; i < times; i++)
        {
            using var answer = await FollowAsync(code, agent, null, headers);
            Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        }
    }

    public async Task<int> DrainAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DrainVisits>().RunAsync(Stop);
    }

    public async Task<VisitCounts> CountAsync(Guid delivery) =>
        (await Posts.Get<CountVisits>().OfDeliveriesAsync([delivery], Stop))[delivery].Counts;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Posts.DisposeAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
