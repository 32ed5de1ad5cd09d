using Engagement.Host;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Home;

/// <summary>What needs me now?</summary>
internal sealed class IndexModel(WhatNeedsMe needs, Troubles troubles) : PageModel
{
    /// <summary>Of the node that answers; for those who can mend them.</summary>
    public IReadOnlyList<Trouble> Troubles => User.May(Area.Settings) ? troubles.All : [];

    public Needs Needs { get; private set; } = null!;

    /// <summary>The loop has not turned once: show the way in.</summary>
    public bool IsNew => Needs.Counts.Articles == 0 || Needs.Counts.Accounts == 0 || Needs.Counts.Posts == 0;

    public async Task OnGetAsync(CancellationToken ct) => Needs = await needs.RunAsync(User.UserId()!.Value, User.TimeZone(), ct);
}
