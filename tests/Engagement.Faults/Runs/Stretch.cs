using System.Diagnostics;
using Engagement.Channels;
using Engagement.Faults.Desks;
using Engagement.Faults.Networks;
using Engagement.Faults.Scenarios;
using Engagement.Faults.Worker;

namespace Engagement.Faults.Runs;

/// <summary>A number of crashes on a fresh desk, then a worker that is left in peace, then the reckoning.</summary>
internal sealed class Stretch
{
    // On a machine that is busy with other things a process may take half a minute to start.
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan WithoutProgress = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private int _fell;

    private Stretch(Desk desk, Scenario scenario, Random random)
    {
        Desk = desk;
        Scenario = scenario;
        Random = random;
    }

    public Desk Desk { get; }

    public Random Random { get; }

    private Scenario Scenario { get; }

    public static async Task RunAsync(
        Scenario scenario, IFaultNetwork network, int crashes, int seed, Tallies tallies, string? sqlServer, CancellationToken stop)
    {
        var random = new Random(seed);
        var name = $"d{seed:x8}";
        using var place = Place.Make(scenario.OnSmallDisk);
        await using var desk = await Desk.CreateAsync(name, place.Path, sqlServer);
        var account = await network.NewAccountAsync(name);
        await desk.AddAccountAsync(account, network.Line.Address);
        var stretch = new Stretch(desk, scenario, random);
        await using (var faults = scenario.Begin(stretch))
        {
            for (var i = 0; i < crashes && !stop.IsCancellationRequested; i++)
            {
                await desk.KeepDueAsync(scenario.KeepDue, scenario.DueBefore);
                if (random.Next(4) > 0)
                {
                    desk.LetGo();
                }

                await faults.CrashAsync();
            }
        }

        var unsettled = await stretch.SettleAsync();
        await stretch.ReckonAsync(network, account, unsettled, sqlServer is null ? "SQLite" : "SQL Server", tallies);
    }

    /// <summary>A process was killed here.</summary>
    public void Count(string place) => _places[place] = _places.GetValueOrDefault(place) + 1;

    /// <summary>A process gave up by itself.</summary>
    public void CountFallen() => _fell++;

    /// <returns>How many deliveries are still under way: none, unless something is wrong.</returns>
    private async Task<int> SettleAsync()
    {
        var watch = Stopwatch.StartNew();
        var offset = Scenario.SettleOffset;
        while (true)
        {
            // What the network could not be asked about is asked again ever later: each worker's clock stands where that time has come.
            using var worker = WorkerProcess.Start(Desk.Plan() with { Alone = Scenario.Alone, ClockOffset = offset });
            offset += Later;
            var (still, before) = (Stopwatch.StartNew(), -1);
            while (!worker.HasEnded && still.Elapsed < WithoutProgress)
            {
                var left = await Desk.UnsettledAsync();
                if (left == 0 || watch.Elapsed > SettlesWithin)
                {
                    return left;
                }

                if (left != before)
                {
                    before = left;
                    still.Restart();
                }

                await Task.Delay(200);
            }

            if (worker.HasEnded)
            {
                await worker.KillAsync(""); // throws with what it said
            }
        }
    }

    private async Task ReckonAsync(IFaultNetwork network, ChannelAccount account, int unsettled, string database, Tallies tallies)
    {
        var (tally, findings) = Judge.Of(
            new Tally(Scenario.Name, network.Name, database) { Crashes = _places.Values.Sum(), Places = _places, Fell = _fell },
            Desk.Made,
            await Desk.StoriesAsync(Guid.Empty),
            await network.TextsAsync(account),
            network.Line);
        tallies.Add(
            tally with { Lost = tally.Lost + unsettled },
            unsettled == 0 ? findings
                : [.. findings, $"{Scenario.Name}, {network.Name}, {Desk.Name}: {unsettled} deliveries do not settle"]);
    }
}
