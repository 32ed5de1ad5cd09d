using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Sla;

/// <summary>What we promise, and when the desk is open.</summary>
internal sealed class IndexModel(Db db, ChangeSla change) : PageModel
{
    private IReadOnlyDictionary<Guid, string> _queues = new Dictionary<Guid, string>();

    public SlaBook Book { get; private set; } = SlaBook.None;

    /// <summary>Policies that no ticket can have, with why.</summary>
    public IReadOnlyDictionary<string, string> Hidden { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<SlaBookRow> History { get; private set; } = [];

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostUpAsync(int version, string name, CancellationToken ct)
    {
        await LoadAsync(ct);
        var policies = Book.Policies.ToList();
        var at = policies.FindIndex(p => p.Name == name);
        if (at < 1)
        {
            return RedirectToPage();
        }

        (policies[at - 1], policies[at]) = (policies[at], policies[at - 1]);
        var answer = await change.RunAsync(
            new(version, policies, Book.Calendars, $"“{name}” is tried before “{policies[at].Name}”.", User.DisplayName(), User.UserId()),
            ct);
        if (answer is not Result<int>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say(string.Join(' ', [$"“{name}” is tried earlier now.", .. PolicyOrder.Hidden(policies).Values]));
        return RedirectToPage();
    }

    public string Conditions(SlaPolicy policy) => SlaWords.Conditions(policy.When, _queues);

    public string Hours(SlaCalendar calendar) => SlaWords.Hours(calendar);

    private async Task LoadAsync(CancellationToken ct)
    {
        Book = await SlaBooks.NewestAsync(db, ct);
        Hidden = PolicyOrder.Hidden(Book.Policies);
        History = await SlaBooks.HistoryAsync(db, ct);
        _queues = await SlaQueues.ReadAsync(db, ct);
    }
}
