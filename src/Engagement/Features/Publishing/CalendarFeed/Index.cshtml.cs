using Engagement.Data;
using Engagement.Features.Publishing.Calendar.Feed;
using Engagement.Web;
using Engagement.Web.Proxy;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.CalendarFeed;

internal sealed class IndexModel(Db db, RenewFeed renew, StopFeed stop, PortalAddress portal) : PageModel
{
    /// <summary>Null: there is none yet.</summary>
    public FeedRow? Feed { get; private set; }

    /// <summary>Shown once, in the answer to its making.</summary>
    public string? Address { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Feed = await db.OneAsync<FeedRow>(FeedSql.OfUser, new { UserId = User.UserId() }, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (User.UserId() is not { } userId)
        {
            return Forbid();
        }

        Address = portal.StartFor(Request) + FeedEndpoint.PathOf(await renew.RunAsync(userId, ct));
        Response.Headers.CacheControl = "no-store";
        return Page();
    }

    public async Task<IActionResult> OnPostStopAsync(CancellationToken ct)
    {
        await stop.RunAsync(User.UserId() ?? Guid.Empty, ct);
        this.Say("Ended. The address opens nothing any more.");
        return RedirectToPage();
    }
}
