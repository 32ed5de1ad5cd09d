using Dapper;
using Engagement.Data;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data;

/// <summary>A fresh, migrated database of its own for one test, gone when it ends.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> MigratedFile = new(MigrateOnceAsync);

    private readonly bool _isOwn;

    /// <param name="options">Where it is.</param>
    /// <param name="isOwn">Of a schema of its own making: no other test takes it after this.</param>
    private TestDatabase(DatabaseOptions options, bool isOwn = false)
    {
        _isOwn = isOwn;
        Db = new Db(options);
        if (RunsTwice)
        {
            Db.OnStep = FailFirst;
        }
    }

    /// <summary>
    /// With <c>ENGAGEMENT_TEST_TWICE=1</c> each transaction's first commit fails, as a deadlock's victim does, and it is run again: a test
    /// that then finds something twice has found a transaction that changes what outlives it. Tests that count statements or steps
    /// themselves do not hold then.
    /// </summary>
    public static bool RunsTwice { get; } = Environment.GetEnvironmentVariable("ENGAGEMENT_TEST_TWICE") == "1";

    private static void FailFirst(DbStep step, int attempt)
    {
        if (step == DbStep.Commit && attempt == 0)
        {
            throw SqlErrors.Of(1205);
        }
    }

    /// <summary>Where SQL Server is, if anywhere.</summary>
    public static string? SqlServer { get; } =
        Environment.GetEnvironmentVariable("ENGAGEMENT_TEST_SQLSERVER") is { Length: > 0 } given ? given : null;

    public Db Db { get; }

    public static async Task<TestDatabase> CreateAsync(Dialect dialect)
    {
        var folder = NewFolder();
        if (dialect == Dialect.Sqlite)
        {
            // Migrating takes longer than most tests: done once, then copied.
            var file = Path.Combine(folder, "engagement.db");
            File.Copy(await MigratedFile.Value, file);
            return new TestDatabase(new DatabaseOptions(dialect, DatabaseOptions.ForFile(file), folder));
        }

        return new TestDatabase(new DatabaseOptions(dialect, await ServerDatabases.TakeAsync(folder), folder));
    }

    /// <summary>An empty database: the file or catalogue is not made yet.</summary>
    public static TestDatabase CreateEmpty(Dialect dialect = Dialect.Sqlite)
    {
        var folder = NewFolder();
        var connection = dialect == Dialect.SqlServer
            ? ServerDatabases.NotMadeYet()
            : DatabaseOptions.ForFile(Path.Combine(folder, "engagement.db"));
        return new TestDatabase(new DatabaseOptions(dialect, connection, folder), isOwn: true);
    }

    public async ValueTask DisposeAsync()
    {
        Db.Dispose();
        if (Db.Options.Dialect == Dialect.SqlServer)
        {
            if (!_isOwn)
            {
                await ServerDatabases.GiveBackAsync(Db.Options.ConnectionString);
            }
        }
        else
        {
            SqliteConnection.ClearPool(new SqliteConnection(Db.Options.ConnectionString));
        }

        Directory.Delete(Db.Options.DataDirectory, recursive: true);
    }

    private static async Task<string> MigrateOnceAsync()
    {
        var folder = NewFolder();
        var file = Path.Combine(folder, "migrated.db");
        var options = new DatabaseOptions(Dialect.Sqlite, DatabaseOptions.ForFile(file), folder);
        using var db = new Db(options);
        await new Migrator(db).MigrateAsync();
        await using (var connection = await db.OpenAsync())
        {
            await connection.ExecuteAsync("pragma wal_checkpoint(truncate);");
        }

        SqliteConnection.ClearPool(new SqliteConnection(options.ConnectionString));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return file;
    }

    private static string NewFolder() => Directory.CreateTempSubdirectory("engagement-test-").FullName;
}
