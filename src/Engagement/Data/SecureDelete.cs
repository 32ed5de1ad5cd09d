namespace Engagement.Data;

/// <summary>What is deleted is gone from the embedded database's file and from its log too. SQL Server's files are the server's.</summary>
internal static class SecureDelete
{
    /// <summary>Before, in the same transaction: what is deleted or written over is overwritten in the file, and not only marked as free.
    /// </summary>
    public static readonly Sql On = Sql.For(sqlServer: "select 1", sqlite: "pragma secure_delete = on");

    /// <summary>
    /// After: SQLite's log, which holds what was there before, is taken over and emptied, unless somebody reads from it just then.
    /// </summary>
    public static readonly Sql EmptyLog = Sql.For(sqlServer: "select 1", sqlite: "pragma wal_checkpoint(truncate)");
}
