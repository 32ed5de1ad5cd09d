using Engagement.Faults.Runs;

namespace Engagement.Faults.Scenarios;

/// <summary>
/// Two workers on one database, one of which is killed; the other goes on, and what the dead one held is taken over when its lease ends.
/// On SQLite the product refuses a second serving process, because its start ends all leases; these two only work, and end none.
/// </summary>
internal sealed class TwoWorkers : Scenario
{
    public override string Name => "two workers, one killed";

    public override int KeepDue => 10;

    public override bool Alone => false;

    // Longer than any lease (30 s): both workers of the stretch are gone by then.
    public override TimeSpan SettleOffset => TimeSpan.FromMinutes(3);

    public override Faults Begin(Stretch stretch) => new Pair(stretch);

    private sealed class Pair(Stretch stretch) : Faults
    {
        private readonly WorkerProcess?[] _workers = new WorkerProcess?[2];

        public override async Task CrashAsync()
        {
            for (var i = 0; i < _workers.Length; i++)
            {
                _workers[i] ??= WorkerProcess.Start(stretch.Desk.Plan() with { Alone = false, KillAt = SomeStep(stretch.Random) });
            }

            // Whoever reaches its step first dies; when neither does in time, one of them dies where it stands.
            var moment = TimeSpan.FromMilliseconds(stretch.Random.Next(1500));
            await Task.WhenAny(_workers.Select(w => w!.EndsWithinAsync(moment)));
            var victim = Array.FindIndex(_workers, w => w!.HasEnded) is >= 0 and var ended ? ended : stretch.Random.Next(_workers.Length);
            using var worker = _workers[victim]!;
            _workers[victim] = null;
            stretch.Count(await worker.KillAsync("moment of chance"));
        }

        protected override async Task EndAsync()
        {
            foreach (var worker in _workers.OfType<WorkerProcess>())
            {
                // Killed like the others, and counted like them.
                stretch.Count(await worker.KillAsync("moment of chance"));
                worker.Dispose();
            }
        }
    }
}
