using Engagement.Data;

namespace Engagement.Features.Listening.Accounting;

/// <summary>
/// The latest numbers of one of our posts, with the network's count of its replies held against what we heard. Both count what directly
/// answers the post.
/// </summary>
internal sealed record ReplyCount
{
    public Guid DeliveryId { get; init; }

    public DateTimeOffset ReadAt { get; init; }

    public int? Likes { get; init; }

    public int? Reposts { get; init; }

    /// <summary>As the network counts; null where it does not say.</summary>
    public int? Replies { get; init; }

    public int? Quotes { get; init; }

    public long? Views { get; init; }

    /// <summary>Answers to it that reached us, whatever became of them.</summary>
    public int Heard { get; init; }

    /// <summary>Of what the network counts, our own: the next part of a thread.</summary>
    public int Ours { get; init; }

    /// <summary>Counted there and not heard here. Deleted, hidden or blocked ones may stay in a network's count.</summary>
    public int? Unexplained => Replies is { } reported ? Math.Max(0, reported - Heard - Ours) : null;

    public static readonly Sql OfDeliveries = Sql.Portable(
        """
        select m.DeliveryId, m.ReadAt, m.Likes, m.Reposts, m.Replies, m.Quotes, m.Views,
            (select count(*) from InboundItems i where i.AccountId = d.AccountId and i.InReplyToId = d.RemoteId) as Heard,
            (select count(*) from Deliveries o where o.PreviousId = d.Id and o.State = 'Published') as Ours
        from PostMetrics m join Deliveries d on d.Id = m.DeliveryId
        where m.DeliveryId in {ids Deliveries} and m.ReadAt = (select max(n.ReadAt) from PostMetrics n where n.DeliveryId = m.DeliveryId)
        """);
}
