using Engagement.Data;

namespace Engagement.Features.Publishing.Links;

/// <summary>Our short link to an article from one delivery.</summary>
internal sealed record TrackedLink
{
    public string Code { get; init; } = "";

    public Guid DeliveryId { get; init; }

    public Guid ArticleId { get; init; }

    /// <summary>The article's address: the one it has now, or the last it had.</summary>
    public string Target { get; init; } = "";

    public string Source { get; init; } = "";

    public string Campaign { get; init; } = "";
}

internal static class TrackedLinkSql
{
    // An article that moves takes its links along: they are in posts that are out and cannot be mended there.
    private const string Select =
        """
        select l.Code, l.DeliveryId, l.ArticleId, coalesce(a.Url, l.Target) as Target, l.Source, l.Campaign
        from TrackedLinks l join Articles a on a.Id = l.ArticleId
        """;

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into TrackedLinks (Code, DeliveryId, ArticleId, Target, Source, Campaign, CreatedAt)
        values (@Code, @DeliveryId, @ArticleId, @Target, @Source, @Campaign, @Now)
        """);

    public static readonly Sql ByCode = Sql.Portable($"{Select} where l.Code = @Code");

    public static readonly Sql OfDelivery = Sql.Portable($"{Select} where l.DeliveryId = @DeliveryId");

    /// <summary>The newest first.</summary>
    public static readonly Sql MadeSince = Sql.Portable($$"""{{Select}} where l.CreatedAt >= @Since order by l.CreatedAt desc {page}""");

    public static readonly Sql OfArticlesChangedSince = Sql.Portable($"{Select} where a.UpdatedAt >= @Since");
}
