namespace Engagement.Features.Publishing.Links;

/// <summary>When a link's post went out, as far as it is known.</summary>
internal sealed record Posting
{
    public string Code { get; init; } = "";

    /// <summary>The first try began; null: nothing has left yet.</summary>
    public DateTimeOffset? SendCreatedAt { get; init; }

    /// <summary>The last try began.</summary>
    public DateTimeOffset? SendStartedAt { get; init; }

    /// <summary>The network said that it is out.</summary>
    public DateTimeOffset? PublishedAt { get; init; }
}

/// <summary>
/// Programs that say they are browsers give themselves away by when they come: before a post is out, within seconds of it, or many within
/// one second. Servers that pass a post on fetch its link at once; readers have to see it first.
/// </summary>
internal static class PostingBurst
{
    /// <summary>A post has to be passed on, shown, read and clicked; who is there sooner after the network took it is no reader.</summary>
    public static readonly TimeSpan Sooner = TimeSpan.FromSeconds(10);

    /// <summary>How long after a post visits that come together are looked at.</summary>
    public static readonly TimeSpan Watched = TimeSpan.FromMinutes(2);

    /// <summary>So many within <see cref="Together"/> are programs.</summary>
    public const int Crowd = 10;

    public static readonly TimeSpan Together = TimeSpan.FromSeconds(1);

    // A doubt about a send may be settled hours later; the network had it, or had not, when the send's time was over.
    private static readonly TimeSpan LongestSend = TimeSpan.FromSeconds(60);

    /// <summary>By its own time alone.</summary>
    public static VisitReason Of(DateTimeOffset at, Posting posting) => posting switch
    {
        { SendCreatedAt: null } => VisitReason.Early,
        { SendCreatedAt: { } first } when at < first => VisitReason.Early,
        _ when OutAt(posting) is { } outAt && at >= posting.SendStartedAt && at < outAt + Sooner => VisitReason.Burst,
        _ => VisitReason.None,
    };

    /// <summary>By its time, and by how many came with it.</summary>
    /// <param name="times">Of one link's visits, in order.</param>
    /// <param name="posting">Its post.</param>
    public static IReadOnlyList<VisitReason> Of(IReadOnlyList<DateTimeOffset> times, Posting posting)
    {
        var reasons = times.Select(at => Of(at, posting)).ToArray();
        if (OutAt(posting) is not { } outAt)
        {
            return reasons;
        }

        for (int first = 0, last = 0; last < times.Count; last++)
        {
            while (times[last] - times[first] > Together)
            {
                first++;
            }

            if (last - first + 1 >= Crowd && times[first] >= posting.SendStartedAt && times[last] < outAt + Watched)
            {
                Array.Fill(reasons, VisitReason.Burst, first, last - first + 1);
            }
        }

        return reasons;
    }

    private static DateTimeOffset? OutAt(Posting posting) =>
        posting is { PublishedAt: { } published, SendStartedAt: { } started } ? new[] { published, started + LongestSend }.Min() : null;
}
