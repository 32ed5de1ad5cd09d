using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Data;

/// <summary>The two databases we speak.</summary>
internal enum Dialect
{
    Sqlite,
    SqlServer,
}

/// <summary>
/// A statement as a value. <see cref="Portable"/> is written once and runs on both databases;
/// <see cref="For"/> asks for both texts, so a forgotten dialect does not compile.
/// </summary>
/// <remarks>
/// A text may hold a few small fragments, which are all that nine statements in ten need:
/// <list type="bullet">
/// <item><c>{page}</c>, after <c>order by</c>: the first <c>@Take</c> rows.</item>
/// <item><c>{ids Name}</c>, after <c>in</c>: the ids in <c>@Name</c>, which is <see cref="Json.Ids"/>.</item>
/// <item><c>{texts Name}</c>, after <c>in</c>: the texts in <c>@Name</c>, which is <see cref="Json.Texts"/>.</item>
/// <item><c>{rows Name (A type, B type)}</c>, before an alias: the rows in <c>@Name</c>, which is <see cref="Json.Rows"/>. The types are
/// SQL Server's.</item>
/// <item><c>{where}</c>: the conditions given with <see cref="Where"/>, or nothing.</item>
/// <item><c>{exact}</c>, after one side of a comparison: as .NET's ordinal comparison. For names that are kept to be sorted and searched
/// by, and for text out of JSON, which has the database's own collation, whatever that is (db/README.md, "Collations").</item>
/// <item><c>{sorted}</c>, after a column in <c>order by</c>: as people sort, for names that are kept to be told apart exactly.</item>
/// </list>
/// </remarks>
internal sealed partial class Sql
{
    /// <summary>Of text that is what it is: compares UTF-16 unit by unit.</summary>
    public const string Exact = "Latin1_General_100_BIN2";

    /// <summary>Of text that people sort and search: without regard to case and accents. Babelfish has none of the newer ones.</summary>
    public const string Sorted = "Latin1_General_CI_AI";

    private readonly string _sqlServer;
    private readonly string _sqlite;

    private Sql(string sqlServer, string sqlite)
    {
        _sqlServer = sqlServer;
        _sqlite = sqlite;
        Writes = !StartsWithSelect().IsMatch(sqlite);
    }

    /// <summary>True unless the statement only reads: on SQLite writers take turns.</summary>
    public bool Writes { get; }

    /// <summary>
    /// What <see cref="Where"/> made it of: the statement, and the conditions that were put into it. Empty for one that was written so.
    /// </summary>
    internal IReadOnlyCollection<Sql> MadeOf { get; private init; } = [];

    public static Sql Portable(string text) => new(Expand(text, Dialect.SqlServer), Expand(text, Dialect.Sqlite));

    public static Sql For(string sqlServer, string sqlite) => new(Expand(sqlServer, Dialect.SqlServer), Expand(sqlite, Dialect.Sqlite));

    public string Text(Dialect dialect) => dialect == Dialect.SqlServer ? _sqlServer : _sqlite;

    /// <summary>
    /// Fills <c>{where}</c>. Only conditions that hold are passed, so that neither database plans for the ones that do not.
    /// </summary>
    public Sql Where(params IReadOnlyCollection<Sql> conditions) =>
        new(FillWhere(_sqlServer, conditions, Dialect.SqlServer), FillWhere(_sqlite, conditions, Dialect.Sqlite))
            { MadeOf = [this, .. conditions] };

    private static string FillWhere(string text, IReadOnlyCollection<Sql> conditions, Dialect dialect)
    {
        if (conditions.Count == 0)
        {
            return text.Replace("{where}", "", StringComparison.Ordinal);
        }

        var clause = new StringBuilder("where ");
        clause.AppendJoin(" and ", conditions.Select(c => $"({c.Text(dialect)})"));
        return text.Replace("{where}", clause.ToString(), StringComparison.Ordinal);
    }

    private static string Expand(string text, Dialect dialect)
    {
        text = text.Replace("{page}", dialect == Dialect.SqlServer
            ? "offset 0 rows fetch next @Take rows only"
            : "limit @Take", StringComparison.Ordinal)
            .Replace(" {exact}", dialect == Dialect.SqlServer ? $" collate {Exact}" : "", StringComparison.Ordinal)
            .Replace("{sorted}", dialect == Dialect.SqlServer ? $"collate {Sorted}" : "collate nocase", StringComparison.Ordinal);
        text = IdsFragment().Replace(text, dialect == Dialect.SqlServer
            ? "(select v from openjson(@$1) with (v uniqueidentifier '$$'))"
            : "(select value from json_each(@$1))");
        text = TextsFragment().Replace(text, dialect == Dialect.SqlServer
            ? $"(select v collate {Exact} from openjson(@$1) with (v nvarchar(400) '$$'))"
            : "(select value from json_each(@$1))");

        // The path of each column is said, though it is the column's name: a server that keeps names in lower case would look for such.
        return RowsFragment().Replace(text, found => dialect == Dialect.SqlServer
            ? $"openjson(@{found.Groups[1]}) with ({ColumnOfRows().Replace(found.Groups[2].Value, "$0 '$$.$1'")})"
            : $"(select {ColumnOfRows().Replace(found.Groups[2].Value, "value ->> '$1' as $1")} from json_each(@{found.Groups[1]}))");
    }

    [GeneratedRegex(@"\{ids (\w+)\}")]
    private static partial Regex IdsFragment();

    [GeneratedRegex(@"\{texts (\w+)\}")]
    private static partial Regex TextsFragment();

    [GeneratedRegex(@"\{rows (\w+) \(((?:[^()]|\([^()]*\))*)\)\}")]
    private static partial Regex RowsFragment();

    // A column's name stands at the beginning or after a comma between columns; its type, which may hold a comma, follows.
    [GeneratedRegex(@"(\w+) \w+(?:\([^()]*\))?")]
    private static partial Regex ColumnOfRows();

    [GeneratedRegex(@"^\s*(--[^\n]*\n\s*)*select\b", RegexOptions.IgnoreCase)]
    private static partial Regex StartsWithSelect();
}
