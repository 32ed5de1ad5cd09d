using Engagement.Data;

namespace Engagement.Features.Content.Templates.Worst;

/// <summary>A template being tried on every article, and what came of it. It goes on whether somebody looks or not.</summary>
internal sealed record TemplateCheckRun
{
    public Guid Id { get; init; }

    public Guid TemplateId { get; init; }

    /// <summary>The published version that is tried; null: the draft as it was.</summary>
    public int? Version { get; init; }

    public string Language { get; init; } = TemplateTexts.UsualLanguage;

    public string Body { get; init; } = "";

    public string? TextsJson { get; init; }

    /// <summary>Running, Done, Stopped (by a person) or TooSlow.</summary>
    public string State { get; init; } = "";

    /// <summary>How many articles there were when it began.</summary>
    public int Articles { get; init; }

    public int Tried { get; init; }

    /// <summary>How many of those tried may not go out on some network.</summary>
    public int Failing { get; init; }

    /// <summary>The worst cases so far.</summary>
    public string CasesJson { get; init; } = "[]";

    /// <summary>The last article tried, in the order of ids: where it goes on after a restart.</summary>
    public Guid AfterArticleId { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public string StartedBy { get; init; } = "";

    /// <summary>Who is told when it ends; null: nobody, as of those that began before there was anybody to tell.</summary>
    public Guid? StartedById { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public bool IsRunning => State == "Running";

    public TemplateTexts Texts => TemplateTexts.Of(Language, Body, TextsJson);

    public IReadOnlyList<TemplateCheckCase> Cases => Json.Read<List<TemplateCheckCase>>(CasesJson);
}

internal static class TemplateCheckSql
{
    private const string Columns =
        "Id, TemplateId, Version, Language, Body, TextsJson, State, Articles, Tried, Failing, CasesJson, AfterArticleId, StartedAt, "
            + "StartedBy, StartedById, EndedAt";

    public static readonly Sql Read = Sql.Portable($"select {Columns} from WorstRuns where Id = @Id");

    public static readonly Sql Latest = Sql.Portable(
        $"select {Columns} from WorstRuns where TemplateId = @TemplateId order by StartedAt desc, Id desc {{page}}");

    public static readonly Sql Insert = Sql.Portable(
        $"""
        insert into WorstRuns ({Columns})
        values (@Id, @TemplateId, @Version, @Language, @Body, @TextsJson, @State, @Articles, @Tried, @Failing, @CasesJson, @AfterArticleId,
            @StartedAt, @StartedBy, @StartedById, @EndedAt)
        """);

    /// <summary>Only while it runs: somebody may have stopped it, or another node been quicker.</summary>
    public static readonly Sql GetOn = Sql.Portable(
        """
        update WorstRuns set State = @State, Tried = @Tried, Failing = @Failing, CasesJson = @CasesJson, AfterArticleId = @AfterArticleId,
            EndedAt = @EndedAt
        where Id = @Id and State = 'Running' and AfterArticleId = @From
        """);

    public static readonly Sql Stop = Sql.Portable(
        "update WorstRuns set State = 'Stopped', EndedAt = @Now where TemplateId = @TemplateId and State = 'Running'");

    // One is enough to look at; the one before is of other words, or of other articles.
    public static readonly Sql RemoveOlder = Sql.Portable("delete from WorstRuns where TemplateId = @TemplateId and State <> 'Running'");

    public static readonly Sql CountArticles = Sql.Portable(
        "select count(*) from Articles where State = 'Validated' and Audience = 'external'");

    public static readonly Sql NextArticles = Sql.Portable(
        """
        select a.Id, a.Title, a.Summary, v.PlainText as Text, a.Url, a.ImageUrl as Image, a.ImageAlt, a.Language, a.UpdatedAt as Updated
        from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        where a.State = 'Validated' and a.Audience = 'external' and a.Id > @AfterId
        order by a.Id {page}
        """);

    /// <summary>How long the texts of the next are, before any is read.</summary>
    public static readonly Sql NextSizes = Sql.For(sqlServer: SizesOn(Dialect.SqlServer), sqlite: SizesOn(Dialect.Sqlite));

    public static readonly Sql Tags = Sql.Portable(
        "select ArticleId, Tag from ArticleTags where ArticleId in {ids Articles} order by ArticleId, Tag");

    private static string SizesOn(Dialect dialect) =>
        $$"""
        select {{TextSlices.LengthOf("v.PlainText", dialect)}}
        from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        where a.State = 'Validated' and a.Audience = 'external' and a.Id > @AfterId
        order by a.Id {page}
        """;
}
