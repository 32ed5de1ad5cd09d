using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Conversations.Realtime;

/// <summary>
/// <c>/live</c>: server-sent events that say which tickets changed, and where somebody came or went. Ids only; what a page shows it reads
/// itself.
/// </summary>
internal static class LiveEndpoint
{
    // A proxy between would end a connection that says nothing.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(25);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/live", Listen).RequireAuthorization(Area.Tickets).ExcludeFromDescription();

    private static IResult Listen(Guid? ticket, HttpContext http, LiveHints hints, [FromServices] IHostApplicationLifetime life)
    {
        http.Response.Headers["X-Accel-Buffering"] = "no"; // nginx holds answers back otherwise
        return TypedResults.ServerSentEvents(EventsAsync(ticket, hints, life, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<IReadOnlyList<Guid>>> EventsAsync(
        Guid? ticket, LiveHints hints, IHostApplicationLifetime life, [EnumeratorCancellation] CancellationToken ct)
    {
        // A node that stops does not wait for its readers; they come back by themselves, to another.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, life.ApplicationStopping);
        using var listener = hints.Listen();
        yield return new SseItem<IReadOnlyList<Guid>>([], "hello") { ReconnectionInterval = TimeSpan.FromSeconds(2) };
        while (!end.IsCancellationRequested)
        {
            var hint = await NextAsync(listener, end.Token);
            if (hint is null)
            {
                yield return new SseItem<IReadOnlyList<Guid>>([], "hello");
                continue;
            }

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

    /// <returns>Null when nothing happened for a while, or the end has come.</returns>
    private static async Task<LiveHint?> NextAsync(LiveHints.Listener listener, CancellationToken end)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        patience.CancelAfter(KeepAlive);
        try
        {
            return await listener.NextAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to show a sign of life, or the page is gone: the caller looks which.
            return null;
        }
    }
}
