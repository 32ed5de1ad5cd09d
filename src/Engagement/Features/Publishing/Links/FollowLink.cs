using System.Data.Common;
using Engagement.Common.Links;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Links;

/// <summary><c>GET /l/{code}</c>: counts a visit and leads on. Open to all; leads only where a link that we made leads.</summary>
internal sealed class FollowLink(LinkTargets targets, ClassifyVisitor tell, VisitSpool spool, AddressRates rates, ILogger<FollowLink> log)
{
    private const string Path = "/l/";

    // Seconds.
    private const string RetrySoon = "5";
    private const string RetryInAMinute = "60";

    /// <summary>
    /// Links in memory are followed before anything else is done with a request: none of what guards and dresses a page is needed for a
    /// redirect, and it would cost half of its time. What is left for the endpoint is to look up the others, and to refuse.
    /// </summary>
    public static void Use(IApplicationBuilder app)
    {
        var follow = app.ApplicationServices.GetRequiredService<FollowLink>();
        app.Use(next => http => follow.Leads(http) ? Task.CompletedTask : next(http));
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        var follow = app.ServiceProvider.GetRequiredService<FollowLink>();
        app.MapMethods(Path + "{**code}", [HttpMethods.Get, HttpMethods.Head], follow.RunAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>
    /// 302; 404 where there is no such link; 429 for who keeps guessing; 503 while it is not in memory and the database is away.
    /// </summary>
    public Task RunAsync(HttpContext http)
    {
        if (!PastedCode.TryParse(http.Request.RouteValues["code"] as string, out var code))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (targets.Find(code) is { } target)
        {
            Lead(http, target); // what was pasted along kept it from the short way
            return Task.CompletedTask;
        }

        return LookUpAsync(http, code);
    }

    private bool Leads(HttpContext http)
    {
        var path = http.Request.Path.Value;
        if (path?.Length != Path.Length + LinkCode.Length || !path.StartsWith(Path, StringComparison.OrdinalIgnoreCase)
            || !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            || !LinkCode.TryParse(path[Path.Length..], out var code) || targets.Find(code) is not { } target)
        {
            return false;
        }

        Lead(http, target);
        return true;
    }

    private void Lead(HttpContext http, LinkTarget target)
    {
        spool.Append(tell.Of(http.Request, target));
        http.Response.StatusCode = StatusCodes.Status302Found;
        var headers = http.Response.Headers;
        headers.Location = target.Location;

        // Every visit has to come by, or it is not counted; and the link follows its article.
        headers.CacheControl = "no-store";
        headers["X-Robots-Tag"] = "noindex";
    }

    private async Task LookUpAsync(HttpContext http, string code)
    {
        var address = ClientAddress.Plain(http.Connection.RemoteIpAddress);
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

        Lead(http, target);
    }
}
