using Dapper;
using Engagement.Data;
using Engagement.Host;
using Engagement.Tests.Publishing.Deliveries.Crash;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data.Baseline;

/// <summary>A database that the scripts of before the baseline made is recognised, loses nothing and goes on.</summary>
public sealed class OlderDatabaseTests
{
    [Theory, OnEachDatabase]
    internal async Task One_that_has_all_of_them_stands_at_the_baseline_and_every_row_stays_as_it_is(Dialect dialect)
    {
        await using var database = TestDatabase.CreateEmpty(dialect);
        await MigrationsOf.RunOlderAsync(database.Db, last: null, Stop);
        await RowInEach.FillAsync(database.Db, Stop);
        var (schema, rows) = (await Catalogue.SchemaAsync(database.Db, Stop), await Catalogue.RowsAsync(database.Db, Stop));
        var journal = await Catalogue.JournalAsync(database.Db, Stop);
        Assert.All(
            (await Catalogue.TablesAsync(database.Db, Stop)).Where(t => !t.StartsWith("MessageSearch", StringComparison.Ordinal)),
            table => Assert.Contains(rows, r => r.StartsWith($"{table}: ", StringComparison.Ordinal)));

        // A node that may not migrate starts on it as it is: what came after the baseline is all that it needs.
        var migrator = new Migrator(database.Db);
        var newer = Migrator.Scripts(dialect).Skip(1).Select(s => s.Name).ToList();
        var state = await migrator.StateAsync();
        Assert.Equal(newer, state.Missing);
        Assert.Empty(state.Newer);

        Assert.Equal(newer, await migrator.MigrateAsync(ct: Stop));
        Assert.Equal(journal.Append(Migrator.Baseline).Concat(newer).Order(StringComparer.Ordinal),
            await Catalogue.JournalAsync(database.Db, Stop));
        if (newer.Count == 0)
        {
            Assert.Equal(rows, await Catalogue.RowsAsync(database.Db, Stop));
            Assert.Equal(schema, await Catalogue.SchemaAsync(database.Db, Stop));
        }

        state = await migrator.StateAsync();
        Assert.Empty(state.Missing.Concat(state.Newer));
        Assert.Empty(await migrator.MigrateAsync(ct: Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task One_that_stopped_at_any_of_them_goes_on_as_it_would_have(Dialect dialect)
    {
        var older = Migrator.Older(dialect).Select(s => s.Name).ToList();
        foreach (var last in older.Index().Where(s => s.Index % 16 == 0).Select(s => s.Item).Append(older[^2]))
        {
            await using var expected = TestDatabase.CreateEmpty(dialect);
            await using var database = TestDatabase.CreateEmpty(dialect);
            foreach (var db in new[] { expected.Db, database.Db })
            {
                await MigrationsOf.RunOlderAsync(db, last, Stop);
                await RowInEach.FillAsync(db, Stop);
            }

            await MigrationsOf.RunOlderAsync(expected.Db, last: null, Stop);
            await MigrationsOf.RunAsync(expected.Db, Migrator.Scripts(dialect).Skip(1), Stop);
            var left = older.SkipWhile(n => n != last).Skip(1).Concat(Migrator.Scripts(dialect).Skip(1).Select(s => s.Name)).ToList();
            var migrator = new Migrator(database.Db);
            Assert.Equal(left, (await migrator.StateAsync()).Missing);

            Assert.Equal(left, await migrator.MigrateAsync(ct: Stop));

            Assert.Equal(await Catalogue.SchemaAsync(expected.Db, Stop), await Catalogue.SchemaAsync(database.Db, Stop));
            Assert.Equal(await Catalogue.RowsAsync(expected.Db, Stop), await Catalogue.RowsAsync(database.Db, Stop));
            Assert.False((await migrator.StateAsync()).IsBehind);
        }
    }

    [Fact]
    public async Task Two_nodes_that_start_on_one_together_bring_it_on_once()
    {
        await using var database = TestDatabase.CreateEmpty();
        await MigrationsOf.RunOlderAsync(database.Db, "0431_long_threads.sql", Stop);
        var left = (await new Migrator(database.Db).StateAsync()).Missing;

        var runs = await Task.WhenAll(
            Task.Run(() => new Migrator(database.Db).MigrateAsync(ct: Stop)),
            Task.Run(() => new Migrator(database.Db).MigrateAsync(ct: Stop)));

        Assert.Equal(left, runs.SelectMany(r => r));
        Assert.Single(await Catalogue.JournalAsync(database.Db, Stop), Migrator.Baseline);
    }

    [Fact]
    public async Task One_whose_next_older_script_fails_stays_where_it_is_and_goes_on_once_that_is_mended()
    {
        await using var database = TestDatabase.CreateEmpty();
        await MigrationsOf.RunOlderAsync(database.Db, "0440_sessions.sql", Stop);
        await RunAsync(database.Db, "create table DeskLife (InTheWay int)");
        var migrator = new Migrator(database.Db);

        var failed = await Assert.ThrowsAsync<StartException>(() => migrator.MigrateAsync(ct: Stop));

        Assert.Contains("0450_interruptions.sql", failed.Message, StringComparison.Ordinal);
        Assert.Equal("0450_interruptions.sql", (await migrator.StateAsync()).Missing[0]);
        Assert.DoesNotContain(Migrator.Baseline, await Catalogue.JournalAsync(database.Db, Stop));
        await RunAsync(database.Db, "drop table DeskLife");
        Assert.Equal("0450_interruptions.sql", (await migrator.MigrateAsync(ct: Stop))[0]);
        Assert.False((await migrator.StateAsync()).IsBehind);
    }

    /// <summary>Of the one script that makes everything nothing is left when it does not come to its end.</summary>
    [Theory, OnEachDatabase]
    internal async Task A_baseline_that_fails_at_its_last_table_leaves_an_empty_database_that_begins_again(Dialect dialect)
    {
        await using var database = TestDatabase.CreateEmpty(dialect);
        await MigrationsOf.RunAsync(database.Db, [], Stop);
        await RunAsync(database.Db, "create table Rollups (InTheWay int)");
        var migrator = new Migrator(database.Db);

        var failed = await Assert.ThrowsAsync<StartException>(() => migrator.MigrateAsync(ct: Stop));

        Assert.Contains(Migrator.Baseline, failed.Message, StringComparison.Ordinal);
        var left = Assert.Single(await Catalogue.TablesAsync(database.Db, Stop), t => t != "sqlite_sequence");
        Assert.Equal("Rollups", left, ignoreCase: true);
        await RunAsync(database.Db, "drop table Rollups");
        Assert.Equal(Migrator.Scripts(dialect).Select(s => s.Name), await migrator.MigrateAsync(ct: Stop));
    }

    [Fact]
    public async Task The_verb_says_what_one_needs_and_names_the_baseline_only_to_an_empty_one()
    {
        await using var database = TestDatabase.CreateEmpty();
        var newer = Migrator.Scripts(Dialect.Sqlite).Skip(1).Select(s => s.Name).ToList();
        Assert.Equal(Say("would run", [Migrator.Baseline, .. newer], "{0} to run."), await VerbAsync(database, "--dry-run"));

        await MigrationsOf.RunOlderAsync(database.Db, "0450_interruptions.sql", Stop);
        SqliteConnection.ClearPool(new SqliteConnection(database.Db.Options.ConnectionString));
        IReadOnlyList<string> needs = ["0460_outbox_by_kind.sql", .. newer];
        Assert.Equal(Say("would run", needs, "{0} to run."), await VerbAsync(database, "--dry-run"));
        Assert.Equal(Say("ran", needs, "{0} run; the schema is up to date."), await VerbAsync(database));
        Assert.Equal("The schema was up to date.", await VerbAsync(database));
        Assert.Equal("The schema is up to date.", await VerbAsync(database, "--dry-run"));
    }

    private static string Say(string does, IReadOnlyList<string> scripts, string end) =>
        string.Join('\n', [.. scripts.Select(s => $"{does} {s}"), string.Format(null, end, scripts.Count)]);

    private static async Task<string> VerbAsync(TestDatabase database, params string[] options)
    {
        using var running = EngagementProcess.Run(database.Db.Options.DataDirectory, ["migrate", .. options]);
        var code = await running.ExitAsync(TimeSpan.FromSeconds(60));
        Assert.True(code == 0, running.Output);
        return running.Output.Trim().ReplaceLineEndings("\n");
    }

    private static async Task RunAsync(Db db, string text)
    {
        await using var connection = await db.OpenAsync(Stop);
        await connection.ExecuteAsync(text);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
