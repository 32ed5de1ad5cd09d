namespace Engagement.Tests.Data.Recorded;

/// <summary>A column of something that is read from, and what its value may come from.</summary>
internal sealed record Column(string Name, IReadOnlyList<Source> Sources)
{
    public static IReadOnlyList<Column> Of(IEnumerable<ServerType> types) =>
        [.. types.Select(t => new Column(t.Name[(t.Name.LastIndexOf('.') + 1)..], [new Source.Typed(t)]))];
}

/// <summary>The names that hold at one place of a statement: what is read from there, and what is read from around it.</summary>
internal sealed class Scope(Scope? around)
{
    private readonly List<(string Alias, IReadOnlyList<Column> Columns)> _from = [];
    private readonly Dictionary<string, IReadOnlyList<Column>> _named = new(StringComparer.OrdinalIgnoreCase);

    public void From(string alias, IReadOnlyList<Column> columns) => _from.Add((alias, columns));

    /// <summary>A common table expression, or a table variable.</summary>
    public void Name(string name, IReadOnlyList<Column> columns) => _named[name] = columns;

    public IReadOnlyList<Column>? Named(string name) => _named.GetValueOrDefault(name) ?? around?.Named(name);

    public IReadOnlyList<Column>? Alias(string alias) =>
        _from.FirstOrDefault(f => f.Alias.Equals(alias, StringComparison.OrdinalIgnoreCase)).Columns ?? around?.Alias(alias);

    /// <summary>Everything that is read from here: what <c>*</c> means.</summary>
    public IEnumerable<Column> Everything => _from.SelectMany(f => f.Columns);

    public IReadOnlyList<Source>? Find(string? alias, string column) => alias is null
        ? _from.SelectMany(f => f.Columns).FirstOrDefault(c => c.Name.Equals(column, StringComparison.OrdinalIgnoreCase))?.Sources
            ?? around?.Find(alias, column)
        : Alias(alias)?.FirstOrDefault(c => c.Name.Equals(column, StringComparison.OrdinalIgnoreCase))?.Sources;
}
