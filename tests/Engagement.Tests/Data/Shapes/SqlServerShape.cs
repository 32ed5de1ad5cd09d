using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.Dac.Model;
using Index = Microsoft.SqlServer.Dac.Model.Index;

namespace Engagement.Tests.Data.Shapes;

/// <summary>The schema of SQL Server by Microsoft's model of it.</summary>
internal static class SqlServerShape
{
    public static SchemaShape Of(SchemaModel schema)
    {
        var model = schema.Model;
        var indexes = ByTable(model, Index.TypeClass, Index.IndexedObject);
        var primary = ByTable(model, PrimaryKeyConstraint.TypeClass, PrimaryKeyConstraint.Host);
        var unique = ByTable(model, UniqueConstraint.TypeClass, UniqueConstraint.Host);
        var foreign = ByTable(model, ForeignKeyConstraint.TypeClass, ForeignKeyConstraint.Host);
        return new SchemaShape(model.GetObjects(DacQueryScopes.UserDefined, Table.TypeClass).ToDictionary(Name, t => new TableResponse(
            t.GetReferenced(Table.Columns).ToDictionary(Name, c => new ColumnShape(
                Type(c), c.GetProperty<bool>(Column.Nullable), SchemaDifferences.Plain(schema.DefaultOf(Name(t), Name(c))))),
            primary[Name(t)].Select(k => $"primary key ({Names(k, PrimaryKeyConstraint.Columns)})")
                .Concat(unique[Name(t)].Select(k => $"unique ({Names(k, UniqueConstraint.Columns)})")).ToHashSet(),
            indexes[Name(t)].ToDictionary(Name, i => new IndexShape(
                [.. i.GetReferencedRelationshipInstances(Index.Columns)
                    .Select(c => c.ObjectName.Parts[^1] + (c.GetProperty<bool>(Index.ColumnsRelationship.Ascending) ? "" : " desc"))],
                [.. i.GetReferenced(Index.IncludedColumns).Select(Name)],
                i.GetProperty<bool>(Index.Unique),
                Filter(i))),
            foreign[Name(t)].Select(Words).ToHashSet())));
    }

    /// <summary>What a column is, e.g. <c>nvarchar(200)</c>, <c>datetime2(3)</c>.</summary>
    public static string Type(TSqlObject column)
    {
        var type = Name(column.GetReferenced(Column.DataType).Single()).ToLowerInvariant();
        return type switch
        {
            "nvarchar" or "varbinary" when column.GetProperty<bool>(Column.IsMax) => $"{type}(max)",
            "nvarchar" or "varbinary" => $"{type}({column.GetProperty<int>(Column.Length)})",
            "datetime2" => $"{type}({column.GetProperty<int>(Column.Scale)})",
            _ => type,
        };
    }

    public static string Name(TSqlObject thing) => thing.Name.Parts[^1];

    private static ILookup<string, TSqlObject> ByTable(TSqlModel model, ModelTypeClass things, ModelRelationshipClass table) =>
        model.GetObjects(DacQueryScopes.UserDefined, things).ToLookup(t => Name(t.GetReferenced(table).Single()));

    private static string Names(TSqlObject key, ModelRelationshipClass columns) =>
        string.Join(", ", key.GetReferenced(columns).Select(Name));

    private static string Words(TSqlObject key) =>
        $"({Names(key, ForeignKeyConstraint.Columns)}) references {Name(key.GetReferenced(ForeignKeyConstraint.ForeignTable).Single())} "
        + $"({Names(key, ForeignKeyConstraint.ForeignColumns)}) on delete "
        + $"{Action(key.GetProperty<ForeignKeyAction>(ForeignKeyConstraint.DeleteAction))}";

    // The model gives the condition as a script of its own kind only; the statement that makes the index ends with it.
    private static string? Filter(TSqlObject index) =>
        index.TryGetScript(out var script) && script.IndexOf("where ", StringComparison.OrdinalIgnoreCase) is int at and >= 0
            ? SchemaDifferences.Plain(script[(at + 6)..].TrimEnd().TrimEnd(';'))
            : null;

    private static string Action(ForeignKeyAction action) => action switch
    {
        ForeignKeyAction.NoAction => "no action",
        ForeignKeyAction.Cascade => "cascade",
        ForeignKeyAction.SetNull => "set null",
        _ => "set default",
    };
}
