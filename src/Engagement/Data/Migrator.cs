using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine;
using Engagement.Host;

namespace Engagement.Data;

/// <summary>Where the schema stands against this build.</summary>
/// <param name="Missing">Scripts of ours that it still needs, in order.</param>
/// <param name="Newer">Scripts that have run, that we do not have, and that come after all of ours: a later release was here, in
/// order.</param>
internal sealed record SchemaState(IReadOnlyList<string> Missing, IReadOnlyList<string> Newer)
{
    public bool IsBehind => Missing.Count > 0;
}

/// <summary>
/// Runs <c>db/&lt;dialect&gt;/*.sql</c> with DbUp, forward only, each in a transaction, under a lock of our own: DbUp takes none,
/// and two nodes that start together would both migrate. An empty database begins with the baseline. One that the older scripts began
/// (<c>db/&lt;dialect&gt;/before/*.sql</c>) gets the rest of those, is then noted as standing at the baseline, and goes on like any other.
/// </summary>
internal sealed class Migrator(Db db)
{
    /// <summary>The first script: the schema that the older scripts end with.</summary>
    public const string Baseline = "0001_baseline.sql";

    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(2);

    // An index of a table of millions takes minutes to build; the client's own 30 s would end every attempt at it.
    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromHours(2);

    public Task<SchemaState> StateAsync()
    {
        var (ours, older) = (NamesIn(Folder(db.Options.Dialect)), NamesIn(OlderFolder(db.Options.Dialect)));
        var executed = Executed();
        var needed = BeganWith(older, executed) ? [.. older, .. ours.Where(name => name != Baseline)] : ours;
        return Task.FromResult(new SchemaState(
            [.. needed.Where(name => !executed.Contains(name))],
            [.. executed.Where(name => string.CompareOrdinal(name, ours[^1]) > 0 && !older.Contains(name)).Order(StringComparer.Ordinal)]));
    }

    /// <summary>Brings the schema up to this build. Safe to call on every node at once.</summary>
    /// <param name="fill">What only the program can put into it, under the same lock.</param>
    /// <returns>The scripts that ran, in order.</returns>
    /// <exception cref="StartException">A script failed; it was rolled back, and the message names it.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(Func<CancellationToken, Task>? fill = null, CancellationToken ct = default)
    {
        await EnsureDatabaseAsync(ct);
        await using var held = await LockAsync(ct);
        var ran = new List<string>();
        if (BeganWith(NamesIn(OlderFolder(db.Options.Dialect)), Executed()))
        {
            ran.AddRange(Done(Engine(Older(db.Options.Dialect)).PerformUpgrade()));
            Done(Engine([.. Scripts(db.Options.Dialect).Where(s => s.Name == Baseline)]).MarkAsExecuted());
        }

        ran.AddRange(Done(Engine(Scripts(db.Options.Dialect)).PerformUpgrade()));
        await (fill?.Invoke(ct) ?? Task.CompletedTask);
        return ran;
    }

    /// <summary>Our scripts for one database, in order: the baseline and what came after it.</summary>
    public static IReadOnlyList<SqlScript> Scripts(Dialect dialect) => ScriptsIn(Folder(dialect));

    /// <summary>The scripts of before the baseline, in order: for databases that they began, and for no other.</summary>
    public static IReadOnlyList<SqlScript> Older(Dialect dialect) => ScriptsIn(OlderFolder(dialect));

    private static bool BeganWith(IReadOnlyList<string> older, IReadOnlyList<string> executed) =>
        !executed.Contains(Baseline) && executed.Any(older.Contains);

    private static IReadOnlyList<string> Done(DatabaseUpgradeResult result) => result.Successful
        ? [.. result.Scripts.Select(s => s.Name)]
        : throw new StartException($"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);

    private static string Folder(Dialect dialect) => dialect == Dialect.SqlServer ? "db/sqlserver/" : "db/sqlite/";

    private static string OlderFolder(Dialect dialect) => Folder(dialect) + "before/";

    private static IReadOnlyList<string> NamesIn(string folder) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Select(name => name[folder.Length..])
            .Where(name => !name.Contains('/', StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static IReadOnlyList<SqlScript> ScriptsIn(string folder) =>
    [
        .. NamesIn(folder)
            .Select(name => SqlScript.FromStream(name, Assembly.GetExecutingAssembly().GetManifestResourceStream(folder + name)!)),
    ];

    private List<string> Executed() => Engine([]).GetExecutedScripts();

    private UpgradeEngine Engine(IEnumerable<SqlScript> scripts)
    {
        var target = db.Options.Dialect == Dialect.SqlServer
            ? DeployChanges.To.SqlDatabase(db.Options.ConnectionString)
            : DeployChanges.To.SqliteDatabase(db.Options.ConnectionString);
        return target
            .WithScripts(scripts)
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
