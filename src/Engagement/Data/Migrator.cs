using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine;
using Engagement.Host;

namespace Engagement.Data;

/// <summary>Where the schema stands against this build.</summary>
/// <param name="Missing">Scripts of ours that have not run, in order.</param>
/// <param name="Unknown">Scripts that have run and that we do not have: the schema is newer than this build, which is fine (migrations only
/// add).</param>
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

    // An index of a table of millions takes minutes to build; the client's own 30 s would end every attempt at it.
    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromHours(2);

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
    /// <exception cref="StartException">A script failed; it was rolled back, and the message names it.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(Func<CancellationToken, Task>? fill = null, CancellationToken ct = default)
    {
        await EnsureDatabaseAsync(ct);
        await using var held = await LockAsync(ct);
        var result = Engine().PerformUpgrade();
        if (!result.Successful)
        {
            throw new StartException($"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
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
            .WithExecutionTimeout(ScriptTimeout)
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

        await new SqlServerDatabase(db.Options.ConnectionString).EnsureAsync(ct);
    }

    private async Task<IAsyncDisposable> LockAsync(CancellationToken ct)
    {
        if (db.Options.Dialect == Dialect.SqlServer)
        {
            return await MigrationLock.TakeAsync(db.Options.ConnectionString, LockTimeout, ct) ?? throw Held("node");
        }

        PrivateFiles.CreateFolder(db.Options.DataDirectory);
        return await FileLock.WaitAsync(Path.Combine(db.Options.DataDirectory, "migrate.lock"), LockTimeout, ct) ?? throw Held("process");

        static StartException Held(string who) =>
            new($"Another {who} has been bringing the schema up for {LockTimeout.TotalMinutes:0} minutes, and this one waited no longer. "
                + $"Nothing was changed. Start it again when the other has finished.");
    }
}
