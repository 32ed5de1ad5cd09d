using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Sla;

/// <summary>A ticket's clocks as its page shows them.</summary>
internal sealed record ClocksView(long Number, IReadOnlyList<Clock> Clocks, bool HasBook, DateTimeOffset Now)
{
    public bool HasTargets => Clocks.Any(c => c.Target is not null);

    /// <summary>Those with a promise; of several of a kind, the last.</summary>
    public IEnumerable<Clock> Shown => Clocks.Where(c => c.Target is not null).GroupBy(c => c.Kind).Select(g => g.Last());

    public static string Tone(Clock clock, DateTimeOffset now) =>
        clock.IsBreached ? "bad"
        : clock.EndedAt is not null ? "good"
        : clock.WarnsAt is { } warns && warns <= now ? "warn"
        : "muted";

    public static string Icon(Clock clock) =>
        clock.IsBreached ? "alert-triangle" : clock.EndedAt is not null ? "circle-check" : clock.IsPaused ? "player-pause" : "clock";

    public static string Say(Clock clock) => clock switch
    {
        { IsBreached: true, EndedAt: null } => $"{OpenTime.Say(-clock.Left!.Value)} over",
        { IsBreached: true } => Sentence.Of($"{clock.EndedBy} {OpenTime.Say(-clock.Left!.Value)} late"),
        { EndedAt: not null } => Sentence.Of($"{clock.EndedBy} in {OpenTime.Say(clock.Spent)}"),
        { IsPaused: true } => $"stands still, {OpenTime.Say(clock.Left!.Value)} left",
        _ => $"{OpenTime.Say(clock.Left!.Value)} of open time left",
    };
}
