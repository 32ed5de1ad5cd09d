using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Recorded;

/// <summary>Tables and their columns' types as SQL Server would have them after all migrations.</summary>
internal sealed class ServerSchema
{
    private readonly Dictionary<string, IReadOnlyList<ServerType>> _tables = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="tables">Each as it is in the end.</param>
    /// <param name="keyed">Their columns that are in a key, as <c>Table.Column</c>.</param>
    public ServerSchema(IEnumerable<CreateTableStatement> tables, IReadOnlySet<string> keyed)
    {
        foreach (var table in tables)
        {
            var name = table.SchemaObjectName.BaseIdentifier.Value;
            _tables[name] = [.. Columns(name, table.Definition).Select(c => c with { IsKey = keyed.Contains(c.Name) })];
        }
    }

    /// <summary>Ours.</summary>
    public static ServerSchema Read()
    {
        using var model = SchemaModel.OfProgram();
        return new ServerSchema(model.Tables, model.Keyed);
    }

    public static ServerSchema Read(string text)
    {
        using var model = new SchemaModel([("given", text)]);
        Assert.Empty(model.SchemaProblems);
        return new ServerSchema(model.Tables, model.Keyed);
    }

    public IEnumerable<(string Table, ServerType Column)> All => _tables.SelectMany(t => t.Value.Select(c => (t.Key, c)));

    /// <summary>A table's columns in order, each named <c>Table.Column</c>; null for a table that is not ours.</summary>
    public IReadOnlyList<ServerType>? Table(string name) => _tables.GetValueOrDefault(name);

    public static IReadOnlyList<ServerType> Columns(string table, TableDefinition definition)
    {
        var keys = definition.TableConstraints.OfType<UniqueConstraintDefinition>().Where(c => c.IsPrimaryKey)
            .SelectMany(c => c.Columns).Select(c => c.Column.MultiPartIdentifier.Identifiers[^1].Value)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. definition.ColumnDefinitions.Select(c => ServerType.Of($"{table}.{c.ColumnIdentifier.Value}", c.DataType) with
            {
                IsColumn = true,
                IsNullable = !keys.Contains(c.ColumnIdentifier.Value)
                    && !c.Constraints.Any(
                        x => x is NullableConstraintDefinition { Nullable: false } or UniqueConstraintDefinition { IsPrimaryKey: true }),
                Collation = c.Collation?.Value,
            }),
        ];
    }
}
