using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>A delivery as those who are told of its moves need it.</summary>
internal sealed record MovedDelivery
{
    private static readonly Sql Read = Sql.Portable(
        """
        select d.Id, d.Kind, d.PostId, d.TicketId, d.MessageId, d.ArticleId, d.AccountId, d.Network, d.State, d.DueAt, d.RemoteId,
            d.RemoteUrl,
            d.PublishedAt, d.ErrorKind, d.LastError, d.EditedById, p.CreatedById, a.Name as AccountName, p.Title, t.Number, t.AssigneeId
        from Deliveries d
        join Accounts a on a.Id = d.AccountId
        left join Posts p on p.Id = d.PostId
        left join Tickets t on t.Id = d.TicketId
        where d.Id = @Id
        """);

    public Guid Id { get; init; }

    public string Kind { get; init; } = "";

    public Guid? PostId { get; init; }

    public Guid? TicketId { get; init; }

    public Guid? MessageId { get; init; }

    public Guid? ArticleId { get; init; }

    public Guid AccountId { get; init; }

    public string Network { get; init; } = "";

    public string State { get; init; } = "";

    public DateTimeOffset DueAt { get; init; }

    public string? RemoteId { get; init; }

    public string? RemoteUrl { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public string? ErrorKind { get; init; }

    public string? LastError { get; init; }

    public Guid? EditedById { get; init; }

    public Guid? CreatedById { get; init; }

    public string AccountName { get; init; } = "";

    public string? Title { get; init; }

    public long? Number { get; init; }

    public Guid? AssigneeId { get; init; }

    /// <summary>As programs elsewhere are told.</summary>
    public object Shape => new
    {
        id = Id, kind = Kind, state = State, postId = PostId, title = Title,
        ticketId = TicketId, ticketNumber = Number, messageId = MessageId, articleId = ArticleId,
        accountId = AccountId, accountName = AccountName, network = Network,
        dueAt = DueAt, publishedAt = PublishedAt, remoteId = RemoteId, url = RemoteUrl, errorKind = ErrorKind, error = LastError,
    };

    public static async Task<MovedDelivery> ReadAsync(Tx tx, Guid id, CancellationToken ct) =>
        (await tx.OneAsync<MovedDelivery>(Read, new { Id = id }, ct))!;
}
