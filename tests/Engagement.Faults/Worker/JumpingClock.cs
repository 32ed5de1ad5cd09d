namespace Engagement.Faults.Worker;

/// <summary>
/// A wall clock that is wrong, and may jump while the process runs. What counts elapsed time runs on, as it does in reality.
/// </summary>
internal sealed class JumpingClock(WorkerPlan plan) : TimeProvider
{
    private readonly long _start = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow()
    {
        var offset = plan.ClockOffset;
        if (plan.Jump != TimeSpan.Zero && System.GetElapsedTime(_start) >= plan.JumpAfter)
        {
            offset += plan.Jump;
        }

        return base.GetUtcNow() + offset;
    }
}
