using System.Collections.Frozen;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>What an error of the database means for whoever would try again.</summary>
internal enum DbFault
{
    /// <summary>It would be the same again: a bug, a broken rule, a right that is missing.</summary>
    Lasting,

    /// <summary>It passes, but what was asked may have been done: the line broke, or no answer came in time.</summary>
    Passing,

    /// <summary>It passes, and the server says that nothing of what was asked was done.</summary>
    Undone,

    /// <summary>
    /// A key is taken: nothing was done. Work that looks first and then writes loses this race on SQL Server, where two may look at once;
    /// run again, it finds what the other wrote. Where it does not look it would fail again, so it is run again only so often, and then it
    /// lasts.
    /// </summary>
    Raced,
}

/// <summary>
/// Which errors pass by themselves. The numbers are SqlClient's own list (learn.microsoft.com, SqlConfigurableRetryFactory, "inner
/// transient error list"), EF Core's (SqlServerTransientExceptionDetector), and those of a database that is recovering or changing its
/// replica (learn.microsoft.com, "Database Engine events and errors"). Parted by what they say of the statement, which neither list does.
/// </summary>
internal static class DbFaults
{
    private static readonly FrozenSet<int> Undone = FrozenSet.ToFrozenSet(
    [
        1204, // no lock resource left
        1205, // deadlock victim
        1222, // lock request time-out
        3960, // snapshot: somebody else changed the row
        41301, 41302, 41305, 41325, 41839, // in-memory tables: the commit failed its check
        921, 922, // the database is being recovered
        976, 978, 983, // a replica that is not accessible now: its group changes roles
        4060, 4221, // the database cannot be opened, or not yet on this replica
        6005, // the server is shutting down
        8645, 8651, // no memory for the query now
        10928, 10929, // resource limits
        17142, // the server is paused
        18401, // the server is being upgraded
        40501, // the service is busy: throttled
        40613, // the database is not available now: fail-over
        42108, 42109, // a paused pool is warming up
        49918, 49919, 49920, 49977, // the service is too busy for another operation
    ]);

    private static readonly FrozenSet<int> Passing = FrozenSet.ToFrozenSet(
    [
        -2, // no answer within the command's or the connection's time
        -1, 2, 53, 11001, // no connection could be made
        20, 64, 121, 233, 258, 997, // named pipes and log-in: the line broke
        10053, 10054, 10060, 10061, // TCP: aborted, reset, timed out, refused
        40143, 40197, 40540, // the service failed over while it worked on it
    ]);

    private static readonly FrozenSet<int> Raced = FrozenSet.ToFrozenSet(
    [
        2601, 2627, // a unique index, a key
        3621, // says only that the statement was ended, beside one of them
    ]);

    // From 20 on the server has ended the connection (learn.microsoft.com, "Database Engine error severities").
    private const byte EndsTheConnection = 20;

    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    public static DbFault Of(Exception e) => e switch
    {
        CommitInDoubtException => DbFault.Passing,
        SqlException sql => Of(sql),
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked } => DbFault.Undone,

        // The pool has none free. SqlClient has no type for it; its words are not translated.
        InvalidOperationException { Source: "Microsoft.Data.SqlClient" } full
            when full.Message.Contains("obtaining a connection from the pool", StringComparison.Ordinal) => DbFault.Undone,

        // Asked on a connection that a fault has closed.
        InvalidOperationException { Source: "Microsoft.Data.SqlClient" } closed when closed.Message.Contains(
            "connection is closed", StringComparison.Ordinal)
            || closed.Message.Contains("open and available connection", StringComparison.Ordinal) => DbFault.Passing,
        { InnerException: { } inner } => Of(inner),
        _ => DbFault.Lasting,
    };

    /// <summary>True for what passes: it says nothing of the work it met, so it does not count against it.</summary>
    public static bool Passes(Exception e) => Of(e) is DbFault.Passing or DbFault.Undone;

    // An answer holds several errors; the worst decides: one that may hide a success outweighs one that excludes it.
    private static DbFault Of(SqlException e)
    {
        var numbers = e.Errors.Cast<SqlError>().Select(error => error.Number).ToList();
        return numbers.Any(Passing.Contains) || (e.Class >= EndsTheConnection && !numbers.Any(Undone.Contains)) ? DbFault.Passing
            : numbers.Any(Undone.Contains) ? DbFault.Undone
            : numbers.All(Raced.Contains) ? DbFault.Raced
            : DbFault.Lasting;
    }
}

/// <summary>
/// A commit was asked for and its answer lost: it is kept or it is not. Nobody repeats it blindly. Work that comes back by itself sees in
/// the rows what was kept; a person is asked to look.
/// </summary>
internal sealed class CommitInDoubtException(Exception cause)
    : Exception("The database's answer to a commit was lost, so what was asked may have been done. Look before you try again.", cause);
