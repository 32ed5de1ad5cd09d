using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.House;

/// <summary>Which places of the house write which tables, read from every statement of the program.</summary>
internal static class WrittenTables
{
    /// <summary>By table: the places that insert, change or delete its rows.</summary>
    public static ILookup<string, string> ByPlace() => Of(KnownStatements.In(typeof(Db).Assembly)
        .Where(known => known.Within is null).Select(known => (known.Name, known.Sql.Text(Dialect.SqlServer))));

    /// <param name="statements">Each with the field that holds it.</param>
    public static ILookup<string, string> Of(IEnumerable<(string Name, string Text)> statements) => statements
        .SelectMany(s => Targets(s.Text).Select(table => (Table: table, Place: Districts.PlaceOf(s.Name) ?? s.Name)))
        .Distinct().ToLookup(w => w.Table, w => w.Place, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Targets(string text)
    {
        using var reader = new StringReader(text);
        var writes = new Writes();
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out _).Accept(writes);
        return writes.Tables;
    }

    private sealed class Writes : TSqlFragmentVisitor
    {
        public HashSet<string> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

        public override void Visit(InsertSpecification node) => Add(node.Target, null);

        public override void Visit(UpdateSpecification node) => Add(node.Target, node.FromClause);

        public override void Visit(DeleteSpecification node) => Add(node.Target, node.FromClause);

        // update h set … from Handles h: what the alias stands for.
        private void Add(TableReference target, FromClause? from)
        {
            if (target is not NamedTableReference { SchemaObject.BaseIdentifier.Value: var name })
            {
                return; // a table variable, of this batch
            }

            var aliases = new Aliases();
            from?.Accept(aliases);
            Tables.Add(aliases.Tables.GetValueOrDefault(name, name));
        }
    }

    private sealed class Aliases : TSqlFragmentVisitor
    {
        public Dictionary<string, string> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

        public override void Visit(NamedTableReference node)
        {
            if (node.Alias is { Value: var alias })
            {
                Tables[alias] = node.SchemaObject.BaseIdentifier.Value;
            }
        }
    }
}
