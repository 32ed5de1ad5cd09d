using Engagement.Faults.Desks;
using Engagement.Faults.Networks;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Faults.Runs;

/// <summary>Holds what the ledger says against the network's own list of posts and the line's own log of sends.</summary>
internal static class Judge
{
    /// <param name="made">How many deliveries were made.</param>
    /// <param name="stories">What the ledger says of them, when nothing is under way any more.</param>
    /// <param name="posts">The network's own list of what its posts say.</param>
    public static (Tally Tally, IReadOnlyList<string> Findings) Of(
        Tally tally, int made, IReadOnlyList<DeliveryStory> stories, IReadOnlyList<string> posts, Line line)
    {
        var there = posts.CountBy(text => text).ToDictionary();
        var findings = new List<string>();
        var (lost, doubled, again, unaccounted, doubted, shown, sends) = (made - stories.Count, 0, 0, 0, 0, 0, 0);
        foreach (var story in stories)
        {
            var count = there.GetValueOrDefault(story.Body);
            var heard = line.Of(story.Body);
            var begun = story.Moves.Count(m => m.ToState == DeliveryState.Publishing);
            var cleared = story.Moves.Count(
                m => m is { ToState: DeliveryState.Scheduled, FromState: DeliveryState.Publishing or DeliveryState.Uncertain });
            sends += heard.Arrived;
            var wrong = new List<string>();
            if (story.State is not (DeliveryState.Published or DeliveryState.Uncertain)
                || (story.State == DeliveryState.Published && count == 0))
            {
                lost++;
                wrong.Add("lost");
            }

            if (count > 1)
            {
                doubled++;
                wrong.Add("doubled");
            }

            if (heard.AfterStored > 0)
            {
                again++;
                wrong.Add("sent again after it was stored");
            }

            if (heard.Arrived > begun || begun > 1 + cleared)
            {
                unaccounted++;
                wrong.Add("a send the ledger does not account for");
            }

            if (story.Moves.Any(m => m.ToState == DeliveryState.Uncertain))
            {
                doubted++;
                shown += story.State == DeliveryState.Uncertain ? 1 : 0;
            }

            if (wrong.Count > 0)
            {
                findings.Add($"{tally.Scenario}, {tally.Network}: {story.Body} ({story.Id}): {string.Join(", ", wrong)}; "
                    + $"{count} on the network, {heard}, "
                    + $"{string.Join(" ", story.Moves.Select(m => m.ToState))} {story.ErrorKind} {story.LastError}");
            }
        }

        if (made != stories.Count)
        {
            findings.Add($"{tally.Scenario}, {tally.Network}: {made} deliveries were made, the ledger has {stories.Count}");
        }

        return (tally with
        {
            Deliveries = made,
            Out = posts.Count,
            Sends = sends,
            Doubted = doubted,
            Resolved = doubted - shown,
            Shown = shown,
            Lost = lost,
            Doubled = doubled,
            SentAgain = again,
            Unaccounted = unaccounted,
        }, findings);
    }
}
