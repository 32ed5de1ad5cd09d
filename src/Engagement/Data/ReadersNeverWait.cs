using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>
/// Whether the database lets people read while something is written: row versions on SQL Server (READ_COMMITTED_SNAPSHOT,
/// https://learn.microsoft.com/sql/t-sql/statements/alter-database-transact-sql-set-options), a write-ahead log on SQLite
/// (https://sqlite.org/wal.html). Set where we make the database; somebody else's is only looked at.
/// </summary>
internal sealed class ReadersNeverWait(Db db)
{
    private static readonly Sql IsOn = Sql.For(
        sqlServer: "select cast(is_read_committed_snapshot_on as int) from sys.databases where database_id = db_id()",
        sqlite: "select case when journal_mode = 'wal' then 1 else 0 end from pragma_journal_mode");

    /// <summary>
    /// What turns it on in a database of SQL Server. It ends what others have under way there, or it would wait for all of them.
    /// </summary>
    public static string Statement(string database) =>
        $"alter database [{database.Replace("]", "]]", StringComparison.Ordinal)}] set read_committed_snapshot on with rollback immediate;";

    /// <returns>What to do about it, in a sentence or two; null: it is well.</returns>
    public async Task<string?> ProblemAsync(CancellationToken ct)
    {
        if (await db.ScalarAsync<int>(IsOn, ct: ct) == 1)
        {
            return null;
        }

        return db.Options.Dialect == Dialect.SqlServer
            ? "Pages wait for whatever is being written, because READ_COMMITTED_SNAPSHOT is off. Run, when few people work: "
                + Statement(new SqlConnectionStringBuilder(db.Options.ConnectionString).InitialCatalog)
            : "Pages wait for whatever is being written, because the database has no write-ahead log. Run with sqlite3 on "
                + $"{new SqliteConnectionStringBuilder(db.Options.ConnectionString).DataSource}, while nothing else uses it: "
                + $"pragma journal_mode = wal;";
    }
}
