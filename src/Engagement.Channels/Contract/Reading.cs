namespace Engagement.Channels;

/// <summary>How a read ended: with a value, or with a refusal. Reading twice does no harm, so there is no Unknown.</summary>
public abstract record Reading<T>
{
    private Reading() { }

    /// <summary>What the network's headers said of our budget on this call, where it says anything.</summary>
    public RateReading? Rate { get; init; }

    /// <summary>The network answered.</summary>
    public sealed record Got(T Value) : Reading<T>;

    /// <summary>The network said no, or did not answer.</summary>
    public sealed record Refused(Refusal Refusal) : Reading<T>;

    /// <summary>Short for a refusal.</summary>
    public static Reading<T> No(RefusalKind kind, string reason, TimeSpan? retryAfter = null, string? networkWords = null) =>
        new Refused(new Refusal(kind, reason, retryAfter, networkWords));

    /// <summary>A plain value is an answer.</summary>
    public static implicit operator Reading<T>(T value) => new Got(value);
}
