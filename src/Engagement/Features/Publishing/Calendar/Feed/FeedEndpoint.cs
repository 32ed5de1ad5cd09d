using System.Text;
using Engagement.Web.Proxy;
using Microsoft.Net.Http.Headers;

namespace Engagement.Features.Publishing.Calendar.Feed;

/// <summary><c>GET /calendar/feed/{token}.ics</c>: open to whoever has the address; anything else is not there.</summary>
internal static class FeedEndpoint
{
    public static string PathOf(string token) => $"/calendar/feed/{token}.ics";

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/calendar/feed/{token}.ics", AnswerAsync)
        .AllowAnonymous()
        .ExcludeFromDescription();

    private static async Task<IResult> AnswerAsync(
        string token, WriteFeed write, PortalAddress address, HttpContext http, CancellationToken ct)
    {
        var portal = new Uri(address.StartFor(http.Request) + "/");
        if (await write.RunAsync(token, portal, ct) is not { } calendar)
        {
            return Results.NotFound();
        }

        // Neither a proxy nor a browser keeps what only this address may show.
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers[HeaderNames.ContentDisposition] = "inline; filename=\"engagement.ics\"";
        return Results.Text(calendar, "text/calendar", Encoding.UTF8);
    }
}
