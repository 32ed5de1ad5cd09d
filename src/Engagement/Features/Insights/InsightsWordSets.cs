using Engagement.Features.Insights.Sheets;
using Engagement.Web.Api;

namespace Engagement.Features.Insights;

internal sealed class InsightsTables : IWordSet
{
    public static string Name => "InsightsTableKey";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ReadReports.All;
}
