using Engagement.Common.Links;
using Engagement.Data;

namespace Engagement.Features.Publishing.Links;

/// <summary>A delivery's link, chosen before its words are written, because it is measured with them.</summary>
/// <param name="Url">What stands in the words: the short link, or the article's own address where Settings have none.</param>
/// <param name="Code">Null: not tracked.</param>
/// <param name="Campaign">Its <c>utm_campaign</c>.</param>
internal sealed record DeliveryLink(string Url, string? Code, string Campaign);

/// <summary>Chooses a delivery's link, and stores it with the delivery.</summary>
internal sealed class MakeLink(LinkTargets targets, TimeProvider clock)
{
    /// <summary>The link of a new delivery about an article.</summary>
    /// <param name="settings">As they are now; a post keeps the link it was made with.</param>
    /// <param name="articleUrl">Where readers find the article.</param>
    /// <param name="title">The post's.</param>
    public static DeliveryLink Choose(LinkSettings settings, string articleUrl, string title)
    {
        // Two of the same are one chance in 26 thousand million for each link there is; the table's key would stop the second.
        var code = settings.Address is null ? null : LinkCode.New();
        return new(code is null ? articleUrl : settings.Address!.LinkOf(code), code, UtmTags.Campaign(settings.Campaign, title));
    }

    /// <summary>Stores it, in the transaction that makes the delivery: no words go out with a link that leads nowhere.</summary>
    public async Task StoreAsync(
        Tx tx, DeliveryLink link, Guid deliveryId, Guid articleId, string target, string network, CancellationToken ct)
    {
        if (link.Code is null)
        {
            return;
        }

        var row = new TrackedLink { Code = link.Code, DeliveryId = deliveryId,
            ArticleId = articleId, Target = target, Source = network, Campaign = link.Campaign };
        await tx.ExecuteAsync(TrackedLinkSql.Insert,
            new { row.Code, row.DeliveryId, row.ArticleId, row.Target, row.Source, row.Campaign, Now = clock.Now() }, ct);
        tx.AfterCommit(() => targets.Keep(row));
    }
}
