using Engagement.Data;
using Engagement.Features.Insights.Rollups;
using Engagement.Web.Sheets;

namespace Engagement.Features.Insights.Sheets;

/// <summary>Every table of Insights by its key: what pages show, charts draw, files carry and the API answers.</summary>
internal sealed class ReadReports(Db db, VisitReports visits, BestTimes times, DeskReports desk, CostReport cost)
{
    /// <summary>The table that is about one account; the others are about all.</summary>
    public const string OfOneAccount = "times";

    public static IReadOnlyList<string> Overview { get; } = ["visits", "articles"];

    public static IReadOnlyList<string> Content { get; } = ["times", "questions", "articles"];

    public static IReadOnlyList<string> Desk { get; } = ["answers", "promises", "hours", "unanswered", "load", "queues", "queue"];

    public static IReadOnlyList<string> Cost { get; } = ["cost"];

    public static IReadOnlyList<string> All { get; } = [.. Overview.Concat(Content).Concat(Desk).Concat(Cost).Distinct()];

    public Task<IReadOnlyList<Named>> AccountsAsync(CancellationToken ct) => db.QueryAsync<Named>(ReportSql.Accounts, ct: ct);

    /// <summary>Until when visits are summed up; null: nothing is yet.</summary>
    public Task<DateTimeOffset?> CountedUpToAsync(CancellationToken ct) => db.ScalarAsync<DateTimeOffset?>(VisitRollupSql.ReadDone, ct: ct);

    /// <param name="key">One of <see cref="All"/>.</param>
    /// <param name="period">The time it is about; what is open now is not about it.</param>
    /// <param name="account">Whose best times; null: the first one's.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when there is no such table.</returns>
    public async Task<Sheet?> RunAsync(string key, Period period, Guid? account, CancellationToken ct)
    {
        switch (key)
        {
            case "visits": return await visits.OverTimeAsync(period, ct);
            case "articles": return await visits.ByArticleAsync(period, ct);
            case "questions": return await visits.QuestionsAsync(period, ct);
            case "answers": return await desk.TimesAsync(period, ct);
            case "promises": return await desk.PromisesAsync(period, ct);
            case "hours": return await desk.HoursAsync(period, ct);
            case "load": return await desk.LoadAsync(period, ct);
            case "queues": return await desk.QueuesAsync(period, ct);
            case "queue": return await desk.QueueAsync(period.Zone, ct);
            case "unanswered": return await desk.UnansweredAsync(period.Zone, ct);
            case "cost": return await cost.RunAsync(period, ct);
            case OfOneAccount:
                var accounts = await AccountsAsync(ct);
                var whose = accounts.FirstOrDefault(a => a.Id == account) ?? (accounts.Count > 0 ? accounts[0] : null);
                return await times.RunAsync(whose?.Id ?? Guid.Empty, whose?.Name ?? "nobody", period, ct);
            default: return null;
        }
    }

    public async Task<IReadOnlyList<Sheet>> RunAsync(IEnumerable<string> keys, Period period, Guid? account, CancellationToken ct)
    {
        var sheets = new List<Sheet>();
        foreach (var key in keys)
        {
            sheets.Add((await RunAsync(key, period, account, ct))!);
        }

        return sheets;
    }
}
