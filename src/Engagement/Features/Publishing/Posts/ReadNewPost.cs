using Engagement.Channels;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Deliveries.Approval;

namespace Engagement.Features.Publishing.Posts;

/// <summary>What a post is composed of, as <see cref="ReadNewPost"/> found it.</summary>
/// <param name="Fields">The article as templates see it.</param>
/// <param name="Links">Whether readers get a short link, and so are counted.</param>
/// <param name="Templates">Those for posts.</param>
/// <param name="Accounts">Those that can post.</param>
/// <param name="Months">Of accounts on networks that bill: what their month has cost so far.</param>
internal sealed record NewPostParts(
    ArticleChoice Article, ArticleFields Fields, LinkSettings Links, bool NeedsApproval, IReadOnlyList<TemplateRow> Templates,
    IReadOnlyList<AccountRow> Accounts, Brand Brand, IReadOnlyDictionary<Guid, SpentMonth> Months);

/// <summary>What the page of a new post shows: articles to choose from, or what one is written about with.</summary>
internal sealed class ReadNewPost(Db db, ChannelCatalog channels, Spending spending)
{
    private const int MostArticles = 50;

    private static readonly Sql FindArticle = Sql.Portable("""
        select Id, Title, Summary, Url, ImageUrl, UpdatedAt, Marks from Articles where Id = @Id and State = 'Validated'
            and Audience = 'external' and Url is not null
        """);

    private static readonly Sql ListArticles = Sql.Portable(
        "select Id, Title, Summary, Url, ImageUrl, UpdatedAt, Marks from Articles {where} order by UpdatedAt desc, Id desc {page}");

    private static readonly Sql Postable = Sql.Portable("State = 'Validated' and Audience = 'external' and Url is not null");

    private static readonly Sql Matches = Sql.Portable("Title like @Like escape '\\' or Summary like @Like escape '\\'");

    /// <param name="words">In their title or summary; empty: all.</param>
    /// <param name="ct">Stops it.</param>
    public Task<IReadOnlyList<ArticleChoice>> ArticlesAsync(string? words, CancellationToken ct) => db.QueryAsync<ArticleChoice>(
        string.IsNullOrWhiteSpace(words) ? ListArticles.Where(Postable) : ListArticles.Where(Postable, Matches),
        new { Like = LikePattern.Containing(words), Take = MostArticles }, ct);

    /// <returns>Null: it is no article that can be posted.</returns>
    public async Task<NewPostParts?> RunAsync(Guid articleId, CancellationToken ct)
    {
        var reads = new Reads();
        var article = reads.Add<ArticleChoice>(FindArticle, new { Id = articleId });
        var fields = RenderTemplate.ArticleIn(reads, articleId);
        var links = LinkSettings.In(reads);
        var approval = ApprovalSettings.In(reads);
        var templates = reads.Add<TemplateRow>(TemplateSql.ActivePosts);
        var accounts = reads.Add<AccountRow>(AccountSql.ReadAll);
        var brand = Brand.In(reads);
        await db.ReadAsync(reads, ct);
        if (article.One is not { } found)
        {
            return null;
        }

        var able = accounts.Rows.Where(a => channels.Find(a.Network) is IPublish).ToList();
        return new(found, fields()!, links(), approval().Required, templates.Rows, able, brand(),
            await spending.MonthsAsync(db, able, ct));
    }
}
