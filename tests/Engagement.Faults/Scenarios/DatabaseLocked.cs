using Engagement.Faults.Runs;
using Microsoft.Data.Sqlite;

namespace Engagement.Faults.Scenarios;

/// <summary>
/// Another connection holds the file's write lock, now and then longer than a writer waits (10 s), and the process is killed meanwhile or
/// after.
/// </summary>
internal sealed class DatabaseLocked : Scenario
{
    public override string Name => "database locked by another";

    public override Faults Begin(Stretch stretch) => new Locks(stretch);

    private sealed class Locks(Stretch stretch) : Faults
    {
        private int _number;

        public override async Task CrashAsync()
        {
            var random = stretch.Random;

            // Microsoft.Data.Sqlite tries again for its own time after SQLite's has passed; a second is enough here.
            var plan = stretch.Desk.Plan();
            plan = plan with { Database = new SqliteConnectionStringBuilder(plan.Database) { DefaultTimeout = 1 }.ToString(),
                KillAt = SomeStep(random) };
            using var worker = WorkerProcess.Start(plan);
            await Task.Delay(random.Next(100, 350));
            var time = TimeSpan.FromMilliseconds(++_number % 20 == 0 ? 12_500 : random.Next(1500));
            await HoldAsync(worker, time);
            await worker.EndsWithinAsync(plan.KillAt is null ? SomeMoment(random) / 2 : TimeSpan.FromSeconds(4));
            try
            {
                stretch.Count(await worker.KillAsync(plan.KillAt is null ? "moment of chance" : "idle"));
            }
            catch (WorkerFellException)
            {
                stretch.CountFallen(); // it found the database locked when it started
            }
        }

        private async Task HoldAsync(WorkerProcess worker, TimeSpan time)
        {
            await using var connection = new SqliteConnection(stretch.Desk.ConnectionString);
            await connection.OpenAsync();
            await using var begin = connection.CreateCommand();
            begin.CommandText = "begin exclusive";
            await begin.ExecuteNonQueryAsync();
            await worker.EndsWithinAsync(time);
            begin.CommandText = "rollback";
            await begin.ExecuteNonQueryAsync();
        }
    }
}
