using System.Text.RegularExpressions;
using Dapper;
using Engagement.Data;

namespace Engagement.Tests.Data;

/// <summary>How SQLite would run a statement, before there are statistics.</summary>
internal static partial class QueryPlan
{
    public static async Task<IReadOnlyList<string>> OfAsync(TestDatabase database, Sql sql)
    {
        await using var connection = await database.Db.OpenAsync(TestContext.Current.CancellationToken);
        var text = sql.Text(Dialect.Sqlite);
        var args = new DynamicParameters();
        foreach (Match name in Parameter().Matches(text))
        {
            args.Add(name.Groups[1].Value, "[]");
        }

        return [.. (await connection.QueryAsync<Line>($"explain query plan {text}", args)).Select(l => l.Detail)];
    }

    [GeneratedRegex("@(\\w+)")]
    private static partial Regex Parameter();

    private sealed record Line
    {
        public string Detail { get; init; } = "";
    }
}
