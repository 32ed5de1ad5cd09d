namespace Engagement.Data;

/// <summary>
/// Tells SQLite how its tables have grown. Without that it takes few tickets to be many: of a million it gathered and sorted all the open
/// ones for one page, where an index has them in order.
/// </summary>
internal sealed class KeepStatistics(Db db)
{
    // A thousand entries of each index say enough, and take milliseconds. SQL Server keeps its statistics by itself.
    private static readonly Sql Analyze = Sql.For(
        sqlServer: "select 1 where 1 = 0",
        sqlite: "pragma analysis_limit = 1000; analyze;");

    public Task RunAsync(CancellationToken ct) => db.ExecuteAsync(Analyze, ct: ct);
}
