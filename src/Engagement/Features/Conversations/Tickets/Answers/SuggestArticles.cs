using Engagement.Data;
using Engagement.Features.Content.Knowledge.Finding;

namespace Engagement.Features.Conversations.Tickets.Answers;

/// <summary>
/// Articles that may answer a ticket, by its subject and what the client said; the one it came from is known and not among them.
/// </summary>
internal sealed class SuggestArticles(Db db, FindArticles find)
{
    private const int Most = 5;

    // Of the best one's score: below it an article shares some everyday words and no more.
    private const double Worth = 0.35;

    // The newest say best what it is about now.
    private static readonly Sql Said = Sql.Portable(
        "select m.Body from Messages m where m.TicketId = @Id and m.Kind = 'inbound' order by m.SaidAt desc, m.Seq desc {page}");

    /// <param name="words">Looked for in their place; null: the ticket's own.</param>
    public async Task<IReadOnlyList<FoundArticle>> RunAsync(TicketRow ticket, string? words, CancellationToken ct)
    {
        if (!string.IsNullOrWhiteSpace(words))
        {
            return await FindAsync(words, except: null, ct);
        }

        var reads = new Reads();
        var suggested = In(reads, ticket);
        await db.ReadAsync(reads, ct);
        return await suggested(ct);
    }

    /// <summary>By the ticket's own words, which are read together with other reads; it can be asked once those have been.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<FoundArticle>>> In(Reads reads, TicketRow ticket)
    {
        var said = reads.Add<string>(Said, new { ticket.Id, Take = 5 });
        return ct => FindAsync(string.Join('\n', said.Rows.Prepend(ticket.Subject)), ticket.ArticleId, ct);
    }

    private async Task<IReadOnlyList<FoundArticle>> FindAsync(string about, Guid? except, CancellationToken ct)
    {
        var found = await find.RunAsync(about, Most + 1, ct);
        return [.. found.Where(a => a.Score >= found[0].Score * Worth && a.Id != except).Take(Most)];
    }
}
