using System.Globalization;
using Engagement.Features.Insights.Loop;
using Engagement.Web.Sheets;

namespace Engagement.Features.Insights;

/// <summary>One of the six figures that say whether it works.</summary>
/// <param name="Key">The rows it opens.</param>
/// <param name="Change">In words, against the period before.</param>
/// <param name="Tone">good, bad or muted.</param>
/// <param name="IsUp">Null: the same, or nothing to compare with.</param>
internal sealed record KeyFigure(string Key, string Name, string Number, string Change, string Tone, bool? IsUp)
{
    public static IReadOnlyList<KeyFigure> Six(FunnelFigures now, FunnelFigures before) =>
    [
        Of("posts", "Posts published", now.Posts.Number, before.Posts.Number, moreIs: "muted"),
        Of("visits", "Visits by people", now.Visits.People, before.Visits.People, moreIs: "good"),
        Of("tickets", "Tickets opened", now.Tickets, before.Tickets, moreIs: "muted"),
        Took("answers", "First answer, half within", now.Answered.Median, before.Answered.Median),
        Of("solved", "Tickets solved", now.Solved.Number, before.Solved.Number, moreIs: "good"),
        Of("opportunities", "Opportunities found", now.Chances, before.Chances, moreIs: "good"),
    ];

    private static KeyFigure Of(string key, string name, long now, long before, string moreIs) =>
        new(key, name, now.ToString("N0", CultureInfo.InvariantCulture),
            Words(now, before, before.ToString("N0", CultureInfo.InvariantCulture)),
            IsAlike(now, before) || moreIs == "muted" ? "muted"
                : now > before ? "good"
                : "bad", IsAlike(now, before) ? null : now > before);

    // Quicker is better.
    private static KeyFigure Took(string key, string name, int? now, int? before) =>
        new(key, name, now is { } s ? Sheet.Span(TimeSpan.FromSeconds(s)) : "–",
            now is null || before is null
                ? before is null ? "nothing before to compare with" : $"{Sheet.Span(TimeSpan.FromSeconds(before.Value))} before"
                : Words(now.Value, before.Value, Sheet.Span(TimeSpan.FromSeconds(before.Value))),
            now is null || before is null || IsAlike(now.Value, before.Value) ? "muted"
                : now < before ? "good"
                : "bad", now is null || before is null || IsAlike(now.Value, before.Value) ? null : now > before);

    // Less than half a hundredth would be called none.
    private static bool IsAlike(long now, long before) => now == before || (before > 0 && Math.Abs(now - before) * 200 < before);

    private static string Words(long now, long before, string was) =>
        now == before ? "the same as before"
        : before == 0 ? "none before"
        : IsAlike(now, before) ? $"much the same as {was} before"
        : $"{Math.Abs(now - before) / (decimal)before:P0} {(now > before ? "more" : "less")} than {was} before".Replace(
            " %", "%", StringComparison.Ordinal);
}
