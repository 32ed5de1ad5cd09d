using Engagement.Faults.Runs;
using Engagement.Faults.Worker;

namespace Engagement.Faults.Scenarios;

/// <summary>Killed at each boundary of publishing and at moments of chance, with answers lost and calls held up on the line.</summary>
internal class Steps : Scenario
{
    // A step that is not reached in this time is not reached in this life: nothing was in doubt, say.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public override string Name => "each step, and moments of chance";

    public override Faults Begin(Stretch stretch) => new OneAfterTheOther(this, stretch);

    /// <summary>What is wrong with this process beside its death.</summary>
    protected virtual WorkerPlan Twist(WorkerPlan plan, Random random) => plan;

    private sealed class OneAfterTheOther(Steps steps, Stretch stretch) : Faults
    {
        public override async Task CrashAsync()
        {
            var random = stretch.Random;
            var plan = steps.Twist(stretch.Desk.Plan() with { KillAt = SomeStep(random) }, random);
            using var worker = WorkerProcess.Start(plan);
            await worker.EndsWithinAsync(plan.KillAt is null ? SomeMoment(random) : Patience);
            stretch.Count(await worker.KillAsync(plan.KillAt is null ? "moment of chance" : "idle"));
        }
    }
}

/// <summary>
/// The same with clocks that are wrong by up to forty minutes, differently in each process, and jump by as much while it runs.
/// </summary>
internal sealed class ClockJumps : Steps
{
    private const int MostMinutes = 40;

    public override string Name => "clocks that jump";

    // Due for the slowest of clocks, and not yet too late for the fastest.
    public override TimeSpan DueBefore => TimeSpan.FromMinutes((2 * MostMinutes) + 20);

    public override TimeSpan SettleOffset => TimeSpan.FromMinutes((2 * MostMinutes) + 20);

    protected override WorkerPlan Twist(WorkerPlan plan, Random random) => plan with
    {
        ClockOffset = TimeSpan.FromMinutes(random.Next(-MostMinutes, MostMinutes + 1)),
        Jump = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(random.Next(-MostMinutes, MostMinutes + 1)),
        JumpAfter = TimeSpan.FromMilliseconds(random.Next(100, 500)),
    };
}
