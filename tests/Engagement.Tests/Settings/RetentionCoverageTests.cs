using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.Settings.Retention;

namespace Engagement.Tests.Settings;

/// <summary>Nothing grows for ever without a setting: every table of either schema has a rule, or a reason.</summary>
public sealed partial class RetentionCoverageTests
{
    [Fact]
    public void Each_table_has_a_rule_or_a_reason_and_no_rule_or_reason_is_of_a_table_that_is_not_there()
    {
        var scripts = Migrator.Scripts(Dialect.Sqlite).Concat(Migrator.Scripts(Dialect.SqlServer)).Select(s => s.Contents).ToList();
        var tables = scripts
            .SelectMany(s => Made().Matches(s)).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal).ToList();
        var dropped = scripts.SelectMany(s => Dropped().Matches(s)).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var ruled = RetentionRules.All.SelectMany(r => r.Tables).ToList();
        var reasons = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Settings", "does-not-grow.txt"))
            .Where(l => l.Length > 0 && l[0] != '#').ToDictionary(l => l.Split(": ")[0], l => l.Split(": ", 2)[1], StringComparer.Ordinal);

        Assert.True(tables.Count > 90, $"Only {tables.Count} tables were found.");
        Assert.Empty(tables.Except(ruled).Except(reasons.Keys).Except(dropped));
        Assert.Empty(ruled.Concat(reasons.Keys).Except(tables));
        Assert.Empty(ruled.Intersect(reasons.Keys));
        Assert.All(reasons, r => Assert.True(r.Value.Length > 5, r.Key));
    }

    [Fact]
    public void Each_table_of_a_rule_is_named_by_one_of_its_statements()
    {
        foreach (var rule in RetentionRules.All)
        {
            var texts = RetentionRules.Statements.Where(
                s => s.Key == rule.Key || s.Key.StartsWith(rule.Key + " ", StringComparison.Ordinal))
                .SelectMany(s => new[] { s.Value.Text(Dialect.Sqlite), s.Value.Text(Dialect.SqlServer) })
                .Where(t => !t.StartsWith("select", StringComparison.Ordinal)).ToList();
            Assert.All(rule.Tables, table => Assert.Contains(
                texts, t => Regex.IsMatch(t, $@"\A(delete|delete from|delete top \(@Take\) from|update|update top \(@Take\)) {table}\b")));
        }
    }

    /// <summary>SQL Server takes the whole table for a statement that locks 5,000 rows.</summary>
    [Fact]
    public void Each_statement_has_an_end_to_its_rows()
    {
        foreach (var (name, sql) in RetentionRules.Statements)
        {
            var text = sql.Text(Dialect.SqlServer);
            Assert.True(text.Contains("@Take", StringComparison.Ordinal)
                || text.Contains("@Ids", StringComparison.Ordinal), $"{name}: {text}");
        }
    }

    [GeneratedRegex(@"create\s+(?:virtual\s+)?table\s+(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Made();

    [GeneratedRegex(@"drop\s+table\s+(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Dropped();
}
