using System.Buffers.Binary;
using System.Security.Cryptography;
using Engagement.Data;

namespace Engagement.Features.Content.Templates.Variants;

/// <summary>Words tried against each other: each post gets one of the variants, by share.</summary>
internal sealed record Experiment
{
    public Guid Id { get; init; }

    public Guid TemplateId { get; init; }

    /// <summary>What somebody wants to know.</summary>
    public string Question { get; init; } = "";

    /// <summary>
    /// Decided before it begins: nothing is said of the outcome before each variant has this many posts whose days are over.
    /// </summary>
    public int PostsPerVariant { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public string StartedBy { get; init; } = "";

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedBy { get; init; }

    public string? Outcome { get; init; }
}

/// <summary>One of its texts. A is what was published when it began.</summary>
internal sealed record Variant
{
    public Guid ExperimentId { get; init; }

    public string Letter { get; init; } = "";

    /// <summary>Of the posts, in percent.</summary>
    public int Share { get; init; }

    public string Language { get; init; } = TemplateTexts.UsualLanguage;

    public string Body { get; init; } = "";

    public string? TextsJson { get; init; }

    public TemplateTexts Texts => TemplateTexts.Of(Language, Body, TextsJson);
}

internal static class VariantSql
{
    private const string Columns = "Id, TemplateId, Question, PostsPerVariant, StartedAt, StartedBy, EndedAt, EndedBy, Outcome";

    public static readonly Sql Running = Sql.Portable(
        $"select {Columns} from TemplateExperiments where TemplateId = @TemplateId and EndedAt is null");

    public static readonly Sql OfTemplate = Sql.Portable(
        $"select {Columns} from TemplateExperiments where TemplateId = @TemplateId order by StartedAt desc, Id");

    public static readonly Sql Variants = Sql.Portable(
        "select ExperimentId, Letter, Share, Language, Body, TextsJson from TemplateVariants where ExperimentId = @Id order by Letter");

    /// <summary>Those of the experiment that runs.</summary>
    public static readonly Sql RunningVariants = Sql.Portable(
        """
        select v.ExperimentId, v.Letter, v.Share, v.Language, v.Body, v.TextsJson
        from TemplateVariants v join TemplateExperiments e on e.Id = v.ExperimentId
        where e.TemplateId = @TemplateId and e.EndedAt is null order by v.Letter
        """);

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into TemplateExperiments (Id, TemplateId, Question, PostsPerVariant, StartedAt, StartedBy)
        values (@Id, @TemplateId, @Question, @PostsPerVariant, @StartedAt, @StartedBy)
        """);

    public static readonly Sql InsertVariant = Sql.Portable(
        """
        insert into TemplateVariants (ExperimentId, Letter, Share, Language, Body, TextsJson)
        values (@ExperimentId, @Letter, @Share, @Language, @Body, @TextsJson)
        """);

    public static readonly Sql End = Sql.Portable(
        "update TemplateExperiments set EndedAt = @Now, EndedBy = @By, Outcome = @Outcome where Id = @Id and EndedAt is null");
}

/// <summary>
/// Which variant a post gets: by its id alone, so that it is the same at every look and on every node, and nobody chooses.
/// </summary>
internal static class ChooseVariant
{
    public static Variant Of(IReadOnlyList<Variant> variants, Guid experiment, Guid post)
    {
        Span<byte> bytes = stackalloc byte[32];
        experiment.TryWriteBytes(bytes);
        post.TryWriteBytes(bytes[16..]);
        var point = (int)(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes)) % 100);
        foreach (var variant in variants)
        {
            if ((point -= variant.Share) < 0)
            {
                return variant;
            }
        }

        return variants[^1];
    }
}

/// <summary>The words a new post begins with: the published ones, or a variant's while an experiment runs.</summary>
internal sealed class ChooseWords(Db db)
{
    /// <param name="ExperimentId">Null: none is running.</param>
    internal sealed record Chosen(TemplateTexts Texts, Guid? ExperimentId, string? Letter);

    public async Task<Chosen> ForAsync(TemplateRow template, Guid post, CancellationToken ct)
    {
        if (await db.QueryAsync<Variant>(VariantSql.RunningVariants, new { TemplateId = template.Id }, ct) is not [var first, ..] variants)
        {
            return new(template.Texts, null, null);
        }

        var variant = ChooseVariant.Of(variants, first.ExperimentId, post);
        return new(variant.Texts, variant.ExperimentId, variant.Letter);
    }
}
