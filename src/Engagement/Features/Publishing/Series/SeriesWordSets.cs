using Engagement.Web.Api;

namespace Engagement.Features.Publishing.Series;

internal sealed class OccurrenceStates : IWordSet
{
    public static string Name => "OccurrenceState";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ["Coming", "Planned", "Made", "Skipped"];
}
