using System.Globalization;
using System.Text;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Writing;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Tickets.Answers;

/// <summary>
/// A draft article made from what was asked and answered in a ticket: read over by whoever makes it, for us alone until it is validated.
/// </summary>
internal sealed class DraftArticleModel(Db db, WriteArticle write) : PageModel
{
    private static readonly Sql Made = Sql.Portable(
        "select a.Id from Articles a join Sources s on s.Id = a.SourceId where s.Kind = 'desk' and a.ExternalId = @ExternalId");

    private const string OfTicket =
        "from Messages m where m.TicketId in "
        + "(select s.Id from Tickets s where s.Id = @Id union all select s.Id from Tickets s where s.MergedIntoId = @Id)";

    private static readonly Sql FirstAsked =
        Sql.Portable($$"""select m.Kind, m.Body {{OfTicket}} and m.Kind = 'inbound' order by m.SaidAt, m.Seq {page}""");

    private static readonly Sql LastAnswered =
        Sql.Portable($$"""select m.Kind, m.Body {{OfTicket}} and m.Kind = 'outbound' order by m.SaidAt desc, m.Seq desc {page}""");

    public TicketView Ticket { get; private set; } = null!;

    /// <summary>One that was made from this ticket already.</summary>
    public Guid? Known { get; private set; }

    [BindProperty]
    public ArticleInput Article { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(long number, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        Article = Begin(Ticket,
            [.. await db.QueryAsync<MessageRow>(FirstAsked, new { Ticket.Id, Take = 3 }, ct),
            .. (await db.QueryAsync<MessageRow>(LastAnswered, new { Ticket.Id, Take = 3 }, ct)).Reverse()]);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(long number, CancellationToken ct)
    {
        if (!await LoadAsync(number, ct))
        {
            return NotFound();
        }

        if (Known is not null)
        {
            return this.Refuse(new Result<Guid>.Conflict("An article was made from this ticket already. Go on with that one."));
        }

        var answer = await write.RunAsync(new(null, 0, Article, From(number), User.DisplayName()), ct);
        if (answer is not Result<Guid>.Done { Value: var id })
        {
            return this.Refuse(answer, answer is Result<Guid>.Invalid ? nameof(Article) : "");
        }

        this.Say("Kept as a draft. It waits in the review queue.");
        return Redirect($"/knowledge/{id}");
    }

    /// <summary>
    /// The question as it was asked and the answers as they went out; notes are for us and stay out. Nobody's name or handle is in it.
    /// </summary>
    public static ArticleInput Begin(TicketView ticket, IReadOnlyList<MessageRow> messages)
    {
        var body = new StringBuilder("## The question\n\n");
        foreach (var asked in messages.Where(m => m.Kind == MessageKind.Inbound).Take(3))
        {
            body.AppendJoin('\n', asked.Body.Trim().Split('\n').Select(line => $"> {line}")).Append("\n\n");
        }

        body.Append("## What helps\n\n");
        foreach (var answer in messages.Where(m => m.Kind == MessageKind.Outbound).TakeLast(3))
        {
            body.Append(answer.Body.Trim()).Append("\n\n");
        }

        return new ArticleInput { Title = ticket.Subject, Summary = "", Body = body.ToString().TrimEnd() + "\n", Language = "en" };
    }

    private static string From(long number) => string.Create(CultureInfo.InvariantCulture, $"ticket-{number}");

    private async Task<bool> LoadAsync(long number, CancellationToken ct)
    {
        if (await db.OneAsync<TicketView>(TicketSql.ViewByNumber, new { Number = number }, ct) is not { } ticket)
        {
            return false;
        }

        Ticket = ticket;
        Known = await db.ScalarAsync<Guid?>(Made, new { ExternalId = From(number) }, ct);
        return true;
    }
}
