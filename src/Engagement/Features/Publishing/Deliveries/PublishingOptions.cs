using Engagement.Configured;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>Settings under <c>Publishing</c>.</summary>
internal sealed record PublishingOptions
{
    /// <summary>How long one call to a network may take. After that its outcome is unknown.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How late a post may still go out by itself (a network was down, the program was off). Later it is Missed and a person decides.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(6);

    /// <summary>
    /// A start after so long without a sign of life begins with publishing paused: the database may be a copy that was put back. A restart
    /// or an upgrade takes minutes, and copies are mostly older than that; of one that is younger everything late is asked about all the
    /// same. 0: never.
    /// </summary>
    public TimeSpan PauseAfterSilence { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an unknown outcome is looked into by itself before it waits for a person.</summary>
    public TimeSpan ReconcileFor { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// How long a Publishing delivery is in its sender's hands: half a minute, as every lease. A call is given no more time than is left of
    /// it, so that when it ends the sender is gone for certain, or has ended its call. It is not renewed: nobody waits longer for a dead
    /// sender.
    /// </summary>
    public TimeSpan SendLease => SendTimeout + TimeSpan.FromSeconds(5);

    public static PublishingOptions From(IConfiguration configuration) => new()
    {
        SendTimeout = KnownSettings.SendTimeout.Of(configuration),
        Grace = KnownSettings.Grace.Of(configuration),
        PauseAfterSilence = KnownSettings.PauseAfterSilence.Of(configuration),
        ReconcileFor = KnownSettings.ReconcileFor.Of(configuration),
    };
}
