using DbUp.Engine;
using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Baseline;

/// <summary>
/// The baseline makes what the older scripts end with, to the letter. Kept until the first release: what comes after that is not made
/// by the older ones any more.
/// </summary>
public sealed class BaselineTests
{
    [Theory, OnEachDatabase]
    internal async Task It_makes_the_schema_and_the_rows_that_the_older_scripts_make(Dialect dialect)
    {
        await using var older = TestDatabase.CreateEmpty(dialect);
        await using var baseline = TestDatabase.CreateEmpty(dialect);
        await MigrationsOf.RunOlderAsync(older.Db, last: null, Stop);
        await MigrationsOf.RunAsync(baseline.Db, [Text(dialect)], Stop);

        var schema = await Catalogue.SchemaAsync(older.Db, Stop);
        Assert.True(schema.Count > 1000, $"Only {schema.Count} lines were read.");
        Assert.Equal(schema, await Catalogue.SchemaAsync(baseline.Db, Stop));

        var rows = await Catalogue.RowsAsync(older.Db, Stop);
        Assert.Equal(2, rows.Count(r => r.StartsWith("Rollups: ", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(rows, await Catalogue.RowsAsync(baseline.Db, Stop));
    }

    [Theory]
    [InlineData("Streaming           integer     not null default 1", "Streaming integer not null default 0")]
    [InlineData("FollowUpOfId        text        null references Tickets (Id)", "FollowUpOfId text null references Users (Id)")]
    [InlineData("where FollowUpOfId is not null", "where FollowUpOfId is null")]
    [InlineData("constraint UQ_Users_Email unique (Email)", "constraint UQ_Users_Email unique (Email, Name)")]
    [InlineData("on Tickets (LastActivityAt, Id)", "on Tickets (LastActivityAt desc, Id)")]
    [InlineData("detail = none", "detail = column")]
    [InlineData("('visits', 0), ('desk', 0)", "('visits', 0)")]
    public async Task A_difference_on_SQLite_is_found(string from, string to)
    {
        await using var baseline = TestDatabase.CreateEmpty();
        await using var wrong = TestDatabase.CreateEmpty();
        var text = Text(Dialect.Sqlite).Contents;
        Assert.Contains(from, text, StringComparison.Ordinal);
        await MigrationsOf.RunAsync(baseline.Db, [Text(Dialect.Sqlite)], Stop);
        await MigrationsOf.RunAsync(wrong.Db, [new SqlScript(Migrator.Baseline, text.Replace(from, to, StringComparison.Ordinal))], Stop);

        var right = (await Catalogue.SchemaAsync(baseline.Db, Stop)).Concat(await Catalogue.RowsAsync(baseline.Db, Stop));

        Assert.NotEqual(right, (await Catalogue.SchemaAsync(wrong.Db, Stop)).Concat(await Catalogue.RowsAsync(wrong.Db, Stop)));
    }

    [Fact]
    public void On_SQL_Server_each_table_index_and_first_row_is_said_as_the_older_scripts_end_up_saying_it()
    {
        var older = Said(Migrator.Older(Dialect.SqlServer));

        Assert.True(older.Count >= 250, $"Only {older.Count} were read.");
        Assert.Equal(older, Said([Text(Dialect.SqlServer)]));
    }

    [Theory]
    [InlineData("nvarchar(800)      collate", "nvarchar(801)      collate")]
    [InlineData("constraint DF_Accounts_Streaming default 1", "default 1")]
    [InlineData("Latin1_General_CI_AI not null,  -- what we call it", "Latin1_General_100_BIN2 not null,")]
    [InlineData("bigint             identity(1, 1) not null", "bigint not null")]
    [InlineData("on Visits (Code, Class, OccurredAt) include (Visitor)", "on Visits (Code, Class, OccurredAt)")]
    [InlineData("where ErrorKind = 'GuardHourly'", "where ErrorKind = 'GuardDaily'")]
    [InlineData("('visits', 0), ('desk', 0)", "('visits', 0)")]
    public void A_difference_on_SQL_Server_is_found(string from, string to)
    {
        var text = Text(Dialect.SqlServer).Contents;
        Assert.Contains(from, text, StringComparison.Ordinal);

        var wrong = Said([new SqlScript(Migrator.Baseline, text.Replace(from, to, StringComparison.Ordinal))]);

        Assert.NotEqual(Said([Text(Dialect.SqlServer)]), wrong);
    }

    /// <summary>Most runs ask no server.</summary>
    [Fact]
    public void What_a_server_would_be_asked_is_right_T_SQL() =>
        Assert.All(Catalogue.ServerQuestions.Append(RowInEach.ServerColumns), question =>
        {
            SchemaModel.Parse(question, out var errors);
            Assert.Empty(errors);
        });

    private static SqlScript Text(Dialect dialect) => Migrator.Scripts(dialect).Single(s => s.Name == Migrator.Baseline);

    /// <summary>Each table and index as it is in the end, and the rows that stand in it from the first, in one wording.</summary>
    private static IReadOnlyList<string> Said(IReadOnlyList<SqlScript> scripts)
    {
        using var model = new SchemaModel(scripts.Select(s => (s.Name, s.Contents)));
        Assert.Empty(model.SchemaProblems);
        var rows = scripts.SelectMany(s => SchemaModel.Parse(s.Contents, out _)).OfType<InsertStatement>()
            .Where(s => s.InsertSpecification.InsertSource is ValuesInsertSource);
        return [.. model.Tables.Concat<TSqlStatement>(model.Indexes).Concat(rows).Select(Words).Order(StringComparer.Ordinal)];
    }

    private static string Words(TSqlStatement statement)
    {
        new Sql150ScriptGenerator().GenerateScript(statement, out var script);
        return script;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
