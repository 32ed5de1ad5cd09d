using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Collations;

/// <summary>What a table, or a query in brackets, has in its columns.</summary>
internal sealed record TextTable(string Name, IReadOnlyList<(string Column, Collation Collation)> Columns);

/// <summary>The tables a column's name may come from, inner ones first.</summary>
internal sealed class TextScope(TextScope? outer)
{
    private readonly List<TextTable> _tables = [];

    public IReadOnlyList<TextTable> Tables => _tables;

    public void Add(TextTable table) => _tables.Add(table);

    /// <returns>Null: no table here has it, so it is one of the server's own.</returns>
    public Collation? Find(MultiPartIdentifier name)
    {
        var column = name.Identifiers[^1].Value;
        var table = name.Identifiers.Count > 1 ? name.Identifiers[^2].Value : null;
        foreach (var one in _tables.Where(t => table is null || t.Name.Equals(table, StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var (known, collation) in one.Columns)
            {
                if (known.Equals(column, StringComparison.OrdinalIgnoreCase))
                {
                    return collation;
                }
            }
        }

        return outer?.Find(name);
    }
}
