using Dapper;
using Engagement.Host;
using Microsoft.Data.SqlClient;

namespace Engagement.Data;

/// <summary>
/// Makes the database where there is none. <c>master</c> is asked only then: a log-in that owns nothing but its database needs no more.
/// Connections are out of the pool, and none is counted against it: after a log-in that fails, a pool refuses to try again for up to a
/// minute.
/// </summary>
internal sealed class SqlServerDatabase(string connectionString)
{
    // "Cannot open database requested by the login": it is not there, or not for this log-in (learn.microsoft.com, MSSQLSERVER_4060).
    // Babelfish says 911, "does not exist".
    private static readonly int[] CannotOpen = [4060, 911];

    private const int AlreadyThere = 1801;

    // One that was made a moment ago is still being opened.
    private static readonly TimeSpan Opens = TimeSpan.FromSeconds(30);

    /// <exception cref="StartException">There is none, and it cannot be made with this log-in; the message says what to run.</exception>
    public async Task EnsureAsync(CancellationToken ct)
    {
        var (name, isThere) = (new SqlConnectionStringBuilder(connectionString).InitialCatalog, await IsThereAsync(ct));
        if (isThere)
        {
            return;
        }

        try
        {
            await MakeAsync(name, ct);
        }
        catch (SqlException e) when (e.Number != AlreadyThere && !DbFaults.Passes(e))
        {
            throw new StartException(
                $"The database {name} is not there, or this log-in may not open it, and it may not make one: {e.Message} Have it made by "
                    + $"somebody who may (docs/operations-sqlserver.md), then start again.");
        }
        catch (SqlException e) when (e.Number == AlreadyThere)
        {
            // Another node made it between our look and now.
        }

        for (var until = DateTime.UtcNow + Opens; !await IsThereAsync(ct); await Task.Delay(TimeSpan.FromMilliseconds(250), ct))
        {
            if (DateTime.UtcNow > until)
            {
                throw new StartException(
                    $"The database {name} was made, but cannot be opened. Give this log-in a user in it (docs/operations-sqlserver.md).");
            }
        }
    }

    private async Task<bool> IsThereAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = new SqlConnection(Unpooled(connectionString));
            await connection.OpenAsync(ct);
            return true;
        }
        catch (SqlException e) when (e.Errors.Cast<SqlError>().Any(error => CannotOpen.Contains(error.Number)))
        {
            return false;
        }
    }

    private async Task MakeAsync(string name, CancellationToken ct)
    {
        await using var connection = new SqlConnection(
            Unpooled(new SqlConnectionStringBuilder(connectionString) { InitialCatalog = "master" }.ToString()));
        await connection.OpenAsync(ct);

        // An identifier cannot be a parameter; the brackets are closed by doubling.
        await connection.ExecuteAsync(new CommandDefinition(
            $"create database [{name.Replace("]", "]]", StringComparison.Ordinal)}]", commandTimeout: 300, cancellationToken: ct));

        // Nobody is in it yet. A database that somebody else made is theirs to set: the health page says how.
        if (!await connection.ExecuteScalarAsync<bool>(
            "select is_read_committed_snapshot_on from sys.databases where name = @name", new { name }))
        {
            await connection.ExecuteAsync(
                new CommandDefinition(ReadersNeverWait.Statement(name), commandTimeout: 300, cancellationToken: ct));
        }
    }

    internal static string Unpooled(string connectionString) =>
        new SqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString();
}

/// <summary>
/// One node migrates at a time. Held by a connection of its own outside the pool, so that it ends with this and not when the pool pleases.
/// </summary>
internal sealed class MigrationLock : IAsyncDisposable
{
    private readonly SqlConnection _connection;

    private MigrationLock(SqlConnection connection) => _connection = connection;

    /// <returns>Null: somebody else has held it for all of <paramref name="timeout"/>.</returns>
    public static async Task<MigrationLock?> TakeAsync(string connectionString, TimeSpan timeout, CancellationToken ct)
    {
        var held = new MigrationLock(new SqlConnection(SqlServerDatabase.Unpooled(connectionString)));
        try
        {
            await held._connection.OpenAsync(ct);

            // The command must outlive the wait that it asks for: its own 30 s would end it first.
            var answer = await held._connection.ExecuteScalarAsync<int>(new CommandDefinition(
                """
                declare @answer int;
                exec @answer = sp_getapplock @Resource = 'engagement-migrate', @LockMode = 'Exclusive', @LockOwner = 'Session',
                    @LockTimeout = @timeout;
                select @answer;
                """,
                new { timeout = (int)timeout.TotalMilliseconds },
                commandTimeout: (int)timeout.TotalSeconds + 30,
                cancellationToken: ct));
            if (answer >= 0)
            {
                return held;
            }
        }
        catch
        {
            await held._connection.DisposeAsync();
            throw;
        }

        await held._connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.ExecuteAsync("exec sp_releaseapplock @Resource = 'engagement-migrate', @LockOwner = 'Session'");
        }
        catch (SqlException)
        {
            // The line broke, and the lock with it.
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }
}
