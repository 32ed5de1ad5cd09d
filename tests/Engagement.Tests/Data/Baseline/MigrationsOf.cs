using DbUp;
using DbUp.Engine;
using Engagement.Data;

namespace Engagement.Tests.Data.Baseline;

/// <summary>Runs given migrations as a build of before the baseline ran its own, without ours to choose them.</summary>
internal static class MigrationsOf
{
    /// <summary>The older scripts up to one of them; null: all.</summary>
    public static Task RunOlderAsync(Db db, string? last, CancellationToken ct) => RunAsync(
        db, Migrator.Older(db.Options.Dialect).TakeWhile(s => last is null || string.CompareOrdinal(s.Name, last) <= 0), ct);

    public static async Task RunAsync(Db db, IEnumerable<SqlScript> scripts, CancellationToken ct)
    {
        var sqlServer = db.Options.Dialect == Dialect.SqlServer;
        if (sqlServer)
        {
            await new SqlServerDatabase(db.Options.ConnectionString).EnsureAsync(ct);
        }

        var target = sqlServer
            ? DeployChanges.To.SqlDatabase(db.Options.ConnectionString)
            : DeployChanges.To.SqliteDatabase(db.Options.ConnectionString);
        var result = target.WithScripts(scripts).WithVariablesDisabled().WithTransactionPerScript()
            .WithExecutionTimeout(TimeSpan.FromMinutes(5)).LogToNowhere().Build().PerformUpgrade();

        Assert.True(result.Successful, $"{result.ErrorScript?.Name}: {result.Error?.Message}");
    }
}
