using Engagement.Channels;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Accounts;

namespace Engagement.Features.Content.Templates;

/// <summary>
/// A template's words about an article, for an account or for a network: what the composer, the previews and the API show,
/// and what a post is made with.
/// </summary>
internal sealed class RenderTemplate(Db db, ChannelCatalog channels, WriteWords write, TimeProvider clock)
{
    private static readonly Sql ReadArticle = Sql.Portable(
        """
        select a.Id, a.Title, a.Summary, v.PlainText as Text, a.Url, a.ImageUrl as Image, a.ImageAlt, a.Language, a.UpdatedAt as Updated
        from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        where a.Id = @Id
        """);

    private static readonly Sql ReadTags = Sql.Portable("select Tag from ArticleTags where ArticleId = @Id order by Tag");

    /// <summary>Either a template or a body; either an account or a network.</summary>
    internal sealed record Command(Guid? TemplateId, string? Body, Guid ArticleId, Guid? AccountId, string? Network);

    public async Task<Result<WrittenWords>> RunAsync(Command command, CancellationToken ct)
    {
        var texts = command.Body is null ? null : TemplateTexts.Of("", command.Body, others: null);
        if (texts is null)
        {
            if (command.TemplateId is not { } templateId)
            {
                return Result<WrittenWords>.Wrong(nameof(command.TemplateId), "Give a templateId or a body.");
            }

            if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = templateId }, ct) is not { } template)
            {
                return Result<WrittenWords>.Wrong(nameof(command.TemplateId), "There is no such template.");
            }

            texts = template.Texts;
        }

        var account = command.AccountId is { } accountId
            ? await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = accountId }, ct)
            : null;
        if (command.AccountId is not null && account is null)
        {
            return Result<WrittenWords>.Wrong(nameof(command.AccountId), "There is no such account.");
        }

        if (account is not null && channels.Find(account.Network) is null)
        {
            return Result<WrittenWords>.Wrong(nameof(command.AccountId), GoneChannel.Words(account.Network));
        }

        if (channels.Find(account?.Network ?? command.Network ?? "") is not { } channel)
        {
            return Result<WrittenWords>.Wrong(nameof(command.Network),
                $"Give an accountId, or one of {string.Join(", ", channels.All.Select(c => c.Facts.Key))}.");
        }

        if (await ArticleAsync(command.ArticleId, ct) is not { } article)
        {
            return Result<WrittenWords>.Wrong(nameof(command.ArticleId), "There is no such article.");
        }

        var linked = article with { Url = (await LinkSettings.ReadAsync(db, ct)).SampleFor(article.Url) };
        return command.Body is null ? write.Run(texts, await SubjectAsync(linked, channel, account, ct))
            : write.Run(command.Body, await SubjectAsync(linked, channel, account, ct));
    }

    /// <summary>An article as templates see it, or null.</summary>
    public async Task<ArticleFields?> ArticleAsync(Guid id, CancellationToken ct)
    {
        var reads = new Reads();
        var article = ArticleIn(reads, id);
        await db.ReadAsync(reads, ct);
        return article();
    }

    /// <summary>The same together with other reads: they are there once those have been read.</summary>
    public static Func<ArticleFields?> ArticleIn(Reads reads, Guid id)
    {
        var article = reads.Add<ArticleFields>(ReadArticle, new { Id = id });
        var tags = reads.Add<string>(ReadTags, new { Id = id });
        return () => article.One is { } found ? found with { Tags = [.. tags.Rows] } : null;
    }

    public async Task<TemplateSubject> SubjectAsync(ArticleFields article, IChannel channel, AccountRow? account, CancellationToken ct) =>
        Subject(article, channel, account, await BrandAsync(ct));

    public Task<Brand> BrandAsync(CancellationToken ct) => Brand.ReadAsync(db, ct);

    public TemplateSubject Subject(ArticleFields article, IChannel channel, AccountRow? account, Brand brand) => new(article, channel)
    {
        Link = article.Url,
        AccountName = account?.Name ?? "",
        AccountHandle = account?.Handle ?? "",
        Account = account is null ? null : account.ForMeasure(),
        Brand = brand,
        Now = clock.Now(),
        Language = account?.Language ?? article.Language,
    };
}
