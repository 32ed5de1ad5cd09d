using Engagement.Data;

namespace Engagement.Features.Content.Templates;

/// <summary>A template with its published version's words; without any while it is only a draft.</summary>
internal sealed record TemplateRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string? ShippedName { get; init; }

    public string Kind { get; init; } = "";

    public string LengthClass { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>Draft (never published), Active or Retired.</summary>
    public string State { get; init; } = "";

    /// <summary>The published version's number; 0: none yet.</summary>
    public int Version { get; init; }

    /// <summary>Its words in its first language.</summary>
    public string Body { get; init; } = "";

    public string Language { get; init; } = TemplateTexts.UsualLanguage;

    public string? TextsJson { get; init; }

    public string? FileName { get; init; }

    public string? SampleJson { get; init; }

    public string? ShippedIgnored { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public TemplateTexts Texts => TemplateTexts.Of(Language, Body, TextsJson);
}

internal sealed record TemplateVersionRow
{
    public int Number { get; init; }

    public string Body { get; init; } = "";

    public string Language { get; init; } = TemplateTexts.UsualLanguage;

    public string? TextsJson { get; init; }

    public string Note { get; init; } = "";

    /// <summary>Why it was published although proofs failed; null where none did.</summary>
    public string? Reason { get; init; }

    public bool IsShipped { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    /// <summary>All its languages as one text, to compare it with another version.</summary>
    public string Words => TextsJson is null ? Body : string.Join("\n\n", Texts.All.Select(t => $"[{t.Key}]\n{t.Value}"));

    public TemplateTexts Texts => TemplateTexts.Of(Language, Body, TextsJson);
}

internal static class TemplateSql
{
    private const string Published =
        """
        select t.Id, t.Name, t.ShippedName, t.Kind, t.LengthClass, t.Description, t.State, t.Version, coalesce(v.Body, '') as Body,
            coalesce(v.Language, 'en') as Language, v.TextsJson, t.FileName, t.SampleJson, t.ShippedIgnored, t.CreatedAt, t.UpdatedAt
        from Templates t left join TemplateVersions v on v.TemplateId = t.Id and v.Number = t.Version
        """;

    private const string VersionColumns = "Number, Body, Language, TextsJson, Note, Reason, IsShipped, CreatedAt, CreatedBy";

    public static readonly Sql Read = Sql.Portable($"{Published} where t.Id = @Id");

    public static readonly Sql ByShippedName = Sql.Portable($"{Published} where t.ShippedName = @ShippedName");

    public static readonly Sql All = Sql.Portable($"{Published} order by t.Kind, t.Name, t.Id");

    /// <summary>Oldest first: a list that callers page through does not shift under them.</summary>
    public static readonly Sql InOrder = Sql.Portable($"{Published} {{where}} order by t.CreatedAt, t.Id {{page}}");

    public static readonly Sql AfterCursor = Sql.Portable("t.CreatedAt >= @Time and (t.CreatedAt > @Time or t.Id > @AfterId)");

    public static readonly Sql ActivePosts = Sql.Portable(
        $"{Published} where t.Kind = 'post' and t.State = 'Active' order by t.Name, t.Id");

    public static readonly Sql Versions = Sql.Portable(
        $"select {VersionColumns} from TemplateVersions where TemplateId = @Id order by Number desc");

    public static readonly Sql ReadVersion = Sql.Portable(
        $"select {VersionColumns} from TemplateVersions where TemplateId = @Id and Number = @Number");

    /// <summary>The newest version that is as it came with the product.</summary>
    public static readonly Sql LastShipped = Sql.Portable($"""
        select {VersionColumns} from TemplateVersions where TemplateId = @Id and Number = (select max(Number) from TemplateVersions
            where TemplateId = @Id and IsShipped = 1)
        """);

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Templates (Id, Name, ShippedName, FileName, SampleJson, Kind, LengthClass, Description, State, Version, CreatedAt,
            UpdatedAt)
        values (@Id, @Name, @ShippedName, @FileName, @SampleJson, @Kind, @LengthClass, @Description, @State, @Number, @Now, @Now)
        """);

    public static readonly Sql InsertVersion = Sql.Portable(
        """
        insert into TemplateVersions (TemplateId, Number, Body, Language, TextsJson, Note, Reason, IsShipped, CreatedAt, CreatedBy)
        values (@Id, @Number, @Body, @Language, @TextsJson, @Note, @Reason, @IsShipped, @Now, @By)
        """);

    public static readonly Sql Publish = Sql.Portable(
        """
        update Templates set Name = @Name, Description = @Description, Version = Version + 1, UpdatedAt = @Now,
            State = case when State = 'Draft' then 'Active' else State end
        where Id = @Id and Version = @Version
        """);

    public static readonly Sql SetState = Sql.Portable(
        "update Templates set State = @State, UpdatedAt = @Now where Id = @Id and State <> 'Draft'");

    public static readonly Sql SetSample = Sql.Portable("update Templates set SampleJson = @SampleJson where Id = @Id");

    public static readonly Sql IgnoreShipped = Sql.Portable("update Templates set ShippedIgnored = @Hash, UpdatedAt = @Now where Id = @Id");
}
