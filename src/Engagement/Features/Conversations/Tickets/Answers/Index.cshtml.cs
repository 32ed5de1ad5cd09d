using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Features.Content.Knowledge.Review;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Tickets.Answers;

/// <summary>
/// Words for a ticket: its macros and the articles that may help, each shown as it would be before it goes into the reply box.
/// </summary>
internal sealed class IndexModel(Db db, ChannelCatalog channels, RenderAnswer fill, SuggestArticles suggest, FlagArticle flag) : PageModel
{
    public TicketView Ticket { get; private set; } = null!;

    public IReadOnlyList<Macro> Macros { get; private set; } = [];

    public IReadOnlyList<FoundArticle> Articles { get; private set; } = [];

    /// <summary>Words of a macro or an article looked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>The macro that is shown.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Macro { get; set; }

    /// <summary>The article it is about, in the place of the ticket's own; without a macro, its link alone.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Article { get; set; }

    /// <summary>Null: nothing is chosen, or it cannot be shown.</summary>
    public RenderAnswer.Filled? Shown { get; private set; }

    public ChannelFacts Facts => channels[Ticket.Network].Facts;

    public async Task<IActionResult> OnGetAsync(long number, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        if (Macro is not null || Article is not null)
        {
            var answer = await fill.ShowAsync(Command(), ct);
            if (answer is not Result<RenderAnswer.Filled>.Done { Value: var filled })
            {
                return this.Refuse(answer);
            }

            Shown = filled;
        }

        return Request.IsFragment() ? Partial("/Features/Conversations/Tickets/Answers/_Shown.cshtml", this) : Page();
    }

    public async Task<IActionResult> OnPostAsync(long number, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        var answer = await fill.InsertAsync(Command(), ct);
        if (answer is not Result<string>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say("It is in the reply box. Nothing is sent yet.");
        return Redirect($"/tickets/{number}#reply-text");
    }

    /// <summary>The client's words show that an article is not clear.</summary>
    public async Task<IActionResult> OnPostUnclearAsync(long number, Guid article, string? why, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        var answer = await flag.RunAsync(new(article, Ticket.Id, why, User.DisplayName()), ct);
        if (answer is not Result<Guid>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say("The article's owner is told.");
        return Redirect($"/tickets/{number}");
    }

    private RenderAnswer.Command Command() => new(Ticket.Id, Macro, Article, User.DisplayName(), User.UserId(), User.TimeZone());

    private async Task<bool> LoadAsync(long number, CancellationToken ct)
    {
        if (await db.OneAsync<TicketView>(TicketSql.ViewByNumber, new { Number = number }, ct) is not { } ticket)
        {
            return false;
        }

        Ticket = ticket;
        Macros = [.. (await db.QueryAsync<Macro>(MacroSql.All, ct: ct))
            .Where(m => string.IsNullOrWhiteSpace(Q) || $"{m.Name} {m.Description}".Contains(Q.Trim(), StringComparison.OrdinalIgnoreCase))
            .OrderBy(m => m.QueueId is null ? 1 : m.QueueId == ticket.QueueId ? 0 : 2).ThenBy(m => m.QueueName, StringComparer.Ordinal)];
        Articles = await suggest.RunAsync(ticket, Q, ct);
        return true;
    }
}
