using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Foresight;
using Engagement.Features.Publishing.Posts;
using Engagement.Features.Publishing.Posts.Images;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>A post beside the calendar: as its network will show it, what crowds it, and what may be done with it.</summary>
internal sealed record PanelModel(Delivery Delivery, PreviewModel Preview, string Title, Crowding Rules,
    IReadOnlyList<NearPost> OnAccount, IReadOnlyList<NearPost> OfArticle, bool NeedsApproval)
{
    /// <summary>What will keep it, or put it off; null: nothing does.</summary>
    public Foreseen? Foreseen { get; init; }

    /// <summary>The calendar it stands beside: where its forms go and where closing leads.</summary>
    public string Calendar { get; init; } = "/calendar";

    /// <summary>Its time on the reader's clock, as a form field takes it; what was typed where that was refused.</summary>
    public string Due { get; init; } = "";

    public SeenDelivery Seen => new(Delivery.Id, Delivery.Version);
}

internal sealed class ReadPanel(Db db, ChannelCatalog channels, Prices prices, FindClashes clashes)
{
    private static readonly Sql Title = Sql.Portable("select Title from Posts where Id = @Id");

    /// <returns>Null: there is no such post.</returns>
    public async Task<PanelModel?> RunAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct) is not { PostId: { } postId } delivery)
        {
            return null;
        }

        var rules = await Crowding.ReadAsync(db, ct);
        var parts = (await db.QueryAsync<PostDelivery>(PostSql.Deliveries, new { Posts = Json.Ids([postId]) }, ct))
            .Where(d => d.AccountId == delivery.AccountId).ToList();
        var images = await db.QueryAsync<PreviewImage>(ImageSql.ShownWithPost, new { PostId = postId }, ct);
        var preview = PreviewModel.Of(parts[0], channels[delivery.Network], prices, images)
            with { Parts = parts.Count > 1 ? [.. parts.Select(p => p.Body)] : [] };
        var (onAccount, ofArticle) = await clashes.NearAsync(delivery, rules, ct);
        return new PanelModel(delivery, preview, await db.ScalarAsync<string>(Title, new { Id = postId }, ct) ?? "",
            rules, onAccount, ofArticle, (await ApprovalSettings.ReadAsync(db, ct)).Required);
    }
}
