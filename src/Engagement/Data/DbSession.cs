using System.Data.Common;
using System.Diagnostics.Metrics;
using Dapper;

namespace Engagement.Data;

/// <summary>
/// Somewhere statements can be run: <see cref="Db"/> runs each by itself, <see cref="Tx"/> runs them as one.
/// Work that may be part of something larger takes this.
/// </summary>
internal abstract class DbSession
{
    /// <summary>The meter, and its count of statements: what something costs the database is counted where statements leave.</summary>
    public const string MeterName = "Engagement.Data";

    public const string StatementsCounted = "engagement.db.statements";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Statements = Meter.CreateCounter<long>(
        StatementsCounted, "{statement}", "Statements run on the database; those that go in one command are one.");
    private static readonly Counter<long> Repeats = Meter.CreateCounter<long>(
        "engagement.db.repeats", "{repeat}", "Reads and transactions run again after a fault that passes.");

    /// <summary>
    /// Told of each statement that runs, what it runs with and what its rows are read into. Nobody listens but the tests, which hold it
    /// against SQL Server's schema.
    /// </summary>
    internal static Action<Sql, object?, Type?>? Observer { get; set; }

    /// <summary>All rows. Row types are records with <c>init</c> properties named as the columns.</summary>
    public abstract Task<IReadOnlyList<T>> QueryAsync<T>(Sql sql, object? args = null, CancellationToken ct = default);

    /// <summary>All of them, in one command.</summary>
    public abstract Task ReadAsync(Reads reads, CancellationToken ct = default);

    /// <summary>How many rows it touched.</summary>
    public abstract Task<int> ExecuteAsync(Sql sql, object? args = null, CancellationToken ct = default);

    /// <summary>The one row, or null. More than one is a bug and throws.</summary>
    public async Task<T?> OneAsync<T>(Sql sql, object? args = null, CancellationToken ct = default)
        where T : class
    {
        var rows = await QueryAsync<T>(sql, args, ct);
        return rows.Count switch
        {
            0 => null,
            1 => rows[0],
            var n => throw new InvalidOperationException($"Expected one row, found {n}."),
        };
    }

    /// <summary>The first column of the first row, or the default.</summary>
    public async Task<T?> ScalarAsync<T>(Sql sql, object? args = null, CancellationToken ct = default) =>
        await QueryAsync<T>(sql, args, ct) is [var first, ..] ? first : default;

    private protected static void Repeated() => Repeats.Add(1);

    private protected static async Task<IReadOnlyList<T>> QueryOnAsync<T>(
        DbConnection connection, DbTransaction? transaction, Sql sql, Dialect dialect, object? args, CancellationToken ct)
    {
        Statements.Add(1);
        Observer?.Invoke(sql, args, typeof(T));
        return (await connection.QueryAsync<T>(new CommandDefinition(sql.Text(dialect), args, transaction, cancellationToken: ct)))
            .AsList();
    }

    private protected static async Task ReadOnAsync(
        DbConnection connection, DbTransaction? transaction, Reads reads, Dialect dialect, CancellationToken ct)
    {
        Count(reads);
        var command = new CommandDefinition(reads.Text(dialect), reads, transaction, cancellationToken: ct);
        await using var answers = await connection.QueryMultipleAsync(command);
        await reads.TakeAsync(answers);
    }

    private protected static Task WriteOnAsync(
        DbConnection connection, DbTransaction transaction, Writes writes, Dialect dialect, CancellationToken ct)
    {
        Count(writes);
        return connection.ExecuteAsync(new CommandDefinition(writes.Text(dialect), writes, transaction, cancellationToken: ct));
    }

    private static void Count(Together command)
    {
        Statements.Add(1);
        foreach (var (sql, args, row) in command.Parts)
        {
            Observer?.Invoke(sql, args, row);
        }
    }

    private protected static Task<int> ExecuteOnAsync(
        DbConnection connection, DbTransaction? transaction, Sql sql, Dialect dialect, object? args, CancellationToken ct)
    {
        Statements.Add(1);
        Observer?.Invoke(sql, args, null);
        return connection.ExecuteAsync(new CommandDefinition(sql.Text(dialect), args, transaction, cancellationToken: ct));
    }
}
