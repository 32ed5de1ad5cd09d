using System.Globalization;
using System.Text.Json.Nodes;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Features.Content.Knowledge;

internal enum Kept
{
    Created,
    Changed,
    Unchanged,
}

/// <summary>What became of an incoming article.</summary>
internal sealed record KeptArticle(Guid Id, Kept Outcome, int Version);

/// <summary>
/// Puts an incoming article on the shelf: a new one, a new version of one we have, or none when a reader would see no difference.
/// The one way in, for folders, feeds and pushes.
/// </summary>
/// <remarks>
/// Trust (state) and audience belong to people once the article is here: a source sets them when the article is new, and again only
/// when what the source says about them changes.
/// </remarks>
internal sealed class SaveArticle(DomainEvents events, TimeProvider clock)
{
    private const string SaidKey = "engagement";
    private const string OwnSummary = "own";

    // Locked for the rest of the transaction: two pushes of the same article make one article.
    private static readonly Sql Find = Sql.For(
        sqlServer: """
            select a.Id, a.Version, a.ContentHash, a.State, a.Audience, a.Title, a.Summary, a.Url, a.Language, a.PublishAt, v.PlainText,
                v.MetadataJson
            from Articles a with (updlock, holdlock) join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
            where a.SourceId = @SourceId and a.ExternalId = @ExternalId
            """,
        sqlite: """
            select a.Id, a.Version, a.ContentHash, a.State, a.Audience, a.Title, a.Summary, a.Url, a.Language, a.PublishAt, v.PlainText,
                v.MetadataJson
            from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
            where a.SourceId = @SourceId and a.ExternalId = @ExternalId
            """);

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into Articles (Id, SourceId, ExternalId, Slug, Title, Summary, Url, ImageUrl, ImageAlt, Language, State, Audience, Version,
            ContentHash, PublishedAt, PublishAt, ExpireAt, Marks, CreatedAt, UpdatedAt)
        values (@Id, @SourceId, @ExternalId, @Slug, @Title, @Summary, @Url, @ImageUrl, @ImageAlt, @Language, @State, @Audience, 1,
            @ContentHash, @PublishedAt, @PublishAt, @ExpireAt, @Marks, @Now, @Now)
        """);

    private static readonly Sql Update = Sql.Portable(
        """
        update Articles set Slug = @Slug, Title = @Title, Summary = @Summary, Url = @Url, ImageUrl = @ImageUrl, ImageAlt = @ImageAlt,
            Language = @Language, State = @State, Audience = @Audience, Version = @Version, ContentHash = @ContentHash,
            PublishedAt = @PublishedAt, PublishAt = @PublishAt, ExpireAt = @ExpireAt, Marks = @Marks, UpdatedAt = @Now, ArchivedAt = case
            when @State = 'Archived' then coalesce(ArchivedAt, @Now) end
        where Id = @Id
        """);

    private static readonly Sql InsertVersion = Sql.Portable(
        """
        insert into ArticleVersions (ArticleId, Number, Title, Summary, Format, Body, PlainText, MetadataJson, ContentHash, CreatedAt,
            CreatedBy)
        values (@Id, @Version, @Title, @Summary, @Format, @Body, @PlainText, @MetadataJson, @ContentHash, @Now, @By)
        """);

    private static readonly Sql InitialState = Sql.Portable("select InitialState from Sources where Id = @SourceId");

    // Neither a new version nor a later time of change: nobody who reads it sees a difference.
    private static readonly Sql RefreshArticle = Sql.Portable(
        """
        update Articles set Slug = @Slug, Summary = @Summary, ImageUrl = @ImageUrl, ImageAlt = @ImageAlt, ContentHash = @ContentHash,
            PublishedAt = @PublishedAt, PublishAt = @PublishAt, ExpireAt = @ExpireAt, Marks = @Marks
        where Id = @Id
        """);

    private static readonly Sql RefreshVersion = Sql.Portable(
        """
        update ArticleVersions set Summary = @Summary, Format = @Format, Body = @Body, PlainText = @PlainText, MetadataJson = @MetadataJson,
            ContentHash = @ContentHash
        where ArticleId = @Id and Number = @Version
        """);

    private static readonly Sql ReadTags = Sql.Portable("select Tag from ArticleTags where ArticleId = @Id");

    private static readonly Sql DropTags = Sql.Portable("delete from ArticleTags where ArticleId = @Id");

    private static readonly Sql InsertTag = Sql.Portable("insert into ArticleTags (ArticleId, Tag) values (@Id, @Tag)");

    /// <summary>Takes it in. Runs in the caller's transaction.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="sourceId">Whose article it is.</param>
    /// <param name="article">What came.</param>
    /// <param name="by">Who brought it, for the version's history: a source, a key, a person, by name.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="isByHand">A person changed it here: each change is a version. Otherwise one that no reader would see is none.</param>
    public async Task<KeptArticle> RunAsync(
        Tx tx, Guid sourceId, IncomingArticle article, string by, CancellationToken ct, bool isByHand = false)
    {
        var hash = ArticleHash.Of(article);
        var found = await tx.OneAsync<Existing>(Find, new { SourceId = sourceId, article.ExternalId }, ct);
        if (found?.ContentHash == hash)
        {
            return new KeptArticle(found.Id, Kept.Unchanged, found.Version);
        }

        var now = clock.Now();
        var id = found?.Id ?? Ids.New(now);
        var initial = Enum.Parse<ArticleState>(await tx.ScalarAsync<string>(InitialState, new { SourceId = sourceId }, ct)
            ?? nameof(ArticleState.Validated));

        // Written here, nothing but a person's own decision moves it.
        var state = isByHand && found is not null ? article.State ?? found.State : StateOf(article, found, initial, now);

        // A day to come makes it more than a draft only where nothing else makes it one.
        var waits = article.PublishAt > now && state == ArticleState.Draft
            && (article.State is null || article.StateIsPublished || article.State == ArticleState.Validated);
        var isSame = found is not null && !isByHand && await ReadsTheSameAsync(tx, found, article, state, ct);
        var version = (found?.Version ?? 0) + (isSame ? 0 : 1);
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
            State = state.ToString(),
            Audience = AudienceOf(article, found).Word(),
            Version = version,
            ContentHash = hash,
            article.PublishedAt,
            PublishAt = waits ? article.PublishAt : null,
            ExpireAt = article.ExpireAt > now ? article.ExpireAt : null,
            Marks = Fit.Shorten(article.Marks, 200),
            Format = article.Format.ToString().ToLowerInvariant(),
            article.Body,
            article.PlainText,
            MetadataJson = Remember(article),
            Now = now,
            By = Fit.Shorten(by, 200),
        };
        if (isSame)
        {
            await tx.ExecuteAsync(RefreshArticle, row, ct);
            await tx.ExecuteAsync(RefreshVersion, row, ct);
            return new KeptArticle(id, Kept.Unchanged, version);
        }

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
            await events.RaiseAsync(tx, new ArticlesChanged([id], row.By), ct);
        }

        return new KeptArticle(id, found is null ? Kept.Created : Kept.Changed, version);
    }

    // What a reader of the article, or of a post about it, could see. The address of a picture, the markup around the words, how letters
    // are stored and what is put behind addresses to count with are none of it; a summary that was taken from the words follows from them.
    private static async Task<bool> ReadsTheSameAsync(
        Tx tx, Existing found, IncomingArticle article, ArticleState state, CancellationToken ct) =>
        found.ContentHash.Length > 0
        && SeenText.AreSame(found.Title, article.Title)
        && found.Language == article.Language
        && FeedAddress.AreSame(found.Url, article.Url)
        && state == found.State
        && AudienceOf(article, found) == found.Audience
        && (article.HasOwnSummary ? SeenText.AreSame(found.Summary, article.Summary) : Said(found, "summary") != OwnSummary)
        && SeenText.AreSame(found.PlainText, article.PlainText)
        && (await tx.QueryAsync<string>(ReadTags, new { found.Id }, ct)).Select(SeenText.Of).ToHashSet(StringComparer.Ordinal)
            .SetEquals(article.Tags.Select(SeenText.Of));

    // An article whose hash was taken away was archived because it vanished from its source: its return brings it back.
    private static ArticleState StateOf(IncomingArticle article, Existing? found, ArticleState initial, DateTimeOffset now)
    {
        var isOut = !(article.PublishAt > now) && !(article.ExpireAt <= now);
        if (found is null || found.ContentHash.Length == 0)
        {
            return article.State == ArticleState.Archived ? ArticleState.Archived
                : !isOut ? ArticleState.Draft
                : article.State is { } given && !article.StateIsPublished ? given
                : initial;
        }

        // By dates: when the source gives others, or when the day it waited for is taken away.
        if (!isOut && (Date(found, "publish") != article.PublishAt || Date(found, "expire") != article.ExpireAt))
        {
            return found.State == ArticleState.Archived ? ArticleState.Archived : ArticleState.Draft;
        }

        var before = Said<ArticleState>(found, "state");
        if (article.State is { } said && said != before && !article.StateIsPublished)
        {
            return said;
        }

        // It is no draft any more by its own word: it begins, unless a person decided otherwise.
        var begins = found.PublishAt is not null || (before == ArticleState.Draft && (article.State is null || article.StateIsPublished));
        return isOut && begins && found.State == ArticleState.Draft && article.State is not ArticleState.Draft ? initial : found.State;
    }

    private static ArticleAudience AudienceOf(IncomingArticle article, Existing? found) =>
        found is null ? article.Audience ?? ArticleAudience.External
        : article.Audience is { } said && said != Said<ArticleAudience>(found, "audience") ? said
        : found.Audience;

    private static T? Said<T>(Existing found, string key)
        where T : struct, Enum
    {
        return Enum.TryParse<T>(Said(found, key), out var value) ? value : null;
    }

    private static DateTimeOffset? Date(Existing found, string key) =>
        DateTimeOffset.TryParse(JsonNode.Parse(found.MetadataJson)?[SaidKey]?[key]?.ToString(),
            CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var date) ? date : null;

    private static string? Said(Existing found, string key) => JsonNode.Parse(found.MetadataJson)?[SaidKey]?[key]?.ToString();

    // Kept with the version, in our own words, to tell next time whether the source changed its mind.
    private static string Remember(IncomingArticle article)
    {
        var metadata = JsonNode.Parse(article.MetadataJson)?.AsObject() ?? [];
        metadata[SaidKey] = new JsonObject
        {
            ["state"] = article.State?.ToString(),
            ["audience"] = article.Audience?.ToString(),
            ["publish"] = article.PublishAt?.ToString("O", CultureInfo.InvariantCulture),
            ["expire"] = article.ExpireAt?.ToString("O", CultureInfo.InvariantCulture),
            ["summary"] = article.HasOwnSummary ? OwnSummary : null,
        };
        return metadata.ToJsonString();
    }

    private sealed record Existing
    {
        public Guid Id { get; init; }

        public int Version { get; init; }

        public string ContentHash { get; init; } = "";

        public ArticleState State { get; init; }

        public ArticleAudience Audience { get; init; }

        public DateTimeOffset? PublishAt { get; init; }

        public string Title { get; init; } = "";

        public string Summary { get; init; } = "";

        public string? Url { get; init; }

        public string Language { get; init; } = "";

        public string PlainText { get; init; } = "";

        public string MetadataJson { get; init; } = "{}";
    }
}
