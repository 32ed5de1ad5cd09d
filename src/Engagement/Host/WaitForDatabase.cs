using System.Globalization;
using Engagement.Configured;
using Engagement.Data;
using Microsoft.Data.SqlClient;

namespace Engagement.Host;

/// <summary>
/// A server that is started together with its database is there first. It waits for SQL Server to answer, for as long as
/// <c>Database:WaitSeconds</c> says (120 unless set), and says so with each try: a container that just ends tells nobody why.
/// </summary>
internal static class WaitForDatabase
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    /// <summary>Returns as soon as the server answers, whatever the answer: what is wrong then is said by who asks next.</summary>
    /// <exception cref="StartException">It did not answer in that time.</exception>
    public static async Task RunAsync(DatabaseOptions database, IConfiguration configuration, TextWriter says, CancellationToken ct)
    {
        if (database.Dialect != Dialect.SqlServer)
        {
            return;
        }

        var wait = KnownSettings.WaitForDatabase.Of(configuration);
        var until = DateTime.UtcNow + wait;
        var given = new SqlConnectionStringBuilder(database.ConnectionString);

        // Out of the pool, which would not try again for a while.
        var once = new SqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ConnectRetryCount = 0 };
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = new SqlConnection(once.ConnectionString);
                await connection.OpenAsync(ct);
                return;
            }
            catch (SqlException e) when (IsNotThereYet(e))
            {
                if (DateTime.UtcNow >= until)
                {
                    throw new StartException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"SQL Server at {given.DataSource} has not answered within {wait.TotalSeconds:0} s "
                            + $"(Database__WaitSeconds): {e.Message}"));
                }

                await says.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"SQL Server at {given.DataSource} does not answer yet (try {tries}); trying again until {until:HH:mm:ss} UTC. "
                        + $"{FirstLine(e.Message)}"));
                await Task.Delay(Between, ct);
            }
            catch (SqlException)
            {
                return; // it answered
            }
        }
    }

    // "Cannot open the database" (4060, 911) is an answer: there may be none yet, and it is made next.
    private static bool IsNotThereYet(SqlException e) => e.Number is not (4060 or 911) && DbFaults.Passes(e);

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
