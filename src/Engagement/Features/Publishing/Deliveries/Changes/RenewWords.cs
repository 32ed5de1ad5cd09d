using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Variants;
using Engagement.Features.Publishing.Links;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Publishing.Deliveries.Changes;

/// <summary>
/// What a delivery would say of its article as it is now: the very version of the template it was made with, or the variant it drew, and
/// its own link.
/// </summary>
internal sealed class RenewWords(Db db, RenderTemplate render, WriteWords write, ChannelCatalog channels)
{
    private static readonly Sql ReadPost = Sql.Portable(
        "select TemplateId, TemplateVersion, ExperimentId, Variant, TimeZone from Posts where Id = @PostId");

    private static readonly Sql ReadArticle = Sql.Portable("select Title, State, Audience, Version from Articles where Id = @Id");

    private static readonly Sql HasNextPart = Sql.Portable("select count(*) from Deliveries where PreviousId = @Id");

    /// <summary>The words, or why there are none.</summary>
    /// <param name="ArticleVersion">The article's, as it is now.</param>
    /// <param name="IsPostable">The article may be posted.</param>
    internal sealed record Renewed(NewWords? Words, string? Problem, int ArticleVersion, bool IsPostable, string Title);

    public async Task<Renewed> RunAsync(Delivery delivery, CancellationToken ct)
    {
        // Its version first: if it changes while we write, the words count as older than they are, and are held again.
        var article = (await db.OneAsync<ArticleChange.Standing>(ReadArticle, new { Id = delivery.ArticleId }, ct))!;
        Renewed No(string why) => new(null, why, article.Version, article.IsPostable, article.Title);
        if (!article.IsPostable)
        {
            return No($"The article is {article.State.ToLowerInvariant()} and {article.Audience}: it may not be posted.");
        }

        if (delivery.Part > 1 || await db.ScalarAsync<int>(HasNextPart, new { delivery.Id }, ct) > 0)
        {
            return No("It is part of a thread, which is not cut anew. Change its words by hand, or cancel it and write the post again.");
        }

        var post = (await db.OneAsync<Pinned>(ReadPost, new { delivery.PostId }, ct))!;
        if (await TextsAsync(post, ct) is not { } texts)
        {
            return No("It was written by hand, without a template. Change its words by hand.");
        }

        var fields = (await render.ArticleAsync(delivery.ArticleId!.Value, ct))!;
        if (fields.Url is null)
        {
            return No("The article has no public address any more to lead readers to.");
        }

        var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = delivery.AccountId }, ct))!;
        var channel = channels[delivery.Network];
        var isShort = await db.OneAsync<TrackedLink>(TrackedLinkSql.OfDelivery, new { DeliveryId = delivery.Id }, ct) is not null;
        var link = isShort && delivery.LinkUrl is not null ? delivery.LinkUrl : fields.Url;
        var subject = await render.SubjectAsync(fields with { Url = link }, channel, account, ct) with
        {
            PostKey = delivery.PostId!.Value,
            PostAt = delivery.DueAt,
            Zone = TimeZoneInfo.TryFindSystemTimeZoneById(post.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc,
        };
        var written = write.Run(texts, subject);
        if (written.Text is null)
        {
            return No(written.Problem!);
        }

        var card = StoredCard.Of(delivery);
        var text = CreatePost.WithLink(written.Text, fields.Url, link);
        return channel.MeasurePart(text, delivery.Place, card?.ContentWarning, subject.Account).Explain() is { } tooLong
            ? No(tooLong)
            : new(new NewWords(text, link,
                Json.Write(new StoredCard(fields.Title, fields.Summary, fields.Image, written.Language ?? fields.Language,
                    card?.ContentWarning)), article.Version), null, article.Version, true, article.Title);
    }

    private async Task<TemplateTexts?> TextsAsync(Pinned post, CancellationToken ct)
    {
        if (post is { ExperimentId: { } experiment, Variant: { } letter })
        {
            return (await db.QueryAsync<Variant>(VariantSql.Variants, new { Id = experiment }, ct))
                .FirstOrDefault(v => v.Letter == letter)?.Texts;
        }

        return post is { TemplateId: { } id, TemplateVersion: { } number }
            ? (await db.OneAsync<TemplateVersionRow>(TemplateSql.ReadVersion, new { Id = id, Number = number }, ct))?.Texts
            : null;
    }

    private sealed record Pinned
    {
        public Guid? TemplateId { get; init; }

        public int? TemplateVersion { get; init; }

        public Guid? ExperimentId { get; init; }

        public string? Variant { get; init; }

        public string TimeZone { get; init; } = "UTC";
    }
}
