using System.Data.Common;

namespace Engagement.Data;

/// <summary>One transaction. Made by <see cref="Db.InTransactionAsync{T}"/>, which commits it.</summary>
/// <remarks>
/// Rows may wait to be written together (<see cref="Waiting{T}"/>): they are written before the next statement and before the commit, so
/// that nothing that is asked in between can tell.
/// </remarks>
internal sealed class Tx(DbConnection connection, DbTransaction transaction, Dialect dialect, Action? onStatement = null) : DbSession
{
    private readonly Dictionary<(Sql Sql, object? Args), object> _once = [];
    private readonly List<WaitingRows> _waiting = [];
    private List<Action>? _afterCommit;
    private bool _isWriting;

    public override async Task<IReadOnlyList<T>> QueryAsync<T>(Sql sql, object? args = null, CancellationToken ct = default)
    {
        await WriteWaitingAsync(ct);
        return await QueryBesideAsync<T>(sql, args, ct);
    }

    public override async Task<int> ExecuteAsync(Sql sql, object? args = null, CancellationToken ct = default)
    {
        await WriteWaitingAsync(ct);
        return await ExecuteBesideAsync(sql, args, ct);
    }

    public override async Task ReadAsync(Reads reads, CancellationToken ct = default)
    {
        await WriteWaitingAsync(ct);
        onStatement?.Invoke();
        await ReadOnAsync(connection, transaction, reads, dialect, ct);
    }

    /// <summary>All of them, in one command.</summary>
    public async Task WriteAsync(Writes writes, CancellationToken ct = default)
    {
        await WriteWaitingAsync(ct);
        onStatement?.Invoke();
        await WriteOnAsync(connection, transaction, writes, dialect, ct);
    }

    /// <summary>For a statement that has nothing to do with the rows that wait: it leaves them waiting.</summary>
    public Task<IReadOnlyList<T>> QueryBesideAsync<T>(Sql sql, object? args = null, CancellationToken ct = default)
    {
        onStatement?.Invoke();
        return QueryOnAsync<T>(connection, transaction, sql, dialect, args, ct);
    }

    /// <inheritdoc cref="QueryBesideAsync"/>
    public Task<int> ExecuteBesideAsync(Sql sql, object? args = null, CancellationToken ct = default)
    {
        onStatement?.Invoke();
        return ExecuteOnAsync(connection, transaction, sql, dialect, args, ct);
    }

    /// <summary>
    /// What an administrator has set and a transaction asks for again and again: read at the first time. Not for what the same transaction
    /// writes.
    /// </summary>
    /// <param name="sql">Always read into the same kind of row.</param>
    /// <param name="args">None, or an anonymous object: the same values are the same question.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<T>> OnceAsync<T>(Sql sql, object? args, CancellationToken ct)
    {
        if (!_once.TryGetValue((sql, args), out var rows))
        {
            _once[(sql, args)] = rows = await QueryBesideAsync<T>(sql, args, ct);
        }

        return (IReadOnlyList<T>)rows;
    }

    /// <summary>The rows of a kind that wait in this transaction; the same each time.</summary>
    public T Waiting<T>()
        where T : WaitingRows, new()
    {
        if (_waiting.OfType<T>().FirstOrDefault() is not { } rows)
        {
            _waiting.Add(rows = new T());
            _waiting.Sort((a, b) => a.Turn.CompareTo(b.Turn));
        }

        return rows;
    }

    /// <summary>Writes what waits, each kind in its turn.</summary>
    public async Task WriteWaitingAsync(CancellationToken ct)
    {
        if (_isWriting)
        {
            return;
        }

        _isWriting = true;
        try
        {
            for (var i = 0; i < _waiting.Count; i++)
            {
                await _waiting[i].WriteAsync(this, ct);
            }
        }
        finally
        {
            _isWriting = false;
        }
    }

    /// <summary>
    /// Something to do once the rows are really there: wake a loop, tell a page. Must not throw and must not matter: after a crash it did
    /// not happen.
    /// </summary>
    public void AfterCommit(Action hint) => (_afterCommit ??= []).Add(hint);

    internal void Committed() => _afterCommit?.ForEach(hint => hint());
}

/// <summary>Rows of one kind that are written together. See <see cref="Tx.Waiting{T}"/>.</summary>
internal abstract class WaitingRows
{
    /// <summary>Tables that others refer to come first, and what other nodes wait for comes last.</summary>
    public abstract int Turn { get; }

    /// <summary>Writes what there is, if anything, and keeps none of it.</summary>
    public abstract Task WriteAsync(Tx tx, CancellationToken ct);
}
