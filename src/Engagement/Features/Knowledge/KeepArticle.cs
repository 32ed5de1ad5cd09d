using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engagement.Data;
using Engagement.Features.Publishing.Changes;

namespace Engagement.Features.Knowledge;

internal enum Kept
{
    Created,
    Changed,
    Unchanged,
}

/// <summary>What became of an incoming article.</summary>
internal sealed record KeptArticle(Guid Id, Kept Outcome, int Version);

/// <summary>
/// Puts an incoming article on the shelf: a new one, a new version of one we have, or nothing when it says what it said before.
/// The one way in, for folders, feeds and pushes.
/// </summary>
/// <remarks>
/// Trust (state) and audience belong to people once the article is here: a source sets them when the article is new, and again only
/// when what the source says about them changes.
/// </remarks>
internal sealed class KeepArticle(HoldChanged hold, TimeProvider clock)
{
    private const string SaidKey = "engagement";

    // Locked for the rest of the transaction: two pushes of the same article make one article.
    private static readonly Sql Find = Sql.For(
        sqlServer: """
            select a.Id, a.Version, a.ContentHash, a.State, a.Audience, v.MetadataJson
            from Articles a with (updlock, holdlock) join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
            where a.SourceId = @SourceId and a.ExternalId = @ExternalId
            """,
        sqlite: """
            select a.Id, a.Version, a.ContentHash, a.State, a.Audience, v.MetadataJson
            from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
            where a.SourceId = @SourceId and a.ExternalId = @ExternalId
            """);

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into Articles (Id, SourceId, ExternalId, Slug, Title, Summary, Url, ImageUrl, ImageAlt, Language, State, Audience, Version,
            ContentHash, PublishedAt, CreatedAt, UpdatedAt)
        values (@Id, @SourceId, @ExternalId, @Slug, @Title, @Summary, @Url, @ImageUrl, @ImageAlt, @Language, @State, @Audience, 1,
            @ContentHash, @PublishedAt, @Now, @Now)
        """);

    private static readonly Sql Update = Sql.Portable(
        """
        update Articles set Slug = @Slug, Title = @Title, Summary = @Summary, Url = @Url, ImageUrl = @ImageUrl, ImageAlt = @ImageAlt,
            Language = @Language, State = @State, Audience = @Audience, Version = @Version, ContentHash = @ContentHash,
            PublishedAt = @PublishedAt, UpdatedAt = @Now, ArchivedAt = case when @State = 'Archived' then coalesce(ArchivedAt, @Now) end
        where Id = @Id
        """);

    private static readonly Sql InsertVersion = Sql.Portable(
        """
        insert into ArticleVersions (ArticleId, Number, Title, Summary, Format, Body, PlainText, MetadataJson, ContentHash, CreatedAt, CreatedBy)
        values (@Id, @Version, @Title, @Summary, @Format, @Body, @PlainText, @MetadataJson, @ContentHash, @Now, @By)
        """);

    private static readonly Sql DropTags = Sql.Portable("delete from ArticleTags where ArticleId = @Id");

    private static readonly Sql InsertTag = Sql.Portable("insert into ArticleTags (ArticleId, Tag) values (@Id, @Tag)");

    /// <summary>Takes it in. Runs in the caller's transaction.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="sourceId">Whose article it is.</param>
    /// <param name="article">What came.</param>
    /// <param name="by">Who brought it, for the version's history: a source, a key, a person, by name.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<KeptArticle> RunAsync(Tx tx, Guid sourceId, IncomingArticle article, string by, CancellationToken ct)
    {
        var hash = HashOf(article);
        var found = await tx.OneAsync<Existing>(Find, new { SourceId = sourceId, article.ExternalId }, ct);
        if (found?.ContentHash == hash)
        {
            return new KeptArticle(found.Id, Kept.Unchanged, found.Version);
        }

        var now = clock.Now();
        var id = found?.Id ?? Ids.New(now);
        var version = (found?.Version ?? 0) + 1;
        var row = new
        {
            Id = id,
            SourceId = sourceId,
            article.ExternalId,
            article.Slug,
            article.Title,
            article.Summary,
            article.Url,
            article.ImageUrl,
            article.ImageAlt,
            article.Language,
            State = StateOf(article, found).ToString(),
            Audience = AudienceOf(article, found).Word(),
            Version = version,
            ContentHash = hash,
            article.PublishedAt,
            Format = article.Format.ToString().ToLowerInvariant(),
            article.Body,
            article.PlainText,
            MetadataJson = Remember(article),
            Now = now,
            By = by.Length > 200 ? by[..200] : by,
        };
        await tx.ExecuteAsync(found is null ? Insert : Update, row, ct);
        await tx.ExecuteAsync(InsertVersion, row, ct);
        if (found is not null)
        {
            await tx.ExecuteAsync(DropTags, new { Id = id }, ct);
        }

        foreach (var tag in article.Tags)
        {
            await tx.ExecuteAsync(InsertTag, new { Id = id, Tag = tag }, ct);
        }

        if (found is not null)
        {
            await hold.RunAsync(tx, [id], row.By, ct);
        }

        return new KeptArticle(id, found is null ? Kept.Created : Kept.Changed, version);
    }

    /// <summary>What the source said, as one number: the same words make the same hash.</summary>
    public static string HashOf(IncomingArticle article)
    {
        // Written out as JSON so that no two different articles run together into the same bytes.
        var all = JsonSerializer.SerializeToUtf8Bytes(article with { PlainText = "" });
        return Convert.ToHexStringLower(SHA256.HashData(all));
    }

    // An article whose hash was taken away was archived because it vanished from its source: its return brings it back.
    private static ArticleState StateOf(IncomingArticle article, Existing? found) =>
        found is null || found.ContentHash.Length == 0 ? article.State ?? ArticleState.Validated
        : article.State is { } said && said != Said<ArticleState>(found, "state") ? said
        : found.State;

    private static ArticleAudience AudienceOf(IncomingArticle article, Existing? found) =>
        found is null ? article.Audience ?? ArticleAudience.External
        : article.Audience is { } said && said != Said<ArticleAudience>(found, "audience") ? said
        : found.Audience;

    private static T? Said<T>(Existing found, string key)
        where T : struct, Enum
    {
        var said = JsonNode.Parse(found.MetadataJson)?[SaidKey]?[key]?.ToString();
        return Enum.TryParse<T>(said, out var value) ? value : null;
    }

    // Kept with the version, in our own words, to tell next time whether the source changed its mind.
    private static string Remember(IncomingArticle article)
    {
        var metadata = JsonNode.Parse(article.MetadataJson)?.AsObject() ?? [];
        metadata[SaidKey] = new JsonObject { ["state"] = article.State?.ToString(), ["audience"] = article.Audience?.ToString() };
        return metadata.ToJsonString();
    }

    private sealed record Existing
    {
        public Guid Id { get; init; }

        public int Version { get; init; }

        public string ContentHash { get; init; } = "";

        public ArticleState State { get; init; }

        public ArticleAudience Audience { get; init; }

        public string MetadataJson { get; init; } = "{}";
    }
}
