namespace Engagement.Features.Publishing;

/// <summary>Settings under <c>Publishing</c>.</summary>
internal sealed record PublishingOptions
{
    /// <summary>How long one call to a network may take. After that its outcome is unknown.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How late a post may still go out by itself (a network was down, the program was off). Later it is Missed and a person decides.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long an unknown outcome is looked into by itself before it waits for a person.</summary>
    public TimeSpan ReconcileFor { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// How long a Publishing delivery is in its sender's hands. Longer than a call and what surrounds it can take, so that
    /// when it ends the sender is gone for certain, or will notice before it sends.
    /// </summary>
    public TimeSpan SendLease => SendTimeout + TimeSpan.FromSeconds(30);
}
