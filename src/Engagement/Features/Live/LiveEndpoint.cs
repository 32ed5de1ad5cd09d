using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Live;

/// <summary><c>/live</c>: server-sent events that say which tickets changed, and where somebody came or went. Ids only; what a page shows it reads itself.</summary>
internal static class LiveEndpoint
{
    // A proxy between would end a connection that says nothing.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(25);

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/live", Listen).RequireAuthorization(Area.Tickets).ExcludeFromDescription();

    private static IResult Listen(Guid? ticket, HttpContext http, LiveHints hints, [FromServices] IHostApplicationLifetime life)
    {
        http.Response.Headers["X-Accel-Buffering"] = "no"; // nginx holds answers back otherwise
        return TypedResults.ServerSentEvents(EventsAsync(ticket, hints, life, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<IReadOnlyList<Guid>>> EventsAsync(
        Guid? ticket, LiveHints hints, IHostApplicationLifetime life, [EnumeratorCancellation] CancellationToken ct)
    {
        // A node that stops does not wait for its readers; they come back by themselves, to another.
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, life.ApplicationStopping);
        yield return new SseItem<IReadOnlyList<Guid>>([], "hello") { ReconnectionInterval = TimeSpan.FromSeconds(2) };
        await using var listening = hints.ListenAsync(both.Token).GetAsyncEnumerator(both.Token);
        var next = listening.MoveNextAsync().AsTask();
        while (true)
        {
            if (await Task.WhenAny(next, Task.Delay(KeepAlive, both.Token)) != next)
            {
                if (both.IsCancellationRequested)
                {
                    yield break;
                }

                yield return new SseItem<IReadOnlyList<Guid>>([], "hello");
                continue;
            }

            if (next.IsCanceled || !await next)
            {
                yield break;
            }

            var hint = listening.Current;
            next = listening.MoveNextAsync().AsTask();
            if (hint.Tickets.Count > 0)
            {
                yield return new SseItem<IReadOnlyList<Guid>>(hint.Tickets, "tickets");
            }

            if (ticket is { } here && hint.Presence.Contains(here))
            {
                yield return new SseItem<IReadOnlyList<Guid>>([here], "presence");
            }
        }
    }
}
