using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Engagement.Data;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data.TSqlCheck;

/// <summary>Every statement of the program, bound to the schema on both databases, without a SQL Server.</summary>
public sealed partial class StatementTests
{
    private static readonly Assembly Program = typeof(Db).Assembly;

    [Fact]
    public void Every_statement_holds_against_the_SQL_Server_schema()
    {
        using var schema = SchemaModel.OfProgram();
        var known = KnownStatements.In(Program);
        var wrong = schema.Check(known.Select(k => (k.ToString(), k.Sql.Text(Dialect.SqlServer))));

        var problems = KnownStatements.Problems(known, k => wrong.GetValueOrDefault(k.ToString()));

        Assert.True(known.Count > 20, $"Only {known.Count} statements were found.");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public async Task Every_statement_holds_against_the_SQLite_schema()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        await using var connection = (SqliteConnection)await database.Db.OpenAsync(Stop);
        var known = KnownStatements.In(Program);

        var problems = KnownStatements.Problems(known, k => Prepare(connection, k.Sql.Text(Dialect.Sqlite)));

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public void The_SQL_Server_schema_is_whole()
    {
        using var schema = SchemaModel.OfProgram();

        Assert.Empty(schema.SchemaProblems);
    }

    [Fact]
    public void A_statement_never_changes_after_it_was_checked()
    {
        var loose = Program.GetTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => f.FieldType == typeof(Sql) && !f.IsInitOnly)
            .Select(f => $"{f.DeclaringType}.{f.Name}");

        Assert.Empty(loose);
    }

    // Makes what stands in the rows of a list that is walked, RetentionRules.All.
    private static readonly string[] InRows = ["Retention/RetentionRule.cs"];

    [Fact]
    public void Statements_in_the_rows_of_a_list_are_walked_too()
    {
        var rules = KnownStatements.Held(Program).Where(k => k.Name.Contains("RetentionRules.All[", StringComparison.Ordinal)).ToList();

        Assert.Contains(rules, k => k.Sql.Text(Dialect.SqlServer).Contains("delete from NoticeReaders", StringComparison.Ordinal));
        Assert.Contains(rules, k => k.Sql.Text(Dialect.SqlServer).Contains("delete top (@Take)", StringComparison.Ordinal));
    }

    [Fact]
    public void No_statement_is_made_where_the_check_does_not_see_it()
    {
        // Only static readonly fields are walked above. One made inside a method would escape.
        var unseen = Directory.EnumerateFiles(Sources(), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("Data/Sql.cs", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Making().Matches(File.ReadAllText(file))
                .Select(made => (File: file, Before: File.ReadAllText(file)[..made.Index])))
            .Where(made => !InField().IsMatch(made.Before) && !InRows.Any(file => made.File.EndsWith(file, StringComparison.Ordinal)))
            .Select(made => $"{Path.GetRelativePath(Sources(), made.File)}({made.Before.Count(c => c == '\n') + 1})");

        Assert.Empty(unseen);
    }

    [Fact]
    public void What_is_wrong_is_found_by_name_and_what_is_right_is_not()
    {
        using var schema = SchemaModel.OfProgram();
        var known = KnownStatements.In(typeof(Wrong));

        var wrong = schema.Check(known.Select(k => (k.ToString(), k.Sql.Text(Dialect.SqlServer))));

        Assert.Equal(
            [nameof(Wrong.NoSuchColumn), nameof(Wrong.NoSuchCondition), nameof(Wrong.NoSuchTable), nameof(Wrong.NotEvenSql)],
            Names(KnownStatements.Problems(known, k => wrong.GetValueOrDefault(k.ToString()))));
    }

    [Fact]
    public async Task SQLite_finds_the_same_mistakes()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        await using var connection = (SqliteConnection)await database.Db.OpenAsync(Stop);

        Assert.Equal(
            [nameof(Wrong.NoSuchColumn), nameof(Wrong.NoSuchCondition), nameof(Wrong.NoSuchTable), nameof(Wrong.NotEvenSql)],
            Names(KnownStatements.Problems(KnownStatements.In(typeof(Wrong)), k => Prepare(connection, k.Sql.Text(Dialect.Sqlite)))));
    }

    [Fact]
    public void A_column_that_a_later_migration_adds_is_known_and_a_dropped_index_is_gone()
    {
        using var schema = new SchemaModel(
        [
            ("0001.sql",
                "create table Things (Id int not null primary key, Old nvarchar(10) null);\ncreate index IX_Things_Old on Things (Old);"),
            ("0002.sql", "alter table Things add Later int null, constraint CK_Things_Later check (Later > 0);\ngo\n"
                + "drop index IX_Things_Old on Things;\nupdate Things set Later = 1;"),
        ]);

        Assert.Empty(schema.SchemaProblems);
        Assert.Equal(["wrong"],
            schema.Check([("right", "select Later from Things where Id = @Id"), ("wrong", "select Never from Things")]).Keys);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Sources([CallerFilePath] string here = "") =>
        Path.GetFullPath("../../../../src/Engagement", Path.GetDirectoryName(here)!);

    [GeneratedRegex(@"\bSql\.(Portable|For)\(")]
    private static partial Regex Making();

    // From "static readonly" on, no line has ended a member yet.
    [GeneratedRegex(@"\bstatic readonly (?:(?!;[ \t]*\n).)*\z", RegexOptions.Singleline)]
    private static partial Regex InField();

    private static IEnumerable<string> Names(IEnumerable<string> problems) =>
        problems.Select(p => p.Split(':', ' ')[0].Split('.')[^1]).Order(StringComparer.Ordinal);

    private static string? Prepare(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        try
        {
            command.Prepare();
            return null;
        }
        catch (SqliteException e)
        {
            return e.Message;
        }
    }

    private static class Wrong
    {
        public static readonly Sql Right = Sql.Portable("select Id, Name from Queues {where} order by Name {page}");

        public static readonly Sql RightCondition = Sql.Portable("Id in {ids Queues}");

        public static readonly Sql NoSuchCondition = Sql.Portable("WrittenBy = @Author");

        public static readonly Sql NoSuchColumn = Sql.Portable("update AppSettings set Colour = @Colour where Name = @Name");

        public static readonly Sql NoSuchTable = Sql.Portable("delete from Settings where Name = @Name");

        public static readonly Sql NotEvenSql = Sql.Portable("select Name from from AppSettings");
    }
}
