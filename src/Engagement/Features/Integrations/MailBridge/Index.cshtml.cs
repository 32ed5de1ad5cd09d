using Engagement.Data;
using Engagement.Features.Integrations.Mail;
using Engagement.Web;
using Engagement.Web.Proxy;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Integrations.MailBridge;

internal sealed class IndexModel(Db db, SaveBridge save, PortalAddress portal) : PageModel
{
    private static readonly Sql Recent = Sql.Portable(
        """
        select b.FromAddress, b.Subject, b.Outcome, b.Reason, b.TakenAt, t.Number
        from BridgeMails b left join Tickets t on t.Id = b.TicketId order by b.TakenAt desc, b.MessageHash {page}
        """);

    [BindProperty]
    public string? Desk { get; set; }

    [BindProperty]
    public AnswersBecome Answers { get; set; }

    [BindProperty]
    public string? Senders { get; set; }

    [BindProperty]
    public string? ReplyTo { get; set; }

    [BindProperty]
    public string? ImapHost { get; set; }

    [BindProperty]
    public int? ImapPort { get; set; } = 993;

    [BindProperty]
    public LineSecurity ImapSecurity { get; set; } = LineSecurity.Tls;

    [BindProperty]
    public string? ImapUser { get; set; }

    [BindProperty]
    public string? ImapPassword { get; set; }

    [BindProperty]
    public string? Folder { get; set; }

    /// <summary>Days back; null: as it is.</summary>
    [BindProperty]
    public int? ReadDays { get; set; }

    public BridgeSettings? Saved { get; private set; }

    public MailboxState Mailbox { get; private set; } = new();

    public IReadOnlyList<TakenRow> Taken { get; private set; } = [];

    public bool IsMailOn { get; private set; }

    /// <summary>Shown this once.</summary>
    public string? Token { get; private set; }

    public string HookAddress => $"{portal.StartFor(Request)}/hooks/mail";

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Fill();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var command = new SaveBridge.Command(Desk, Answers, Senders, ReplyTo, ImapHost, ImapPort, ImapSecurity, ImapUser, ImapPassword,
            Folder, User.DisplayName())
        {
            ReadDays = ReadDays,
        };
        var answer = await save.RunAsync(command, ct);
        if (answer is not Result<BridgeSettings>.Done { Value: var saved })
        {
            await LoadAsync(ct);
            return this.Refuse(answer);
        }

        this.Say(saved.Desk.Length == 0 ? "Saved. There is no bridge." : "Saved. What clients write from now on goes over the bridge.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostTokenAsync(CancellationToken ct)
    {
        var answer = await save.NewTokenAsync(User.DisplayName(), ct);
        await LoadAsync(ct);
        Fill();
        if (answer is not Result<string>.Done { Value: var token })
        {
            return this.Refuse(answer);
        }

        Token = token;
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Saved = await BridgeSettings.ReadAsync(db, ct);
        IsMailOn = await MailSettings.ReadAsync(db, ct) is not null;
        Mailbox = await MailboxState.ReadAsync(db, ct);
        Taken = await db.QueryAsync<TakenRow>(Recent, new { Take = 20 }, ct);
    }

    private void Fill()
    {
        ModelState.Clear();
        if (Saved is { } s)
        {
            (Desk, Answers, Senders, ReplyTo) = (s.Desk, s.Answers, string.Join('\n', s.Senders), s.ReplyTo);
            (ImapHost, ImapPort, ImapSecurity, ImapUser, Folder) = (s.ImapHost, s.ImapPort, s.ImapSecurity, s.ImapUser, s.Folder);
        }
    }

    internal sealed record TakenRow
    {
        public string FromAddress { get; init; } = "";

        public string Subject { get; init; } = "";

        public string Outcome { get; init; } = "";

        public string Reason { get; init; } = "";

        public DateTimeOffset TakenAt { get; init; }

        public long? Number { get; init; }
    }
}
