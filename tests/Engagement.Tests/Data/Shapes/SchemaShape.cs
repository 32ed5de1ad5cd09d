using System.Text.RegularExpressions;

namespace Engagement.Tests.Data.Shapes;

/// <summary>A schema as one database has it, in words that both share, so that two can be laid beside each other.</summary>
/// <param name="Tables">By name.</param>
internal sealed record SchemaShape(IReadOnlyDictionary<string, TableResponse> Tables);

/// <param name="Keys">Its primary key and its unique constraints, as <c>primary key (A, B)</c> and <c>unique (A)</c>.</param>
/// <param name="Indexes">By name.</param>
/// <param name="ForeignKeys">Such as <c>(PostId) references Posts (Id) on delete no action</c>.</param>
internal sealed record TableResponse(
    IReadOnlyDictionary<string, ColumnShape> Columns,
    IReadOnlySet<string> Keys,
    IReadOnlyDictionary<string, IndexShape> Indexes,
    IReadOnlySet<string> ForeignKeys);

/// <param name="Type">As its own database says it, in lower case.</param>
/// <param name="Default">The expression, without what databases put around it; null: none.</param>
internal sealed record ColumnShape(string Type, bool IsNullable, string? Default);

/// <param name="Columns">In order, each with <c>desc</c> where it is.</param>
/// <param name="Included">On SQLite these stand at the end of <paramref name="Columns"/>: it has no <c>include</c>.</param>
/// <param name="Filter">The condition in its plainest wording; null: none.</param>
internal sealed record IndexShape(IReadOnlyList<string> Columns, IReadOnlyList<string> Included, bool IsUnique, string? Filter)
{
    public override string ToString() =>
        $"{(IsUnique ? "unique " : "")}({string.Join(", ", [.. Columns, .. Included])}){(Filter is null ? "" : $" where {Filter}")}";
}

/// <summary>Lays two schemas beside each other.</summary>
internal static partial class SchemaDifferences
{
    /// <summary>What SQL Server keeps in a type, and as what SQLite keeps the same.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Types = new Dictionary<string, string[]>
    {
        ["uniqueidentifier"] = ["text"], // lower case, with hyphens
        ["nvarchar"] = ["text"],
        ["datetime2(3)"] = ["text"], // yyyy-MM-dd HH:mm:ss.fff, UTC: sorts as time does
        ["bit"] = ["integer"],
        ["int"] = ["int", "integer"],
        ["bigint"] = ["bigint", "integer"],
        ["varbinary(max)"] = ["blob"],
    };

    /// <returns>One line each, beginning with what it is about, e.g. <c>Posts.Title: …</c>; sorted.</returns>
    public static IReadOnlyList<string> Between(SchemaShape sqlServer, SchemaShape sqlite)
    {
        var found = new List<string>(OnlyOne("table", "", sqlServer.Tables.Keys, sqlite.Tables.Keys));
        foreach (var (name, there) in sqlServer.Tables)
        {
            if (!sqlite.Tables.TryGetValue(name, out var here))
            {
                continue;
            }

            found.AddRange(OnlyOne("column", $"{name}.", there.Columns.Keys, here.Columns.Keys));
            found.AddRange(there.Columns.Where(c => here.Columns.ContainsKey(c.Key))
                .SelectMany(c => Columns($"{name}.{c.Key}", c.Value, here.Columns[c.Key])));
            found.AddRange(OnlyOne("key", $"{name}: ", there.Keys, here.Keys));
            found.AddRange(OnlyOne("foreign key", $"{name}: ", there.ForeignKeys, here.ForeignKeys));
            found.AddRange(OnlyOne("index", $"{name}.", there.Indexes.Keys, here.Indexes.Keys));
            found.AddRange(there.Indexes
                .Where(i => here.Indexes.TryGetValue(i.Key, out var other) && i.Value.ToString() != other.ToString())
                .Select(i => $"{name}.{i.Key}: {i.Value} on SQL Server, {here.Indexes[i.Key]} on SQLite"));
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Columns(string name, ColumnShape there, ColumnShape here)
    {
        var type = there.Type.StartsWith("nvarchar", StringComparison.Ordinal) ? "nvarchar" : there.Type;
        if (!Types.GetValueOrDefault(type, []).Contains(here.Type))
        {
            yield return $"{name}: {there.Type} on SQL Server, {here.Type} on SQLite";
        }

        if (there.IsNullable != here.IsNullable)
        {
            yield return $"{name}: may be null only on {(there.IsNullable ? "SQL Server" : "SQLite")}";
        }

        if (there.Default != here.Default)
        {
            yield return $"{name}: default {there.Default ?? "none"} on SQL Server, {here.Default ?? "none"} on SQLite";
        }
    }

    private static IEnumerable<string> OnlyOne(string what, string prefix, IEnumerable<string> there, IEnumerable<string> here) =>
    [
        .. there.Except(here, StringComparer.Ordinal).Select(n => $"{prefix}{n}: {what} only on SQL Server"),
        .. here.Except(there, StringComparer.Ordinal).Select(n => $"{prefix}{n}: {what} only on SQLite"),
    ];

    /// <summary>A default or a filter without the brackets, blanks and capitals that a database may add.</summary>
    public static string? Plain(string? expression)
    {
        if (expression is null)
        {
            return null;
        }

        var bare = OutsideQuotes().Replace(
            expression, m => m.Value.StartsWith('\'') ? m.Value : Between().Replace(m.Value.ToLowerInvariant(), " $0 "));
        var words = bare.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        var spaced = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return spaced.StartsWith("( ", StringComparison.Ordinal) && spaced.EndsWith(" )", StringComparison.Ordinal)
            ? Plain(spaced[2..^2])
            : spaced;
    }

    [GeneratedRegex("'[^']*'|[^']+")]
    private static partial Regex OutsideQuotes();

    [GeneratedRegex("[(),]|<>|[<>=]+")]
    private static partial Regex Between();
}
