using Engagement.Data;

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
    public async Task Two_nodes_that_start_together_migrate_once()
    {
        await using var database = TestDatabase.CreateEmpty();

        var runs = await Task.WhenAll(
            Task.Run(() => new Migrator(database.Db).MigrateAsync(ct: TestContext.Current.CancellationToken)),
            Task.Run(() => new Migrator(database.Db).MigrateAsync(ct: TestContext.Current.CancellationToken)));

        Assert.Equal(Migrator.Scripts(Dialect.Sqlite).Count, runs.Sum(r => r.Count));
    }

    [Fact]
    public void Both_databases_have_the_same_migrations()
    {
        Assert.Equal(
            Migrator.Scripts(Dialect.Sqlite).Select(s => s.Name),
            Migrator.Scripts(Dialect.SqlServer).Select(s => s.Name));
        Assert.NotEmpty(Migrator.Scripts(Dialect.Sqlite));
    }
}
