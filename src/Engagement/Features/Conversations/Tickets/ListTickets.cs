using System.Globalization;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets.Search;
using Engagement.Web.Api;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>Which tickets: what is null does not narrow.</summary>
internal sealed record TicketFilter
{
    public TicketStatus? Status { get; init; }

    /// <summary>All that are not solved or closed.</summary>
    public bool Unsolved { get; init; }

    public Guid? AssigneeId { get; init; }

    public bool Unassigned { get; init; }

    public TicketPriority? Priority { get; init; }

    public Guid? QueueId { get; init; }

    public string? Tag { get; init; }

    /// <summary>True: only those out of sight for a while; false: only the others.</summary>
    public bool? IsSnoozed { get; init; }

    /// <summary>Named in a note.</summary>
    public Guid? MentionsOf { get; init; }

    /// <summary>With a running promise that ends by then, or has ended.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Only what they have not read.</summary>
    public Guid? UnreadBy { get; init; }

    /// <summary>For whom unread tickets are marked.</summary>
    public Guid? Reader { get; init; }

    public string? Network { get; init; }

    public Guid? ArticleId { get; init; }

    public Guid? ClientId { get; init; }

    /// <summary>Opened at this time or earlier.</summary>
    public DateTimeOffset? OpenedBefore { get; init; }

    /// <summary>Words of one message and its author's name, the last of which may be only begun; or a number, with or without #.</summary>
    public string? Words { get; init; }
}

/// <summary>The inbox: tickets by their newest activity, a page at a time by key.</summary>
internal sealed class ListTickets(Db db)
{
    public async Task<Page<TicketView>> RunAsync(TicketFilter filter, Cursor? after, int take, CancellationToken ct) =>
        await RunAsync(filter, await QueryAsync(filter.Words, ct), after, take, ct);

    /// <summary>The same, with the newest message of each ticket that has the words.</summary>
    public async Task<(Page<TicketView> Page, IReadOnlyDictionary<Guid, Guid> Hits)> WithHitsAsync(
        TicketFilter filter, Cursor? after, int take, CancellationToken ct)
    {
        var query = await QueryAsync(filter.Words, ct);
        var page = await RunAsync(filter, query, after, take, ct);
        return (page, await HitsAsync(query, page.Items, ct));
    }

    private async Task<Page<TicketView>> RunAsync(
        TicketFilter filter, MessageQuery? query, Cursor? after, int take, CancellationToken ct)
    {
        var number = NumberIn(filter.Words);
        var hasWords = number is null && !string.IsNullOrWhiteSpace(filter.Words);
        if (query is null && hasWords)
        {
            return new Page<TicketView>([], null); // nothing but punctuation: no message has it as a word
        }

        var conditions = new List<Sql>();
        void When(bool holds, Sql condition)
        {
            if (holds)
            {
                conditions.Add(condition);
            }
        }

        When(after is not null, TicketSql.Before);
        When(filter.Unsolved, TicketSql.IsUnsolved);
        When(filter.Status is not null, TicketSql.HasStatus);
        When(filter.AssigneeId is not null, TicketSql.IsAssignedTo);
        When(filter.Unassigned, TicketSql.IsUnassigned);
        When(filter.Priority is not null, TicketSql.HasPriority);
        When(filter.QueueId is not null, TicketSql.InQueue);
        When(!string.IsNullOrEmpty(filter.Tag), TicketSql.HasTag);
        When(filter.IsSnoozed == true, TicketSql.IsSnoozed);
        When(filter.IsSnoozed == false, TicketSql.IsAwake);
        When(filter.MentionsOf is not null, TicketSql.Mentions);
        When(filter.DueBefore is not null, TicketSql.IsDue);
        When(filter.UnreadBy is not null, TicketSql.IsUnread);
        When(!string.IsNullOrEmpty(filter.Network), TicketSql.OnNetwork);
        When(filter.ArticleId is not null, TicketSql.OfArticle);
        When(filter.ClientId is not null, TicketSql.OfClient);
        When(filter.OpenedBefore is not null, TicketSql.OpenedBefore);
        When(number is not null, TicketSql.HasNumber);
        When(query is not null, TicketSql.HasWords);
        var rows = await db.QueryAsync<TicketView>(TicketSql.List.Where(conditions), new
        {
            Take = take + 1,
            AfterTime = after?.Time,
            AfterId = after?.Id,
            Status = filter.Status?.ToString(),
            Priority = filter.Priority?.ToString(),
            Reader = filter.UnreadBy ?? filter.Reader ?? Guid.Empty,
            filter.QueueId,
            filter.Tag,
            filter.MentionsOf,
            filter.DueBefore,
            filter.AssigneeId,
            filter.OpenedBefore,
            filter.Network,
            filter.ArticleId,
            filter.ClientId,
            Number = number,
            query?.Match,
            query?.First,
            query?.FirstEnd,
            query?.OthersJson,
            MostMessages = MessageQuery.Most,
        }, ct);
        return Page<TicketView>.Of(rows, take, row => row, row => new Cursor(row.LastActivityAt, row.Id));
    }

    /// <summary>The newest message of each ticket that has the words: where the ticket is opened from a search.</summary>
    public async Task<IReadOnlyDictionary<Guid, Guid>> HitsAsync(string? words, IReadOnlyList<TicketView> tickets, CancellationToken ct) =>
        await HitsAsync(tickets.Count == 0 ? null : await QueryAsync(words, ct), tickets, ct);

    private async Task<IReadOnlyDictionary<Guid, Guid>> HitsAsync(
        MessageQuery? query, IReadOnlyList<TicketView> tickets, CancellationToken ct)
    {
        var ids = tickets.Select(t => t.Id).ToList();
        if (ids.Count == 0 || query is null)
        {
            return new Dictionary<Guid, Guid>();
        }

        var found = await db.QueryAsync<Hit>(
            TicketSql.NewestWithWords,
                new { query.Match, query.First, query.FirstEnd, query.OthersJson, MostMessages = MessageQuery.Most,
                Tickets = Json.Ids(ids) }, ct);
        return found.ToDictionary(h => h.TicketId, h => h.Id);
    }

    private static long? NumberIn(string? words) =>
        long.TryParse(words?.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Null: there are no words, only a number, or nothing but punctuation.
    private async Task<MessageQuery?> QueryAsync(string? words, CancellationToken ct)
    {
        var query = string.IsNullOrWhiteSpace(words) || NumberIn(words) is not null ? null : MessageQuery.Of(words);

        // All that begins with a common word is gathered from half the messages there are; the word itself has a page full already.
        return query?.Whole is { } whole
            && await db.ScalarAsync<int>(TicketSql.CountWords,
                new { whole.Match, whole.First, whole.FirstEnd, whole.OthersJson, MostMessages = MessageQuery.Most },
                ct) == MessageQuery.Most
                ? whole
                : query;
    }

    private sealed record Hit
    {
        public Guid TicketId { get; init; }

        public Guid Id { get; init; }
    }
}
