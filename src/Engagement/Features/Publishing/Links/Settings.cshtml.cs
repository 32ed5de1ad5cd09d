using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Links;

internal sealed class SettingsModel(Db db, SaveLinkSettings save) : PageModel
{
    /// <summary>As they stand, whatever the form says.</summary>
    public LinkSettings Saved { get; private set; } = new();

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? Campaign { get; set; }

    [BindProperty]
    public string? BotRanges { get; set; }

    [BindProperty]
    public int? KeepDays { get; set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Saved = await LinkSettings.ReadAsync(db, ct);
        Address = Saved.Address?.Start;
        Campaign = Saved.Campaign;
        BotRanges = string.Join('\n', Saved.BotRanges);
        KeepDays = Saved.KeepDays;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await save.RunAsync(new(Address, Campaign, BotRanges, KeepDays, User.DisplayName()), ct);
        if (answer is not Result<LinkSettings>.Done)
        {
            Saved = await LinkSettings.ReadAsync(db, ct);
            return this.Refuse(answer);
        }

        this.Say("Saved. New posts use it.");
        return RedirectToPage();
    }
}
