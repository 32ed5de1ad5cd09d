using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Integrations.Notifications;

internal sealed class IndexModel(ListNotices list, ReadNotices read) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public string View { get; set; } = "unread";

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public Page<NoticeView> Notices { get; private set; } = new([], null);

    public bool IsFiltered => !string.IsNullOrEmpty(Kind) || !string.IsNullOrWhiteSpace(Q);

    /// <summary>What can have been seen when everything is marked.</summary>
    public string Until => (Notices.Items.Count > 0 ? Notices.Items[0].CreatedAt : DateTimeOffset.UnixEpoch).ToString("O");

    /// <summary>The rest of this list.</summary>
    public string Older => QueryString.Create(
        Request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)))
            .Append(new("after", Notices.Next))).ToString();

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/notices");
        }

        Notices = await list.RunAsync(User.UserId()!.Value, new(Unread: View != "all", Kind, Q), cursor, PageSize, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostOpenAsync(Guid id, CancellationToken ct) =>
        await read.OpenAsync(id, User.UserId()!.Value, ct) is Result<string>.Done { Value: var link } ? LocalRedirect(link) : NotFound();

    public async Task<IActionResult> OnPostMarkAsync(Guid id, bool unread, CancellationToken ct)
    {
        await read.MarkAsync(id, User.UserId()!.Value, !unread, ct);
        return RedirectToPage(new { View, Kind, Q });
    }

    public async Task<IActionResult> OnPostAllAsync(DateTimeOffset until, CancellationToken ct)
    {
        var marked = await read.MarkAllAsync(User.UserId()!.Value, until, ct);
        this.Say(marked == 1 ? "One notice marked as read." : $"{marked} notices marked as read.");
        return RedirectToPage();
    }
}
