using Engagement.Faults.Runs;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Faults.Scenarios;

/// <summary>A sort of fault.</summary>
internal abstract class Scenario
{
    /// <summary>For the table.</summary>
    public abstract string Name { get; }

    /// <summary>Deliveries that are due when a process starts.</summary>
    public virtual int KeepDue => 6;

    /// <summary>How long ago they were due.</summary>
    public virtual TimeSpan DueBefore => TimeSpan.Zero;

    /// <summary>One process has the database to itself, as in the embedded mode.</summary>
    public virtual bool Alone => true;

    /// <summary>The clock of the worker that finishes what is left.</summary>
    public virtual TimeSpan SettleOffset => TimeSpan.Zero;

    public virtual bool OnSmallDisk => false;

    /// <summary>Begins a stretch.</summary>
    public abstract Faults Begin(Stretch stretch);

    /// <summary>The faults of one stretch, one after the other.</summary>
    internal abstract class Faults : IAsyncDisposable
    {
        /// <summary>Starts what has to be started and kills one process.</summary>
        public abstract Task CrashAsync();

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            GC.SuppressFinalize(this);
        }

        /// <summary>Ends whatever is still going on.</summary>
        protected virtual Task EndAsync() => Task.CompletedTask;
    }

    /// <summary>A boundary and how often it is passed before the process dies there; null for a moment of chance.</summary>
    protected static string? SomeStep(Random random) => random.Next(24) switch
    {
        < 4 => $"{PublishingSteps.Claimed}:{random.Next(1, 5)}",
        < 8 => $"{PublishingSteps.IntentWritten}:{random.Next(1, 5)}",
        < 12 => $"{PublishingSteps.NetworkAnswered}:{random.Next(1, 5)}",
        < 16 => $"{PublishingSteps.OutcomeWritten}:{random.Next(1, 5)}",

        // Fewer, because before it asks a process waits for the network's lag.
        16 => $"{PublishingSteps.ReconcileAsked}:{random.Next(1, 3)}",
        17 => $"{PublishingSteps.ReconcileWritten}:{random.Next(1, 3)}",
        _ => null,
    };

    /// <summary>A moment of chance after the start: mostly within the start or the sends that follow, now and then while it asks.</summary>
    protected static TimeSpan SomeMoment(Random random) =>
        TimeSpan.FromMilliseconds(random.Next(8) == 0 ? random.Next(4000) : random.Next(450));
}
