using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Deliveries.Stop;

/// <summary>Stops sending, and lets it go on.</summary>
internal sealed class IndexModel(Db db, StopSending stop, ResumeSending resume) : PageModel
{
    private static readonly Sql CountHeld = Sql.Portable("select count(*) from Deliveries where State = 'Held' and ErrorKind = 'Stopped'");

    public IReadOnlyList<Stopped> Stopped { get; private set; } = [];

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    /// <summary>Deliveries that a stop holds.</summary>
    public int Held { get; private set; }

    public string? Reason { get; private set; }

    public Stopped? All => Stopped.FirstOrDefault(s => s.Scope == Stops.Everything);

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostStopAsync(Guid? account, string? reason, CancellationToken ct)
    {
        Reason = reason;
        var answer = await stop.RunAsync(new(account, reason, User.DisplayName()), ct);
        if (answer is not Result<string>.Done { Value: var name })
        {
            await LoadAsync(ct);
            return this.Refuse(answer);
        }

        this.Say($"{name} is stopped. Nothing is sent any more.");
        return Redirect("/stop");
    }

    public async Task<IActionResult> OnPostResumeAsync(Guid? account, CancellationToken ct)
    {
        var answer = await resume.RunAsync(new(account, User.DisplayName()), ct);
        if (answer is not Result<int>.Done { Value: var count })
        {
            await LoadAsync(ct);
            return this.Refuse(answer);
        }

        this.Say(count == 0 ? "Sending goes on."
            : $"Sending goes on. {count} held {(count == 1 ? "delivery is" : "deliveries are")} scheduled again.");
        return Redirect("/stop");
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Stopped = await db.QueryAsync<Stopped>(Stops.Read, ct: ct);
        Accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct);
        Held = await db.ScalarAsync<int>(CountHeld, ct: ct);
    }
}
