using System.Net;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Web.Text;

namespace Engagement.Features.Content.Knowledge;

/// <summary>What an article said at one time.</summary>
internal sealed record ArticleVersion
{
    public int Number { get; init; }

    public string Title { get; init; } = "";

    public string Summary { get; init; } = "";

    public BodyFormat Format { get; init; }

    public string Body { get; init; } = "";

    public string PlainText { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";
}

/// <summary>An article to be read.</summary>
/// <param name="Row">Its facts.</param>
/// <param name="Version">The words, as of the version asked for.</param>
/// <param name="Versions">All versions, the newest first, without their words.</param>
internal sealed record ArticleToRead(ArticleRow Row, ArticleVersion Version, IReadOnlyList<ArticleVersion> Versions)
{
    /// <summary>Only a validated, external article with an address may be posted.</summary>
    public bool MayBePosted => Row is { State: ArticleState.Validated, Audience: ArticleAudience.External, Url: not null };

    /// <summary>Safe to show as it is.</summary>
    public string Html()
    {
        try
        {
            var html = Version.Format == BodyFormat.Html ? Version.Body : ArticleHtml.FromMarkdown(Version.Body);

            // The demo's pictures travel with the product, not with the made-up site its articles are published at.
            return ArticleHtml.ForPage(html, Version.Title, Row.SourceKind == Source.Demo ? null : Row.Url);
        }
        catch (ArticleException e)
        {
            // Taken in before there was a limit: its words can be read, and why it looks like this.
            return $"<p><em>{WebUtility.HtmlEncode(e.Message)}</em></p>"
                + $"<pre dir=\"auto\">{WebUtility.HtmlEncode(Unseen.Show(Version.Body))}</pre>";
        }
    }
}

internal sealed class ReadArticle(Db db)
{
    /// <param name="id">Which article.</param>
    /// <param name="version">Null: the newest.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<ArticleToRead>> RunAsync(Guid id, int? version, CancellationToken ct)
    {
        if (await db.OneAsync<ArticleRow>(ArticleSql.Read, new { Id = id }, ct) is not { } row)
        {
            return new Result<ArticleToRead>.Missing("There is no such article.");
        }

        if (await VersionAsync(id, version ?? row.Version, ct) is not { } words)
        {
            return new Result<ArticleToRead>.Missing($"The article has no version {version}.");
        }

        var versions = await db.QueryAsync<ArticleVersion>(ArticleSql.Versions, new { Id = id }, ct);
        var tags = await db.QueryAsync<string>(TagsOfOne, new { Id = id }, ct);
        return new ArticleToRead(row with { Tags = tags }, words, versions);
    }

    /// <summary>Its facts, without its words.</summary>
    public async Task<Result<ArticleRow>> FactsAsync(Guid id, CancellationToken ct) =>
        await db.OneAsync<ArticleRow>(ArticleSql.Read, new { Id = id }, ct) is { } row
            ? row with { Tags = await db.QueryAsync<string>(TagsOfOne, new { Id = id }, ct) }
            : new Result<ArticleRow>.Missing("There is no such article.");

    public Task<ArticleVersion?> VersionAsync(Guid id, int number, CancellationToken ct) =>
        db.OneAsync<ArticleVersion>(ArticleSql.Version, new { Id = id, Number = number }, ct);

    private static readonly Sql TagsOfOne = Sql.Portable("select Tag from ArticleTags where ArticleId = @Id order by Tag");
}
