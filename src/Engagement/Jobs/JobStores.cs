using Engagement.Data;
using Engagement.Host;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.SqlServer;
using Microsoft.Data.SqlClient;

namespace Engagement.Jobs;

/// <summary>
/// Where Hangfire keeps its jobs. Opened when it is first needed, which is after our own schema is there. If its tables cannot be had it
/// keeps them in memory and the node says so: due work is in our rows, so nothing is lost by that.
/// </summary>
internal static class JobStores
{
    /// <summary>The key of this trouble.</summary>
    public const string TroubleKey = "job-store";

    // Two nodes that start together may meet in its set-up.
    private const int Tries = 3;

    public static JobStorage Open(string kind, DatabaseOptions database, Troubles troubles, ILogger log)
    {
        if (kind != "SqlServer")
        {
            return InMemory();
        }

        if (Prepare(database) is { } failed)
        {
            log.LogCritical(failed, "Hangfire's tables could not be prepared. Jobs are kept in this node's memory");
            troubles.Set(TroubleKey, KeptInMemory(failed.Message));
            return InMemory();
        }

        // Hangfire's own recommendations since 1.7 (docs.hangfire.io/en/latest/configuration/using-sql-server.html).
        return new SqlServerStorage(database.ConnectionString, new SqlServerStorageOptions
        {
            PrepareSchemaIfNecessary = false, // done above, where a failure is seen: Hangfire only logs it
            CommandBatchMaxTimeout = TimeSpan.FromMinutes(5),
            SlidingInvisibilityTimeout = TimeSpan.FromMinutes(5),
            QueuePollInterval = TimeSpan.Zero,
            UseRecommendedIsolationLevel = true,
            DisableGlobalLocks = true,
        });
    }

    /// <summary>The trouble, with why.</summary>
    public static Trouble KeptInMemory(string why) => new(
        "Jobs are kept in memory",
        $"Hangfire's own tables could not be prepared: {why} Nothing is lost: due work is in our own tables, and each node finds it there. "
            + "But the page of jobs shows this node's only. Run \"Engagement migrate\" with a log-in that may make tables, "
            + "or set Jobs__Storage to Memory, then start again.");

    /// <summary>Makes Hangfire's tables, or brings them up to this version.</summary>
    /// <returns>Why not; null: they are there.</returns>
    public static Exception? Prepare(DatabaseOptions database)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var connection = new SqlConnection(SqlServerDatabase.Unpooled(database.ConnectionString));
                connection.Open();
                SqlServerObjectsInstaller.Install(connection, null, enableHeavyMigrations: true);
                using var look = connection.CreateCommand();
                look.CommandText = "select count(*) from HangFire.Job where Id = 0";
                look.ExecuteScalar();
                return null;
            }
            catch (Exception e) when (attempt < Tries && DbFaults.Passes(e))
            {
                Thread.Sleep(TimeSpan.FromSeconds(attempt));
            }
            catch (Exception e) when (e is SqlException or InvalidOperationException)
            {
                return e;
            }
        }
    }

    // Finished jobs are kept for the dashboard only; the ledger is the record.
    private static JobStorage InMemory() => new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(1) });
}
