using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine;
using Microsoft.Data.SqlClient;

namespace Engagement.Data;

/// <summary>Where the schema stands against this build.</summary>
/// <param name="Missing">Scripts of ours that have not run, in order.</param>
/// <param name="Unknown">Scripts that have run and that we do not have: the schema is newer than this build, which is fine (migrations only add).</param>
internal sealed record SchemaState(IReadOnlyList<string> Missing, IReadOnlyList<string> Unknown)
{
    public bool IsBehind => Missing.Count > 0;
}

/// <summary>
/// Runs <c>db/&lt;dialect&gt;/*.sql</c> with DbUp, forward only, each in a transaction, under a lock of our own: DbUp takes none,
/// and two nodes that start together would both migrate.
/// </summary>
internal sealed class Migrator(Db db)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(2);

    public Task<SchemaState> StateAsync()
    {
        var engine = Engine();
        var known = Scripts(db.Options.Dialect).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var missing = engine.GetScriptsToExecute().Select(s => s.Name).ToList();
        var unknown = engine.GetExecutedScripts().Where(name => !known.Contains(name)).ToList();
        return Task.FromResult(new SchemaState(missing, unknown));
    }

    /// <summary>Brings the schema up to this build. Safe to call on every node at once.</summary>
    /// <param name="fill">What only the program can put into it, under the same lock.</param>
    /// <returns>The scripts that ran, in order.</returns>
    /// <exception cref="InvalidOperationException">A script failed; it was rolled back, and the message names it.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(Func<CancellationToken, Task>? fill = null, CancellationToken ct = default)
    {
        await EnsureDatabaseAsync(ct);
        await using var held = await LockAsync(ct);
        var result = Engine().PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
        }

        await (fill?.Invoke(ct) ?? Task.CompletedTask);
        return [.. result.Scripts.Select(s => s.Name)];
    }

    /// <summary>Our scripts for one database, in order.</summary>
    public static IReadOnlyList<SqlScript> Scripts(Dialect dialect)
    {
        var folder = dialect == Dialect.SqlServer ? "db/sqlserver/" : "db/sqlite/";
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(name[folder.Length..], assembly.GetManifestResourceStream(name)!))];
    }

    private UpgradeEngine Engine()
    {
        var target = db.Options.Dialect == Dialect.SqlServer
            ? DeployChanges.To.SqlDatabase(db.Options.ConnectionString)
            : DeployChanges.To.SqliteDatabase(db.Options.ConnectionString);
        return target
            .WithScripts(Scripts(db.Options.Dialect))
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build();
    }

    private async Task EnsureDatabaseAsync(CancellationToken ct)
    {
        if (db.Options.Dialect == Dialect.Sqlite)
        {
            // WAL is a property of the file; set once, kept for good: readers do not wait for the writer.
            await using var sqlite = await db.OpenAsync(ct);
            await sqlite.ExecuteAsync("pragma journal_mode=wal;");
            return;
        }

        var name = new SqlConnectionStringBuilder(db.Options.ConnectionString).InitialCatalog;
        var master = new SqlConnectionStringBuilder(db.Options.ConnectionString) { InitialCatalog = "master" };
        await using var connection = new SqlConnection(master.ToString());
        await connection.OpenAsync(ct);
        if (await connection.ExecuteScalarAsync<int?>("select db_id(@name)", new { name }) is null)
        {
            // An identifier cannot be a parameter; the brackets are closed by doubling.
            await connection.ExecuteAsync($"create database [{name.Replace("]", "]]", StringComparison.Ordinal)}]");

            // Nobody is in it yet. A database that somebody else made is theirs to set: the health page says how (see ReadersNeverWait).
            if (!await connection.ExecuteScalarAsync<bool>("select is_read_committed_snapshot_on from sys.databases where name = @name", new { name }))
            {
                await connection.ExecuteAsync(ReadersNeverWait.Statement(name));
            }
        }
    }

    private async Task<IAsyncDisposable> LockAsync(CancellationToken ct)
    {
        if (db.Options.Dialect == Dialect.SqlServer)
        {
            var connection = await db.OpenAsync(ct);
            var answer = await connection.ExecuteScalarAsync<int>(
                """
                declare @answer int;
                exec @answer = sp_getapplock @Resource = 'engagement-migrate', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = @timeout;
                select @answer;
                """,
                new { timeout = (int)LockTimeout.TotalMilliseconds });
            return answer >= 0
                ? connection // a session lock ends with its connection
                : throw new InvalidOperationException("Another node holds the migration lock. Try again when it has finished.");
        }

        Directory.CreateDirectory(db.Options.DataDirectory);
        return await FileLock.WaitAsync(Path.Combine(db.Options.DataDirectory, "migrate.lock"), LockTimeout, ct)
            ?? throw new InvalidOperationException("Another process holds the migration lock. Try again when it has finished.");
    }
}
