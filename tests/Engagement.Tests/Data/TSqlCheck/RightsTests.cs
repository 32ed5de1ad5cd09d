using Engagement.Data;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.TSqlCheck;

/// <summary>What <c>docs/operations-sqlserver.md</c> grants is what the statements need: no more kinds of them than these.</summary>
public sealed class RightsTests
{
    private static readonly HashSet<string> Rows = ["SelectStatement", "InsertStatement", "UpdateStatement", "DeleteStatement"];

    // Of no table: variables within one batch.
    private static readonly HashSet<string> Variables =
        ["DeclareVariableStatement", "DeclareTableVariableStatement", "SetVariableStatement"];

    private static readonly HashSet<string> Schema =
    [
        "CreateTableStatement", "AlterTableAddTableElementStatement", "AlterTableAlterColumnStatement",
        "AlterTableDropTableElementStatement", "CreateIndexStatement",
        "DropIndexStatement", "IfStatement", "BeginEndBlockStatement", "ThrowStatement",
    ];

    [Fact]
    public void A_node_that_serves_reads_and_writes_rows_and_nothing_else()
    {
        var others = KnownStatements.In(typeof(Db).Assembly).Where(known => known.Within is null)
            .SelectMany(known => Kinds(known.Sql.Text(Dialect.SqlServer)).Select(kind => (known.Name, Kind: kind)))
            .Where(found => !Rows.Contains(found.Kind) && !Variables.Contains(found.Kind));

        Assert.Empty(others);
    }

    [Fact]
    public void A_migration_makes_and_changes_tables_and_indexes_and_nothing_else()
    {
        var others = Migrator.Scripts(Dialect.SqlServer).Concat(Migrator.Older(Dialect.SqlServer))
            .SelectMany(script => Kinds(script.Contents).Select(kind => (script.Name, Kind: kind)))
            .Where(found => !Rows.Contains(found.Kind) && !Variables.Contains(found.Kind) && !Schema.Contains(found.Kind));

        Assert.Empty(others);
    }

    private static IEnumerable<string> Kinds(string text)
    {
        using var reader = new StringReader(text);
        var fragment = new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out _);
        return ((TSqlScript)fragment).Batches.SelectMany(b => b.Statements).Select(s => s.GetType().Name).Distinct();
    }
}
