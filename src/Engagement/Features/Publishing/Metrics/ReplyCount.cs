using Engagement.Data;

namespace Engagement.Features.Publishing.Metrics;

/// <summary>
/// The latest numbers of one of our posts, with the network's count of its replies held against what we heard. Both count what directly
/// answers the post.
/// </summary>
internal sealed record ReplyCount : Replies
{
    public Guid DeliveryId { get; init; }

    public DateTimeOffset ReadAt { get; init; }

    public int? Likes { get; init; }

    public int? Reposts { get; init; }

    public int? Quotes { get; init; }

    public long? Views { get; init; }

    /// <summary>What is asked of a delivery <c>d</c> to account for its replies.</summary>
    public const string Counts =
        """
        (select count(*) from InboundItems i where i.AccountId = d.AccountId and i.InReplyToId = d.RemoteId) as Heard,
            (select count(*) from InboundItems i where i.AccountId = d.AccountId and i.InReplyToId = d.RemoteId
                and i.RemovedAt is not null) as Removed,
            (select count(*) from Deliveries o where o.PreviousId = d.Id and o.State = 'Published') as Ours,
            coalesce((select r.NotShown from ReplyAudits r where r.DeliveryId = d.Id), 0) as NotShown
        """;

    public static readonly Sql OfDeliveries = Sql.Portable(
        $$"""
        select m.DeliveryId, m.ReadAt, m.Likes, m.Reposts, m.Replies as Reported, m.Quotes, m.Views,
            {{Counts}}
        from PostMetrics m join Deliveries d on d.Id = m.DeliveryId
        where m.DeliveryId in {ids Deliveries} and m.ReadAt = (select max(n.ReadAt) from PostMetrics n where n.DeliveryId = m.DeliveryId)
        """);
}

/// <summary>The replies of one post, as the network counts them and as we know them.</summary>
internal record Replies
{
    /// <summary>As the network counts; null where it does not say.</summary>
    public int? Reported { get; init; }

    /// <summary>Answers to it that reached us, whatever became of them.</summary>
    public int Heard { get; init; }

    /// <summary>Of those, taken back since.</summary>
    public int Removed { get; init; }

    /// <summary>Of what the network counts, our own: the next part of a thread.</summary>
    public int Ours { get; init; }

    /// <summary>
    /// Counted there, and shown to nobody when its thread was last read through: deleted, hidden or blocked ones may stay in a network's
    /// count.
    /// </summary>
    public int NotShown { get; init; }

    /// <summary>Counted there, and not to be accounted for.</summary>
    public int? Unexplained => Reported is { } reported ? Math.Max(0, reported - (Heard - Removed) - Ours - NotShown) : null;
}
