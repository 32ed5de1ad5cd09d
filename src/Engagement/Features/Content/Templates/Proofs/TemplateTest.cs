using Engagement.Data;

namespace Engagement.Features.Content.Templates.Proofs;

/// <summary>A golden sample: an article in, the words that are expected out, on one network.</summary>
internal sealed record TemplateTest
{
    public Guid Id { get; init; }

    public Guid TemplateId { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Whose length holds: a network's key.</summary>
    public string Network { get; init; } = "";

    /// <summary>The article as it was when the proof was made.</summary>
    public string ArticleJson { get; init; } = "";

    public string Organisation { get; init; } = "";

    /// <summary>The time that <c>now</c> is.</summary>
    public DateTimeOffset RenderedAt { get; init; }

    public string Expected { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public ArticleFields Article => Json.Read<ArticleFields>(ArticleJson);
}

/// <summary>What a template's words make of a proof.</summary>
/// <param name="Actual">Null when there are none: see <paramref name="Problem"/>.</param>
internal sealed record TemplateTestResult(TemplateTest Proof, string? Actual, string? Problem)
{
    public bool Holds => Problem is null && Actual == Proof.Expected;

    public IReadOnlyList<DiffRun> Difference => TextDiff.Between(Proof.Expected, Actual ?? "");
}

internal static class TemplateTestSql
{
    private const string Columns = "Id, TemplateId, Name, Network, ArticleJson, Organisation, RenderedAt, Expected, CreatedAt, CreatedBy";

    public static readonly Sql OfTemplate = Sql.Portable(
        $"select {Columns} from TemplateProofs where TemplateId = @TemplateId order by Name, Network, Id");

    public static readonly Sql Read = Sql.Portable($"select {Columns} from TemplateProofs where Id = @Id and TemplateId = @TemplateId");

    public static readonly Sql Insert = Sql.Portable(
        $"""
        insert into TemplateProofs ({Columns})
        values (@Id, @TemplateId, @Name, @Network, @ArticleJson, @Organisation, @RenderedAt, @Expected, @CreatedAt, @CreatedBy)
        """);

    public static readonly Sql Accept = Sql.Portable(
        "update TemplateProofs set Expected = @Expected, CreatedAt = @Now, CreatedBy = @By where Id = @Id and TemplateId = @TemplateId");

    public static readonly Sql Remove = Sql.Portable("delete from TemplateProofs where Id = @Id and TemplateId = @TemplateId");

    public static readonly Sql RemoveAll = Sql.Portable("delete from TemplateProofs where TemplateId = @TemplateId");
}
