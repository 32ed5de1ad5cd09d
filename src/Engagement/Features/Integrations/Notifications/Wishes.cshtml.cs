using Engagement.Data;
using Engagement.Features.Integrations.Mail;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>How I want to be told.</summary>
internal sealed class PreferencesModel(Db db, SaveNotificationPreferences save) : PageModel
{
    [BindProperty]
    public Dictionary<string, How> Kinds { get; set; } = [];

    [BindProperty]
    public string? DigestAt { get; set; }

    public bool IsMailOn { get; private set; }

    /// <summary>Those that can be for me at all.</summary>
    public IEnumerable<IGrouping<string, NoticeKind>> Mine => NoticeCatalog.All.Where(k => User.May(k.Area)).GroupBy(k => k.Room);

    public static IReadOnlyList<(How How, string Name)> Ways { get; } = [(How.AtOnce, "By mail at once"),
        (How.Digest, "In the day's digest"), (How.Portal, "Only at the bell")];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var wishes = await Wishes.ReadAsync(db, User.UserId()!.Value, ct);
        Kinds = NoticeCatalog.All.ToDictionary(k => k.Key, wishes.Of);
        DigestAt = wishes.DigestAt?.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        IsMailOn = await MailSettings.ReadAsync(db, ct) is not null;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await save.RunAsync(new(User.UserId()!.Value, Kinds, DigestAt), ct);
        if (answer is not Result<Wishes>.Done)
        {
            IsMailOn = await MailSettings.ReadAsync(db, ct) is not null;
            return this.Refuse(answer);
        }

        this.Say("Saved.");
        return RedirectToPage();
    }
}
