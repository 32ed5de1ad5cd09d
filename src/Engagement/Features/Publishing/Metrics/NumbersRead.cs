using Engagement.Data;

namespace Engagement.Features.Publishing.Metrics;

/// <summary>What a network said of a post at one reading; null where it does not say.</summary>
internal sealed record NumbersRead
{
    public DateTimeOffset ReadAt { get; init; }

    public int? Likes { get; init; }

    public int? Reposts { get; init; }

    public int? Replies { get; init; }

    public int? Quotes { get; init; }

    public long? Views { get; init; }

    public static readonly Sql OfDelivery = Sql.Portable(
        "select ReadAt, Likes, Reposts, Replies, Quotes, Views from PostMetrics where DeliveryId = @Id order by ReadAt");
}
