using System.Data.Common;

namespace Engagement.Features.Links;

/// <summary><c>GET /l/{code}</c>: counts a visit and leads on. Open to all; leads only where a link that we made leads.</summary>
internal sealed class FollowLink(LinkTargets targets, TellVisitor tell, VisitSpool spool, AddressRates rates, ILogger<FollowLink> log)
{
    // Seconds.
    private const string RetrySoon = "5";
    private const string RetryInAMinute = "60";

    public static void Map(IEndpointRouteBuilder app)
    {
        var follow = app.ServiceProvider.GetRequiredService<FollowLink>();

        // Short-circuited: run where it is found, past sign-in, roles and form tokens, none of which it needs. Its refusals still get their page.
        app.MapMethods("/l/{code}", [HttpMethods.Get, HttpMethods.Head], follow.RunAsync).ShortCircuit().ExcludeFromDescription();
    }

    /// <summary>302; 404 where there is no such link; 429 for who keeps guessing; 503 while it is not in memory and the database is away.</summary>
    public Task RunAsync(HttpContext http)
    {
        if (!LinkCode.TryParse(http.Request.RouteValues["code"] as string, out var code))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return targets.Find(code) is { } known ? Lead(http, known) : LookUpAsync(http, code);
    }

    private Task Lead(HttpContext http, LinkTarget target)
    {
        spool.Append(tell.Of(http.Request, target));
        http.Response.StatusCode = StatusCodes.Status302Found;
        var headers = http.Response.Headers;
        headers.Location = target.Location;

        // Every visit has to come by, or it is not counted; and the link follows its article.
        headers.CacheControl = "no-store";
        headers["X-Robots-Tag"] = "noindex";
        return Task.CompletedTask;
    }

    private async Task LookUpAsync(HttpContext http, string code)
    {
        var address = TellVisitor.Plain(http.Connection.RemoteIpAddress);
        if (rates.IsGuessing(address))
        {
            http.Response.Headers.RetryAfter = RetryInAMinute;
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        LinkTarget? target;
        try
        {
            target = await targets.ReadAsync(code, http.RequestAborted);
        }
        catch (DbException e)
        {
            log.LogWarning(e, "A link that is not in memory could not be looked up");
            http.Response.Headers.RetryAfter = RetrySoon;
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (target is null)
        {
            rates.Missed(address);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await Lead(http, target);
    }
}
