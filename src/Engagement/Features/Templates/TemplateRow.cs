using Engagement.Data;

namespace Engagement.Features.Templates;

/// <summary>A template with its published version's words.</summary>
internal sealed record TemplateRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string? ShippedName { get; init; }

    public string Kind { get; init; } = "";

    public string LengthClass { get; init; } = "";

    public string Description { get; init; } = "";

    public string State { get; init; } = "";

    public int Version { get; init; }

    public string Body { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}

internal sealed record TemplateVersionRow
{
    public int Number { get; init; }

    public string Body { get; init; } = "";

    public string Note { get; init; } = "";

    public bool IsShipped { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";
}

internal static class TemplateSql
{
    private const string Published =
        """
        select t.Id, t.Name, t.ShippedName, t.Kind, t.LengthClass, t.Description, t.State, t.Version, v.Body, t.CreatedAt, t.UpdatedAt
        from Templates t join TemplateVersions v on v.TemplateId = t.Id and v.Number = t.Version
        """;

    public static readonly Sql Read = Sql.Portable($"{Published} where t.Id = @Id");

    public static readonly Sql ByShippedName = Sql.Portable($"{Published} where t.ShippedName = @ShippedName");

    public static readonly Sql All = Sql.Portable($"{Published} order by t.Kind, t.Name, t.Id");

    /// <summary>Oldest first: a list that callers page through does not shift under them.</summary>
    public static readonly Sql InOrder = Sql.Portable($"{Published} {{where}} order by t.CreatedAt, t.Id {{page}}");

    public static readonly Sql AfterCursor = Sql.Portable("t.CreatedAt > @Time or (t.CreatedAt = @Time and t.Id > @AfterId)");

    public static readonly Sql ActivePosts = Sql.Portable($"{Published} where t.Kind = 'post' and t.State = 'Active' order by t.Name, t.Id");

    public static readonly Sql Versions = Sql.Portable(
        "select Number, Body, Note, IsShipped, CreatedAt, CreatedBy from TemplateVersions where TemplateId = @Id order by Number desc");

    public static readonly Sql ReadVersion = Sql.Portable(
        "select Number, Body, Note, IsShipped, CreatedAt, CreatedBy from TemplateVersions where TemplateId = @Id and Number = @Number");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Templates (Id, Name, ShippedName, Kind, LengthClass, Description, State, Version, CreatedAt, UpdatedAt)
        values (@Id, @Name, @ShippedName, @Kind, @LengthClass, @Description, 'Active', 1, @Now, @Now)
        """);

    public static readonly Sql InsertVersion = Sql.Portable(
        """
        insert into TemplateVersions (TemplateId, Number, Body, Note, IsShipped, CreatedAt, CreatedBy)
        values (@Id, @Number, @Body, @Note, @IsShipped, @Now, @By)
        """);

    public static readonly Sql Publish = Sql.Portable(
        """
        update Templates set Name = @Name, Description = @Description, Version = Version + 1, UpdatedAt = @Now
        where Id = @Id and Version = @Version
        """);

    public static readonly Sql SetState = Sql.Portable("update Templates set State = @State, UpdatedAt = @Now where Id = @Id");
}
