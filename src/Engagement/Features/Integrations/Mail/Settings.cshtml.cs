using System.Security.Claims;
using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Proxy;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Integrations.Mail;

internal sealed class SettingsModel(Db db, SaveMailSettings save, SendTestMail test, PortalAddress portal) : PageModel
{
    [BindProperty]
    public string? Host { get; set; }

    [BindProperty]
    public int? Port { get; set; } = 587;

    [BindProperty]
    public LineSecurity Security { get; set; }

    [BindProperty]
    public string? Account { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? Portal { get; set; }

    public MailSettings? Saved { get; private set; }

    /// <summary>What was sent last, and how it ended.</summary>
    public IReadOnlyList<MailRow> Recent { get; private set; } = [];

    /// <summary>The configuration says where people open the portal; here it only shows.</summary>
    public bool IsPortalGiven => portal.IsSet;

    public string MyAddress => User.FindFirstValue(ClaimTypes.Email) ?? "";

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Fill();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answer = await save.RunAsync(new(Host, Port, Security, Account, Password, From, Portal, User.DisplayName()), ct);
        if (answer is not Result<MailSettings>.Done { Value: var saved })
        {
            await LoadAsync(ct);
            return this.Refuse(answer);
        }

        this.Say(saved.Host.Length == 0 ? "Saved. No mail is sent." : "Saved. Send yourself a test.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken ct)
    {
        var answer = await test.RunAsync(User.DisplayName(), MyAddress, ct);
        if (answer is Result<string>.Done)
        {
            this.Say($"The mail server took a test mail to {MyAddress}.");
            return RedirectToPage();
        }

        await LoadAsync(ct);
        Fill();
        return this.Refuse(answer);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Saved = await MailSettings.ReadAsync(db, ct);
        Recent = await db.QueryAsync<MailRow>(MailSql.Recent, new { Take = 10 }, ct);
    }

    private void Fill()
    {
        if (Saved is { } s)
        {
            (Host, Port, Security, Account, From, Portal) = (s.Host, s.Port, s.Security, s.User, s.From, s.Portal);
        }
        else
        {
            Portal = portal.StartFor(Request);
        }
    }
}
