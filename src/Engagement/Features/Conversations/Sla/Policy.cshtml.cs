using System.ComponentModel.DataAnnotations;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Web;
using Engagement.Web.Security;
using Engagement.Web.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Sla;

/// <summary>One policy of the book.</summary>
internal sealed class PolicyModel(Db db, ChangeSla change, ChannelCatalog channels) : PageModel
{
    [BindProperty]
    public int Version { get; set; }

    /// <summary>The name it had; empty for a new one.</summary>
    [BindProperty, DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Original { get; set; } = "";

    [BindProperty, DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Name { get; set; } = "";

    [BindProperty]
    public bool? Vip { get; set; }

    [BindProperty]
    public TicketPriority? Priority { get; set; }

    [BindProperty]
    public Guid? Queue { get; set; }

    [BindProperty]
    public string? Network { get; set; }

    [BindProperty]
    public string? FirstReply { get; set; }

    [BindProperty]
    public string? NextReply { get; set; }

    [BindProperty]
    public string? Resolution { get; set; }

    [BindProperty]
    public string? Calendar { get; set; }

    [BindProperty]
    public int WarnAt { get; set; } = 75;

    public SlaBook Book { get; private set; } = SlaBook.None;

    public IEnumerable<string> Calendars => Book.Calendars.Select(c => c.Name);

    public IReadOnlyDictionary<Guid, string> Queues { get; private set; } = new Dictionary<Guid, string>();

    public IEnumerable<IChannel> Networks => channels.All;

    /// <summary>What it is for, where this version has no such network.</summary>
    public string? GoneNetwork => string.IsNullOrEmpty(Network) || channels.Find(Network) is not null ? null : Network;

    public async Task<IActionResult> OnGetAsync(string? name, CancellationToken ct)
    {
        await LoadAsync(ct);
        Version = Book.Version;
        if (string.IsNullOrEmpty(name))
        {
            return Page();
        }

        if (Book.Policies.FirstOrDefault(p => p.Name == name) is not { } policy)
        {
            return NotFound();
        }

        (Original, Name, Calendar, WarnAt) = (policy.Name, policy.Name, policy.Calendar, policy.WarnAt);
        (Vip, Priority, Queue, Network) = (policy.When.Vip, policy.When.Priority, policy.When.Queue, policy.When.Network);
        (FirstReply, NextReply, Resolution) = (OpenTime.Say(policy.FirstReply),
            OpenTime.Say(policy.NextReply), OpenTime.Say(policy.Resolution));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var policy = new SlaPolicy(
            Name.Trim(), Calendar ?? "", new SlaConditions(Queue, Priority, string.IsNullOrEmpty(Network) ? null : Network, Vip),
            Length(FirstReply, nameof(FirstReply)), Length(NextReply, nameof(NextReply)), Length(Resolution, nameof(Resolution)), WarnAt);
        if (!ModelState.IsValid)
        {
            return this.Unprocessable();
        }

        var isNew = Original.Length == 0;
        (IReadOnlyList<SlaPolicy> policies, string? before) = isNew
            ? PolicyOrder.With(Book.Policies, policy)
            : ([.. Book.Policies.Select(p => p.Name == Original ? policy : p)], null);
        var said = before is null
            ? "Saved. Applies to new tickets."
            : $"Saved before “{before}”, which fits all its tickets too. Applies to new tickets.";
        return await SaveAsync(policies, isNew ? Sentence.Of($"“{policy.Name}” is promised.") : $"“{Original}” changed.", said, ct);
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        ModelState.Clear(); // the fields of the other form did not come with this one
        return await SaveAsync([.. Book.Policies.Where(p => p.Name != Original)],
            $"“{Original}” is no longer promised.", $"“{Original}” is no longer promised.", ct);
    }

    private async Task<IActionResult> SaveAsync(IReadOnlyList<SlaPolicy> policies, string what, string said, CancellationToken ct)
    {
        var answer = await change.RunAsync(new(Version, policies, Book.Calendars, what, User.DisplayName(), User.UserId()), ct);
        if (answer is not Result<int>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say(string.Join(' ', [said, .. PolicyOrder.Hidden(policies).Values]));
        return Redirect("/settings/sla");
    }

    private int? Length(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (OpenTime.Minutes(text) is not { } minutes)
        {
            ModelState.AddModelError(field, "Write it as 30 min, 4 h or 1 h 30 min.");
            return null;
        }

        return minutes;
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Book = await SlaBooks.NewestAsync(db, ct);
        Queues = await SlaQueues.ReadAsync(db, ct);
    }
}
