using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>
/// Copies of the embedded database, and whether a file is well. Copied by SQLite's own online backup (https://sqlite.org/backup.html), page
/// by page as of one moment, while others read and write. Not by <c>vacuum into</c>: that numbers rows anew where a table has no integer
/// key of its own, and needs the processor for all of it. And not by copying the file: what was committed last is in a second one, and a
/// moment apart.
/// </summary>
internal static class SqliteCopies
{
    /// <summary>Copies a database into a new file and looks the copy through.</summary>
    /// <param name="connectionString">Of the database; nothing of it is changed.</param>
    /// <param name="target">Must not be there yet. Afterwards it is one file, without a log beside it.</param>
    /// <exception cref="DamagedFileException">The copy is not well, and so the database is not.</exception>
    public static void Copy(string connectionString, string target)
    {
        using (var source = Open(new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadWrite }))
        using (var copy = Open(new SqliteConnectionStringBuilder { DataSource = target, Mode = SqliteOpenMode.ReadWriteCreate }))
        {
            try
            {
                source.BackupDatabase(copy);
            }
            catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
            {
                throw new DamagedFileException(Say(e));
            }

            // Back to one file: the write-ahead log comes again when it is served from.
            Run(copy, "pragma journal_mode = delete");
        }

        if (Problem(DatabaseOptions.ForFile(target)) is { } problem)
        {
            throw new DamagedFileException(problem);
        }
    }

    /// <returns>What is wrong with a database file, as SQLite says it; null: it is well.</returns>
    public static string? Problem(string connectionString)
    {
        try
        {
            using var connection = Open(new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadWrite });
            using var command = connection.CreateCommand();
            command.CommandText = "pragma quick_check(1)";
            command.CommandTimeout = 0;
            return command.ExecuteScalar() as string is var said && said == "ok" ? null
                : said is null ? "SQLite's check says nothing of it." : $"SQLite's check says “{said.ReplaceLineEndings(" ").Trim()}”.";
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            return Say(e);
        }
    }

    /// <summary>True for a database of this program, of any version.</summary>
    public static bool IsOurs(string connectionString)
    {
        using var connection = Open(new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadWrite });
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from sqlite_master where type = 'table' and name in ('Deliveries', 'Accounts', 'Outbox')";
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) == 3;
    }

    /// <summary>
    /// What a process that was killed leaves beside a file. They belong to that file alone: beside another, SQLite takes what is in
    /// them into it (https://sqlite.org/howtocorrupt.html, of mispaired files).
    /// </summary>
    public static IReadOnlyList<string> Beside { get; } = ["-wal", "-shm", "-journal"];

    /// <summary>
    /// What is in the log beside a file goes into the file, so that it can be moved alone. A damaged file is left as it is.
    /// </summary>
    /// <returns>False: another program is at it, and it must not be moved.</returns>
    public static bool Settle(string connectionString)
    {
        try
        {
            using var connection = Open(new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadWrite });

            // Who writes without a log keeps no checkpoint from being done.
            Run(connection, "begin exclusive; rollback");
            using var command = connection.CreateCommand();

            // The first of its columns is 1 when somebody else kept it from being done.
            command.CommandText = "pragma wal_checkpoint(truncate)";
            return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) == 0;
        }
        catch (SqliteException e)
        {
            // Of a damaged one, the log is kept beside it.
            return e.SqliteErrorCode is not (Busy or Locked);
        }
    }

    private const int Busy = 5;
    private const int Locked = 6;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private static string Say(SqliteException e) =>
        e.SqliteErrorCode == Corrupt ? "SQLite finds its pages broken." : "it does not begin as a database of SQLite does.";

    private static SqliteConnection Open(SqliteConnectionStringBuilder where)
    {
        // Out of the pool: the file is let go of with the connection.
        where.Pooling = false;
        var connection = new SqliteConnection(where.ToString());
        try
        {
            connection.Open();
            Run(connection, "pragma busy_timeout = 10000");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>A database file that SQLite finds damaged.</summary>
internal sealed class DamagedFileException(string words) : Exception(words);
