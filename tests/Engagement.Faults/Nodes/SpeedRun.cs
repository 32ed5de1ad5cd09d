using System.Diagnostics;
using System.Globalization;
using Engagement.Data;
using Engagement.Faults.Desks;
using Engagement.Faults.Networks;

namespace Engagement.Faults.Nodes;

/// <summary>
/// As many posts due at once for one node and then for two, on a network that is so far that the nodes wait for it and neither the database
/// nor the processor is the limit: two have twice the calls on their way.
/// </summary>
internal static class SpeedRun
{
    private const int Posts = 600;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly Sql CountOut = Sql.Portable("select count(*) from Deliveries where State = 'Published'");

    public static async Task<string> RunAsync(
        SandboxNetwork network, string? server, Func<SandboxNetwork, Place, string, string?, Task<Desk>> make, Action<string> say)
    {
        network.Line.Faults = LineFaults.None with { Takes = Away };
        var speeds = new List<double>();
        foreach (var count in new[] { 1, 2 })
        {
            using var place = Place.Make(small: false);
            await using var desk = await make(network, place, $"speed{count}", server);
            var nodes = Enumerable.Range(0, count).Select(i => new NodeProcess(desk, i, "worker")).ToList();
            try
            {
                await Task.WhenAll(nodes.Select(node => node.StartedAsync()));

                // The first posts compile and open what the others use.
                await desk.ScheduleAsync(40 * count, TimeProvider.System.Now(), TimeSpan.Zero);
                await UntilAsync(desk, 40 * count);
                await desk.ScheduleAsync(Posts, TimeProvider.System.Now(), TimeSpan.Zero);
                var watch = Stopwatch.StartNew();
                await UntilAsync(desk, (40 * count) + Posts);
                speeds.Add(Posts / watch.Elapsed.TotalSeconds);
                say(string.Create(CultureInfo.InvariantCulture, $"{count} node(s): {speeds[^1]:0.0} posts a second"));
            }
            finally
            {
                nodes.ForEach(node => node.Dispose());
            }
        }

        network.Line.Faults = LineFaults.None;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Posts} posts due at once, each call {Away.TotalSeconds:0} s: one node {speeds[0]:0.0} a second, two {speeds[1]:0.0}, "
                + $"{speeds[1] / speeds[0]:0.00} times (target 1.6).\n");
    }

    private static async Task UntilAsync(Desk desk, int published)
    {
        var watch = Stopwatch.StartNew();
        while (await desk.Db.ScalarAsync<int>(CountOut) < published)
        {
            if (watch.Elapsed > Patience)
            {
                throw new InvalidOperationException($"Only {await desk.Db.ScalarAsync<int>(CountOut)} of {published} posts are out after "
                    + $"{Patience.TotalMinutes:0} minutes.");
            }

            await Task.Delay(100);
        }
    }
}
