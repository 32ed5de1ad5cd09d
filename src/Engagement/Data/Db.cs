using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>The database. Chooses the dialect; nothing else asks which one it is on.</summary>
internal sealed class Db : DbSession, IDisposable
{
    // SQLite has one writer at a time. Taking turns here costs a queue; leaving it to SQLite costs sleeping retries
    // and, now and then, "database is locked". Other processes (a verb run beside the server) are met by busy_timeout.
    private readonly SemaphoreSlim? _writers;

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
                Directory.CreateDirectory(folder);
            }
        }
    }

    public DatabaseOptions Options { get; }

    public override async Task<IReadOnlyList<T>> QueryAsync<T>(Sql sql, object? args = null, CancellationToken ct = default)
    {
        using var turn = sql.Writes ? await TurnAsync(ct) : default;
        await using var connection = await OpenAsync(ct);
        return await QueryOnAsync<T>(connection, null, sql.Text(Options.Dialect), args, ct);
    }

    public override async Task<int> ExecuteAsync(Sql sql, object? args = null, CancellationToken ct = default)
    {
        using var turn = await TurnAsync(ct);
        await using var connection = await OpenAsync(ct);
        return await ExecuteOnAsync(connection, null, sql.Text(Options.Dialect), args, ct);
    }

    /// <summary>
    /// Runs <paramref name="work"/> as one transaction and commits it; an exception rolls it back.
    /// Read committed on SQL Server; <c>BEGIN IMMEDIATE</c> on SQLite, so a transaction never fails half-way for want of the write lock.
    /// Make no call to the outside inside it.
    /// </summary>
    public async Task<T> InTransactionAsync<T>(Func<Tx, Task<T>> work, CancellationToken ct = default)
    {
        Tx tx;
        T result;
        using (await TurnAsync(ct))
        {
            await using var connection = await OpenAsync(ct);
            await using var transaction = Begin(connection);
            tx = new Tx(connection, transaction, Options.Dialect);
            result = await work(tx);
            await transaction.CommitAsync(ct);
        }

        tx.Committed();
        return result;
    }

    /// <summary>A transaction that is kept only when the use case is done; otherwise nothing of it happened.</summary>
    /// <inheritdoc cref="InTransactionAsync{T}"/>
    public async Task<Answer<T>> DecideAsync<T>(Func<Tx, Task<Answer<T>>> work, CancellationToken ct = default)
    {
        Tx tx;
        Answer<T> answer;
        using (await TurnAsync(ct))
        {
            await using var connection = await OpenAsync(ct);
            await using var transaction = Begin(connection);
            tx = new Tx(connection, transaction, Options.Dialect);
            answer = await work(tx);
            if (answer is not Answer<T>.Done)
            {
                await transaction.RollbackAsync(ct);
                return answer;
            }

            await transaction.CommitAsync(ct);
        }

        tx.Committed();
        return answer;
    }

    /// <inheritdoc cref="InTransactionAsync{T}"/>
    public Task InTransactionAsync(Func<Tx, Task> work, CancellationToken ct = default) =>
        InTransactionAsync(async tx =>
        {
            await work(tx);
            return true;
        }, ct);

    /// <summary>An open connection with our settings; the migrator and bulk loads use it, slices do not need it.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken ct = default)
    {
        if (Options.Dialect == Dialect.SqlServer)
        {
            var connection = new SqlConnection(Options.ConnectionString);
            await connection.OpenAsync(ct);
            return connection;
        }

        var sqlite = new SqliteConnection(Options.ConnectionString);
        await sqlite.OpenAsync(ct);

        // synchronous=full: a delivery's intent must be on the disk before the call leaves, or a power cut could send twice.
        await sqlite.ExecuteAsync("pragma busy_timeout=10000; pragma synchronous=full;");
        return sqlite;
    }

    public void Dispose() => _writers?.Dispose();

    private static DbTransaction Begin(DbConnection connection) => connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(deferred: false)
        : connection.BeginTransaction(IsolationLevel.ReadCommitted);

    private async ValueTask<Turn> TurnAsync(CancellationToken ct)
    {
        if (_writers is null)
        {
            return default;
        }

        await _writers.WaitAsync(ct);
        return new Turn(_writers);
    }

    private readonly struct Turn(SemaphoreSlim? writers) : IDisposable
    {
        public void Dispose() => writers?.Release();
    }
}
