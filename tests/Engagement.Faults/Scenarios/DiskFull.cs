using Engagement.Faults.Runs;

namespace Engagement.Faults.Scenarios;

/// <summary>
/// The disk (a small tmpfs of its own) fills up while the process sends; it is killed on the full disk, and room is made only some crashes
/// later.
/// </summary>
internal sealed class DiskFull : Scenario
{
    public override string Name => "disk full";

    public override bool OnSmallDisk => true;

    public override Faults Begin(Stretch stretch) => new Ballast(stretch);

    private sealed class Ballast(Stretch stretch) : Faults
    {
        private readonly string _ballast = Path.Combine(stretch.Desk.Folder, "ballast");

        public override async Task CrashAsync()
        {
            var random = stretch.Random;
            var killAt = SomeStep(random);
            using var worker = WorkerProcess.Start(stretch.Desk.Plan() with { KillAt = killAt });
            await Task.Delay(random.Next(350));
            Fill(leave: random.Next(4) * 16 * 1024);
            await worker.EndsWithinAsync(killAt is null ? SomeMoment(random) : TimeSpan.FromSeconds(2));
            try
            {
                stretch.Count(await worker.KillAsync(killAt is null ? "moment of chance" : "idle"));
            }
            catch (WorkerFellException)
            {
                stretch.CountFallen(); // it could not even write that it took up what was left
            }

            File.Delete(_ballast);
        }

        protected override Task EndAsync()
        {
            File.Delete(_ballast);
            return Task.CompletedTask;
        }

        private void Fill(int leave)
        {
            using var file = new FileStream(_ballast, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);
            var block = new byte[64 * 1024];
            var size = block.Length;
            while (size >= 4096)
            {
                try
                {
                    file.Write(block, 0, size);
                }
                catch (IOException)
                {
                    size /= 2; // full for a block of this size
                }
            }

            file.SetLength(Math.Max(0, file.Length - leave));
        }
    }
}
