using Engagement.Data;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Tickets.Inbox;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.People.Team;
using Engagement.Web.Api;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>The views as they stand above the list.</summary>
/// <param name="Saved">The reader's own, and those for everybody.</param>
internal sealed record InboxTabs(InboxCounts Counts, IReadOnlyList<QueueRow> Queues, IReadOnlyList<SavedView> Saved);

/// <summary>The inbox as <see cref="ReadInboxPage"/> found it.</summary>
/// <param name="Hits">Of each ticket the message that has the words that are looked for.</param>
/// <param name="SetAside">How much of what came in could not be processed.</param>
/// <param name="Only">What the list is narrowed to by a link from elsewhere: an article, a client.</param>
internal sealed record InboxPage(
    InboxTabs Tabs, Page<TicketView> Tickets, IReadOnlyDictionary<Guid, Guid> Hits, int SetAside, IReadOnlyList<UserRow> People,
    IReadOnlyList<string> AllTags, string? Only);

/// <summary>What the inbox shows: the list, and in one go all that does not depend on it.</summary>
internal sealed class ReadInboxPage(Db db, ListTickets list, TicketCounts counts, TimeProvider clock)
{
    private const int PageSize = 50;
    private const int MostTags = 50;

    private static readonly Sql TitleOf = Sql.Portable("select Title from Articles where Id = @Id");

    private static readonly Sql NameOf = Sql.Portable("select Name from Clients where Id = @Id");

    /// <summary>The views with their counts, as they are now.</summary>
    public async Task<InboxTabs> TabsAsync(Guid? me, CancellationToken ct)
    {
        var reads = new Reads();
        var tabs = TabsIn(reads, me);
        await db.ReadAsync(reads, ct);
        return tabs();
    }

    public async Task<InboxPage> RunAsync(InboxQuery inbox, Cursor? after, Guid? me, CancellationToken ct)
    {
        var reads = new Reads();
        var tabs = TabsIn(reads, me);
        var setAside = reads.Add<int>(ListeningSql.FailedCount);
        var people = reads.Add<UserRow>(UserSql.All);
        var tags = reads.Add<string>(TagWords.All, new { Take = MostTags });
        var only = inbox.Article is { } article ? reads.Add<string>(TitleOf, new { Id = article })
            : inbox.Client is { } client ? reads.Add<string>(NameOf, new { Id = client }) : null;
        await db.ReadAsync(reads, ct);

        var (tickets, hits) = await list.WithHitsAsync(inbox.Filter(me, clock.Now()), after, PageSize, ct);
        return new(tabs(), tickets, hits, setAside.One, [.. people.Rows.Where(u => u.DisabledAt is null)], tags.Rows, only?.One);
    }

    private Func<InboxTabs> TabsIn(Reads reads, Guid? me)
    {
        var counted = counts.In(reads, me);
        var queues = reads.Add<QueueRow>(QueueSql.Names);
        var saved = reads.Add<SavedView>(SaveView.Of, new { Me = me ?? Guid.Empty });
        return () => new(counted(), queues.Rows, saved.Rows);
    }
}
