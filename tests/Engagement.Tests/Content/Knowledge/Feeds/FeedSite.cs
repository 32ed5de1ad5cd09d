using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Engagement.Tests.Content.Knowledge.Feeds;

/// <summary>Somebody's web site, on a free port of this machine.</summary>
internal sealed class FeedSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private FeedSite(WebApplication app) => _app = app;

    public int Requests => Volatile.Read(ref _requests);

    public static async Task<FeedSite> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = new FeedSite(builder.Build());
        site._app.Run(context =>
        {
            Interlocked.Increment(ref site._requests);
            return answer(context);
        });
        await site._app.StartAsync();
        return site;
    }

    public Uri Url(string host, string path = "/feed.xml")
    {
        var address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return new Uri($"http://{host}:{address.Port}{path}");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
