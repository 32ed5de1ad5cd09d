namespace Engagement.Channels.Tests.Contract;

/// <summary>The machine's clock, set forward as far as a test says.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    /// <summary>So much later.</summary>
    public void Advance(TimeSpan by) => _ahead += by;
}
