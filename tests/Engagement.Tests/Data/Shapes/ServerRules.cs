using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Shapes;

/// <summary>What a schema or a migration may say on SQLite and not on SQL Server, though its parser and its model take it.</summary>
internal static class ServerRules
{
    public static IReadOnlyList<string> Problems(SchemaShape schema) => [.. Nulls(schema), .. Cascades(schema)];

    /// <summary>
    /// A batch is compiled before it begins: a column that it adds to a table that was there is not known to its other statements
    /// (error 207).
    /// </summary>
    public static IReadOnlyList<string> Problems(string name, string script)
    {
        using var reader = new StringReader(script);
        var batches = ((TSqlScript)new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out _)).Batches;
        return [.. batches.SelectMany(b => Unknown([.. b.Statements])).Select(p => $"{name}: {p}")];
    }

    private static IEnumerable<string> Unknown(IReadOnlyList<TSqlStatement> batch)
    {
        var made = batch.OfType<CreateTableStatement>().Select(c => c.SchemaObjectName.BaseIdentifier.Value)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = batch.OfType<AlterTableAddTableElementStatement>()
            .Where(a => !made.Contains(a.SchemaObjectName.BaseIdentifier.Value))
            .SelectMany(a => a.Definition.ColumnDefinitions
                .Select(c => (Table: a.SchemaObjectName.BaseIdentifier.Value, Column: c.ColumnIdentifier.Value)))
            .ToList();
        return
            from statement in batch
            where statement is not (AlterTableStatement or CreateTableStatement or IndexStatement)
            let names = Names.In(statement)
            from column in added
            where names.Contains(column.Table) && names.Contains(column.Column)
            select $"{column.Table}.{column.Column} is added and used in one batch: SQL Server does not know it yet (207). "
                + "Put go, or a script, between.";
    }

    /// <summary>SQL Server takes two nulls for one in what is unique, and SQLite does not.</summary>
    private static IEnumerable<string> Nulls(SchemaShape schema) =>
        from table in schema.Tables
        from key in table.Value.Indexes.Where(i => i.Value.IsUnique)
            .Select(i => (Name: i.Key, i.Value.Columns, Filter: i.Value.Filter ?? ""))
            .Concat(table.Value.Keys.Where(k => k.StartsWith("unique", StringComparison.Ordinal))
                .Select(k => (Name: k, Columns: Between(k), Filter: "")))
        from column in key.Columns.Select(c => c.Split(' ')[0])
        where table.Value.Columns[column].IsNullable
            && !key.Filter.Contains($"{column} is not null", StringComparison.OrdinalIgnoreCase)
        select $"{table.Key}.{key.Name}: {column} may be null, and SQL Server takes only one null there.";

    private static IReadOnlyList<string> Between(string key) => key[(key.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(", ");

    /// <summary>Two ways by which a row goes with another (error 1785).</summary>
    private static IEnumerable<string> Cascades(SchemaShape schema)
    {
        var goes = schema.Tables.SelectMany(t => t.Value.ForeignKeys
            .Where(k => !k.EndsWith("on delete no action", StringComparison.Ordinal))
            .Select(k => (Child: t.Key, Parent: k.Split(" references ")[1].Split(' ')[0]))).ToList();
        return schema.Tables.Keys.SelectMany(root => Below(root, [])
            .GroupBy(t => t, StringComparer.Ordinal).Where(g => g.Count() > 1 || g.Key == root)
            .Select(g => $"{g.Key} goes with {root} by more than one way, or by itself: SQL Server refuses it (1785)."));

        IEnumerable<string> Below(string table, IReadOnlyList<string> above) => goes.Where(g => g.Parent == table)
            .SelectMany(g => above.Contains(g.Child) ? [g.Child] : Below(g.Child, [.. above, g.Child]).Prepend(g.Child));
    }

    private sealed class Names : TSqlFragmentVisitor
    {
        private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

        public static HashSet<string> In(TSqlFragment part)
        {
            var names = new Names();
            part.Accept(names);
            return names._names;
        }

        public override void Visit(Identifier node) => _names.Add(node.Value);
    }
}
