using Engagement.Data;
using Engagement.Features.Conversations.Tickets.Inbox;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Features.Publishing.Deliveries.Stop;
using Engagement.Web.Layout;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Home;

/// <summary>
/// Reads what stands around a page, once and only when a whole page is shown: not for a fragment, and not for a page that a redirect leads
/// away from.
/// </summary>
internal sealed class ReadFrame(Db db) : IAsyncResultFilter
{
    public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (context.Result is PageResult && http.User.Identity?.IsAuthenticated == true
            && (context.ActionDescriptor as CompiledPageActionDescriptor)?.PageTypeInfo.IsDefined(typeof(PlainPageAttribute), true) != true)
        {
            http.Features.Set(await RunAsync(
                http.User.UserId(), http.User.May(Area.Tickets, change: false), http.RequestAborted));
        }

        await next();
    }

    /// <param name="me">The reader; null for a program.</param>
    /// <param name="seesTickets">They may read tickets.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Frame> RunAsync(Guid? me, bool seesTickets, CancellationToken ct)
    {
        var reads = new Reads();
        var stops = reads.Add<Stopped>(Stops.Read);
        var life = reads.Add<DeskLife>(DeskLife.Read);
        var unread = me is null ? null : reads.Add<int>(NoticeSql.CountUnread, new { Me = me });
        var waiting = me is null || !seesTickets ? null : reads.Add<int>(TicketCounts.Waiting, new { Me = me });
        await db.ReadAsync(reads, ct);

        return new(waiting?.One ?? 0, unread?.One ?? 0, [.. stops.Rows.Where(s => !s.IsPause)],
            stops.Rows.Any(s => s.IsPause) && life.One is { IsPaused: true } pause ? pause : null);
    }
}
