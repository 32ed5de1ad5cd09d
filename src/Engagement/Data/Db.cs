using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>The database. Chooses the dialect; nothing else asks which one it is on.</summary>
/// <remarks>
/// Faults that pass (<see cref="DbFaults"/>) are met here and nowhere else: a read, or a transaction that is not committed yet, is run
/// again, ever more slowly, for <see cref="Patience"/>. A write by itself only when the server says that nothing of it was done; so is who
/// lost a race for a key, <see cref="MostRaces"/> times. A commit whose answer was lost is never run again
/// (<see cref="CommitInDoubtException"/>), but by <c>WriteDownAsync</c>.
/// </remarks>
internal sealed class Db : DbSession, IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(4);

    // Each race has one winner, and the next run sees what it wrote; a few may be lost to others in between.
    private const int MostRaces = 4;
    private const int SqliteBusy = 5;
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeldWait = TimeSpan.FromMilliseconds(900); // a lock is waited out for a second at the least

    // SQLite has one writer at a time. Taking turns here costs a queue; leaving it to SQLite costs sleeping retries
    // and, now and then, "database is locked". Other processes (a verb run beside the server) are met by busy_timeout.
    private readonly SemaphoreSlim? _writers;
    private long _held; // when a lock of another program was met last

    public Db(DatabaseOptions options)
    {
        TypeHandlers.Register();
        Options = options;
        if (options.Dialect == Dialect.Sqlite)
        {
            _writers = new SemaphoreSlim(1, 1);
            var file = new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;
            if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            {
                PrivateFiles.CreateFolder(folder);
            }
        }
    }

    public DatabaseOptions Options { get; }

    /// <summary>
    /// For how long a fault is waited out, a lock of another program on SQLite's file and the line of our own writers behind it included: a
    /// failover takes some seconds, and a person waits no longer.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Told of each step before it is taken, with the number of the attempt from 0; what it throws is that step's fault. For tests of
    /// faults.
    /// </summary>
    internal Action<DbStep, int>? OnStep { get; set; }

    public override Task<IReadOnlyList<T>> QueryAsync<T>(Sql sql, object? args = null, CancellationToken ct = default) =>
        AloneAsync(sql.Writes, connection => QueryOnAsync<T>(connection, null, sql, Options.Dialect, args, ct), ct);

    public override Task ReadAsync(Reads reads, CancellationToken ct = default) =>
        AloneAsync(writes: false, async connection =>
        {
            await ReadOnAsync(connection, null, reads, Options.Dialect, ct);
            return true;
        }, ct);

    public override Task<int> ExecuteAsync(Sql sql, object? args = null, CancellationToken ct = default) =>
        AloneAsync(writes: true, connection => ExecuteOnAsync(connection, null, sql, Options.Dialect, args, ct), ct);

    /// <summary>
    /// Runs <paramref name="work"/> as one transaction and commits it; an exception rolls it back.
    /// Read committed on SQL Server; <c>BEGIN IMMEDIATE</c> on SQLite, so a transaction never fails half-way for want of the write lock.
    /// It may be run again from its beginning, with a new <see cref="Tx"/>: make no call to the outside inside it, and change nothing that
    /// outlives it but rows.
    /// </summary>
    /// <exception cref="CommitInDoubtException">It was done or it was not.</exception>
    public Task<T> InTransactionAsync<T>(Func<Tx, Task<T>> work, CancellationToken ct = default) => KeepAsync(work, _ => true, ct);

    /// <summary>A transaction that is kept only when the use case is done; otherwise nothing of it happened.</summary>
    /// <inheritdoc cref="InTransactionAsync{T}"/>
    public Task<Result<T>> DecideAsync<T>(Func<Tx, Task<Result<T>>> work, CancellationToken ct = default) =>
        KeepAsync(work, answer => answer is Result<T>.Done, ct);

    /// <inheritdoc cref="InTransactionAsync{T}"/>
    public Task InTransactionAsync(Func<Tx, Task> work, CancellationToken ct = default) =>
        InTransactionAsync(async tx =>
        {
            await work(tx);
            return true;
        }, ct);

    /// <summary>
    /// For what has happened outside and must be written down, whatever the database does meanwhile: tried until it is written, or for
    /// <paramref name="patience"/>. A commit whose answer was lost is run again too, so <paramref name="work"/> begins with a
    /// compare-and-set and gives false, which keeps nothing, when that finds the row moved on.
    /// </summary>
    /// <returns>False: it was written before (perhaps by the attempt whose answer was lost), or is not ours any more.</returns>
    public async Task<bool> WriteDownAsync(Func<Tx, Task<bool>> work, TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await KeepAsync(work, kept => kept, CancellationToken.None);
            }
            catch (Exception e) when (DbFaults.Passes(e) && Stopwatch.GetElapsedTime(since) < patience)
            {
                await Task.Delay(WaitAfter(attempt));
            }
        }
    }

    /// <summary>The same for one statement that sets what it compares, so that a second run finds nothing to do.</summary>
    public Task<bool> WriteDownAsync(Sql compareAndSet, object args, TimeSpan patience) =>
        WriteDownAsync(async tx => await tx.ExecuteAsync(compareAndSet, args) > 0, patience);

    /// <summary>An open connection with our settings; the migrator and bulk loads use it, slices do not need it.</summary>
    public Task<DbConnection> OpenAsync(CancellationToken ct = default) =>
        AgainAsync((attempt, since) => OpenOnceAsync(attempt, since, ct), fault => fault != DbFault.Lasting, ct);

    public void Dispose() => _writers?.Dispose();

    private Task<T> AloneAsync<T>(bool writes, Func<DbConnection, Task<T>> statement, CancellationToken ct)
    {
        var (asked, began) = (false, 0L);
        return AgainAsync(async (attempt, since) =>
        {
            (asked, began) = (false, Stopwatch.GetTimestamp());
            using var turn = writes ? await TurnAsync(since, ct) : default;
            await using var connection = await OpenOnceAsync(attempt, since, ct);
            asked = true;
            OnStep?.Invoke(DbStep.Statement, attempt);
            var answer = await statement(connection);
            OnStep?.Invoke(DbStep.Answer, attempt);
            return answer;
        }, fault => (fault is DbFault.Undone or DbFault.Raced && (writes || !HasWaited(began)))
            || (fault == DbFault.Passing && !(writes && asked)), ct);
    }

    private async Task<T> KeepAsync<T>(Func<Tx, Task<T>> work, Func<T, bool> isKept, CancellationToken ct)
    {
        var inDoubt = false;
        var (result, done) = await AgainAsync(async (attempt, since) =>
        {
            using var turn = await TurnAsync(since, ct);
            await using var connection = await OpenOnceAsync(attempt, since, ct);
            var transaction = Begin(connection);
            await using var undo = new Undo(transaction);
            var tx = new Tx(connection, transaction, Options.Dialect, () => OnStep?.Invoke(DbStep.Statement, attempt));
            var answer = await work(tx);
            if (!isKept(answer))
            {
                return (answer, (Tx?)null); // its disposal rolls it back
            }

            await tx.WriteWaitingAsync(ct);
            ct.ThrowIfCancellationRequested();
            try
            {
                // Not to be given up half-way: that would be a doubt of our own making.
                OnStep?.Invoke(DbStep.Commit, attempt);
                await transaction.CommitAsync(CancellationToken.None);
                OnStep?.Invoke(DbStep.Answer, attempt);
            }
            catch (Exception e) when (DbFaults.Of(e) == DbFault.Passing)
            {
                inDoubt = true;
                throw new CommitInDoubtException(e);
            }

            return (answer, tx);
        }, fault => fault != DbFault.Lasting && !inDoubt, ct);
        done?.Committed();
        return result;
    }

    // SQLite has waited for the lock already, as long as anybody should for a page.
    private bool HasWaited(long began) => Options.Dialect == Dialect.Sqlite && Stopwatch.GetElapsedTime(began) >= HeldWait;

    // A file that another program held a moment ago: whoever asks next learns it sooner.
    private bool IsHeld => Volatile.Read(ref _held) is > 0 and var held && Stopwatch.GetElapsedTime(held) < HeldFor;

    // What is left of the time a fault is waited out.
    private TimeSpan Left(long since) => Patience - Stopwatch.GetElapsedTime(since);

    // Between attempts nothing is held: no turn, no connection, no lock. Each is told its number and when the first began.
    private async Task<T> AgainAsync<T>(Func<int, long, Task<T>> once, Func<DbFault, bool> mayRepeat, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        var races = 0;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await once(attempt, since);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && DbFaults.Of(e) is var fault && mayRepeat(fault)
                && (fault == DbFault.Raced ? races++ < MostRaces : Left(since) > TimeSpan.Zero))
            {
                Met(e, fault);
                Repeated();
                await Task.Delay(WaitAfter(attempt), ct);
            }
            catch (SqliteException e)
            {
                Met(e, DbFaults.Of(e));
                throw;
            }
        }

        void Met(Exception e, DbFault fault)
        {
            if (e is SqliteException and not InLineException && fault == DbFault.Undone)
            {
                Volatile.Write(ref _held, Stopwatch.GetTimestamp());
            }
        }
    }

    // Doubled each time and spread by half, so that those who were thrown out together do not come back together.
    private static TimeSpan WaitAfter(int attempt)
    {
        var wait = Math.Min(FirstWait.TotalMilliseconds * Math.Pow(2, attempt), LongestWait.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(wait * (0.5 + Random.Shared.NextDouble()));
    }

    private async Task<DbConnection> OpenOnceAsync(int attempt, long since, CancellationToken ct)
    {
        OnStep?.Invoke(DbStep.Open, attempt);
        if (Options.Dialect == Dialect.SqlServer)
        {
            var connection = new SqlConnection(Options.ConnectionString);
            try
            {
                await connection.OpenAsync(ct);
                return connection;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }

        var sqlite = new SqliteConnection(Options.ConnectionString);
        try
        {
            await sqlite.OpenAsync(ct);

            // The library and SQLite wait one behind the other; each statement asks SQLite first. Where another program was met that holds
            // the file, the next do not stand in line behind it for as long.
            var left = Math.Max(1, (int)Left(since).TotalSeconds);
            sqlite.DefaultTimeout = IsHeld ? 1 : sqlite.DefaultTimeout > 0 ? Math.Min(left, sqlite.DefaultTimeout) : left;

            // synchronous=full: a delivery's intent must be on the disk before the call leaves, or a power cut could send twice.
            await sqlite.ExecuteAsync($"pragma busy_timeout={sqlite.DefaultTimeout * 1000}; pragma synchronous=full;");
            return sqlite;
        }
        catch
        {
            await sqlite.DisposeAsync();
            throw;
        }
    }

    private static DbTransaction Begin(DbConnection connection) => connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(deferred: false)
        : connection.BeginTransaction(IsolationLevel.ReadCommitted);

    // Rolls back what was not committed. On a line that is broken the server does it, and the complaint about that would hide what broke
    // it.
    private readonly struct Undo(DbTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await transaction.DisposeAsync();
            }
            catch (Exception e) when (e is DbException or InvalidOperationException)
            {
                // Nothing is left to roll back on.
            }
        }
    }

    private async ValueTask<Turn> TurnAsync(long since, CancellationToken ct)
    {
        if (_writers is null)
        {
            return default;
        }

        // One who waits for another program's lock has the turn meanwhile; who stands behind waits no longer than they do. A line of our
        // own writers moves, and is given twice the time.
        var left = Left(since);
        if (await _writers.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, ct)
            || (!IsHeld && await _writers.WaitAsync(Patience, ct)))
        {
            return new Turn(_writers);
        }

        throw new InLineException();
    }

    // The line of our own writers, and no other program's lock.
    private sealed class InLineException() : SqliteException("Others have been writing for too long.", SqliteBusy);

    private readonly struct Turn(SemaphoreSlim? writers) : IDisposable
    {
        public void Dispose() => writers?.Release();
    }
}

/// <summary>Where a fault can strike.</summary>
internal enum DbStep
{
    Open,
    Statement,
    Commit,

    /// <summary>It was done, and the answer is on its way.</summary>
    Answer,
}
