using System.Diagnostics;
using System.Globalization;
using Engagement.Faults.Desks;
using Engagement.Faults.Networks;
using Engagement.Faults.Scenarios;

namespace Engagement.Faults.Runs;

/// <param name="Crashes">How many processes to kill.</param>
/// <param name="Lanes">Stretches side by side.</param>
/// <param name="StretchOf">Crashes on one desk before the reckoning.</param>
/// <param name="Minutes">After this no stretch is begun and the ones under way end early; 0: no limit.</param>
/// <param name="WithBluesky">Against Bluesky's own servers too, where they can be installed.</param>
/// <param name="Only">Only sorts of fault with this in their name.</param>
internal sealed record FaultOptions(int Crashes, int Lanes, int StretchOf, int Minutes, bool WithBluesky, int Seed, string? Only);

/// <summary>Runs all sorts of faults in the shares below until as many processes were killed as asked for.</summary>
internal static class FaultRun
{
    /// <summary>A server on which some stretches are run as well; the variable the tests know it by.</summary>
    private static readonly string? SqlServer = Environment.GetEnvironmentVariable("ENGAGEMENT_TEST_SQLSERVER") is { Length: > 0 } given
        ? given : null;

    public static async Task<Tallies> RunAsync(FaultOptions options, Action<string> say)
    {
        await using var sandbox = await SandboxNetwork.StartAsync();
        sandbox.Line.Faults = LineFaults.Usual;
        await using var bluesky = options.WithBluesky ? await RealBluesky.StartAsync() : null;
        if (bluesky is not null)
        {
            bluesky.Line.Faults = LineFaults.Usual;
        }

        using var work = Plan(options, sandbox, bluesky, say).GetEnumerator();
        var tallies = new Tallies(say);
        var (gate, underWay) = (new Lock(), 0);
        var watch = Stopwatch.StartNew();
        using var stop = options.Minutes > 0
            ? new CancellationTokenSource(TimeSpan.FromMinutes(options.Minutes))
            : new CancellationTokenSource();
        await Task.WhenAll(Enumerable.Range(0, options.Lanes).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested && Next() is (var job, var crashes))
            {
                await Stretch.RunAsync(job.Scenario, job.Network, crashes, job.Seed, tallies, job.SqlServer, stop.Token);
                lock (gate)
                {
                    underWay -= crashes;
                }

                say(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed:hh\\:mm\\:ss} {tallies.Crashes} crashes, "
                    + $"{tallies.Findings.Count} findings; {job.Scenario.Name}, {job.Network.Name}"));
            }
        })));
        return tallies;

        // Some processes give up before they can be killed, so stretches are handed out until as many as asked for were.
        (Job Job, int Crashes)? Next()
        {
            lock (gate)
            {
                var crashes = Math.Min(options.StretchOf, options.Crashes - tallies.Crashes - underWay);
                if (crashes <= 0 || !work.MoveNext())
                {
                    return null;
                }

                underWay += crashes;
                return (work.Current, crashes);
            }
        }
    }

    // Without end, and in rounds, so that a run cut short has some of everything.
    private static IEnumerable<Job> Plan(FaultOptions options, SandboxNetwork sandbox, RealBluesky? bluesky, Action<string> say)
    {
        var (steps, clocks, two, locked, full) = (new Steps(), new ClockJumps(), new TwoWorkers(), new DatabaseLocked(), new DiskFull());
        var round = new List<(Scenario Scenario, IFaultNetwork? Network, string? SqlServer)>
        {
            (steps, sandbox, null), (steps, bluesky, null), (clocks, sandbox, null), (two, sandbox, null), (steps, sandbox, null),
            (steps, bluesky, null), (locked, sandbox, null), (steps, sandbox, null), (clocks, bluesky, null), (steps, sandbox, null),
        };
        if (Place.CanMount)
        {
            round.Insert(5, (full, sandbox, null));
        }
        else
        {
            say("No disk is filled: only root may mount one.");
        }

        if (SqlServer is not null)
        {
            round.Add((two, sandbox, SqlServer));
            round.Add((new ConnectionsRefused(), sandbox, SqlServer));
        }
        else
        {
            say("Not on SQL Server: ENGAGEMENT_TEST_SQLSERVER names none.");
        }

        round.RemoveAll(r => r.Network is null
            || (options.Only is not null && !r.Scenario.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)));
        var seeds = new Random(options.Seed);
        for (var i = 0; ; i++)
        {
            var (scenario, network, sqlServer) = round[i % round.Count];
            yield return new Job(scenario, network!, seeds.Next(), sqlServer);
        }
    }

    private sealed record Job(Scenario Scenario, IFaultNetwork Network, int Seed, string? SqlServer);
}
