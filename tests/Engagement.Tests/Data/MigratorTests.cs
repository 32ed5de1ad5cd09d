using System.Diagnostics;
using Dapper;
using Engagement.Data;
using Engagement.Host;

namespace Engagement.Tests.Data;

public sealed class MigratorTests
{
    [Fact]
    public async Task An_empty_database_is_behind_until_it_is_migrated_and_a_second_run_does_nothing()
    {
        await using var database = TestDatabase.CreateEmpty();
        var migrator = new Migrator(database.Db);

        Assert.True((await migrator.StateAsync()).IsBehind);
        var ran = await migrator.MigrateAsync(ct: TestContext.Current.CancellationToken);

        Assert.Equal(Migrator.Scripts(Dialect.Sqlite).Select(s => s.Name), ran);
        Assert.False((await migrator.StateAsync()).IsBehind);
        Assert.Empty(await migrator.MigrateAsync(ct: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_that_a_later_release_changed_is_gone_on_with_and_said_to_be_newer()
    {
        await using var database = TestDatabase.CreateEmpty();
        var settings = new ConfigurationBuilder().Build();
        await using var services = new ServiceCollection().AddLogging().AddEngagement(settings, database.Db.Options).BuildServiceProvider();
        var troubles = services.GetRequiredService<Troubles>();
        await EngagementApp.MigrateAsync(services, settings, Stop);
        Assert.Empty(troubles.All);

        await using (var connection = await database.Db.OpenAsync(Stop))
        {
            await connection.ExecuteAsync("insert into SchemaVersions (ScriptName, Applied) values ('9999_later.sql', '2030-01-01')");
        }

        await EngagementApp.MigrateAsync(services, settings, Stop);

        Assert.Equal(["9999_later.sql"], (await new Migrator(database.Db).StateAsync()).Newer);
        Assert.Contains("9999_later.sql", Assert.Single(troubles.All).Words);
    }

    [Fact]
    public async Task Two_nodes_that_start_together_migrate_once()
    {
        await using var database = TestDatabase.CreateEmpty();

        var runs = await Task.WhenAll(
            Task.Run(() => new Migrator(database.Db).MigrateAsync(ct: TestContext.Current.CancellationToken)),
            Task.Run(() => new Migrator(database.Db).MigrateAsync(ct: TestContext.Current.CancellationToken)));

        Assert.Equal(Migrator.Scripts(Dialect.Sqlite).Count, runs.Sum(r => r.Count));
    }

    [Fact]
    public async Task Another_process_waits_until_the_one_that_migrates_is_done_and_then_finds_nothing_to_do()
    {
        await using var database = TestDatabase.CreateEmpty();
        Process? other = null;
        var ran = await new Migrator(database.Db).MigrateAsync(async ct =>
        {
            // The schema is there, what only the program can fill in is not: nobody may begin yet.
            other = Migrate(database);
            await Task.Delay(TimeSpan.FromSeconds(3), ct); // it may take that long to come up; if longer, it has nothing to wait for
            Assert.False(other.HasExited);
        }, Stop);

        using (other)
        {
            var said = await other!.StandardOutput.ReadToEndAsync(Stop);
            await other.WaitForExitAsync(Stop);
            Assert.Equal((0, "The schema was up to date."), (other.ExitCode, said.Trim()));
        }

        Assert.NotEmpty(ran);
    }

    [Fact]
    public async Task One_that_fails_lets_the_next_go_on_at_once()
    {
        await using var database = TestDatabase.CreateEmpty();

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => new Migrator(database.Db).MigrateAsync(_ => throw new InvalidOperationException("as told"), Stop));

        using var held = FileLock.Try(Path.Combine(database.Db.Options.DataDirectory, "migrate.lock"));
        Assert.NotNull(held);
    }

    private static Process Migrate(TestDatabase database)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Engagement.dll");
        var start = new ProcessStartInfo("dotnet", [program, "migrate"]) { RedirectStandardOutput = true };
        start.Environment["Engagement__DataDirectory"] = database.Db.Options.DataDirectory;
        return Process.Start(start)!;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Both_databases_have_the_same_migrations_the_baseline_first_and_no_name_twice()
    {
        var names = Migrator.Scripts(Dialect.Sqlite).Select(s => s.Name).ToList();

        Assert.Equal(names, Migrator.Scripts(Dialect.SqlServer).Select(s => s.Name));
        Assert.Equal(Migrator.Baseline, names[0]);
        Assert.Equal(names.Count, names.Select(n => n.Split('_')[0]).Distinct().Count());
        Assert.Empty(names.Intersect(Migrator.Older(Dialect.Sqlite).Select(s => s.Name)));
    }

    /// <summary>What stands at the baseline never sees a script that is put beside the older ones.</summary>
    [Fact]
    public void Nothing_is_added_to_the_older_migrations()
    {
        var names = Migrator.Older(Dialect.Sqlite).Select(s => s.Name).ToList();

        Assert.Equal(names, Migrator.Older(Dialect.SqlServer).Select(s => s.Name));
        Assert.Equal(("0001_main_loop.sql", 70, "0460_outbox_by_kind.sql"), (names[0], names.Count, names[^1]));
    }
}
