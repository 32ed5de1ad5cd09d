using System.Diagnostics;
using System.Globalization;
using System.Text;
using Engagement.Faults.Desks;
using Engagement.Faults.Networks;
using Engagement.Features.Publishing.Metrics;

namespace Engagement.Faults.Nodes;

/// <param name="Deliveries">How many posts come due.</param>
/// <param name="Replies">How many people's replies arrive meanwhile.</param>
/// <param name="Over">Over how long.</param>
/// <param name="Roles">Of each node.</param>
/// <param name="Parts">Of <c>kills</c>, <c>rolling</c>, <c>speed</c>.</param>
/// <param name="Seed">For the same choices again (moments still fall differently).</param>
internal sealed record NodesOptions(
    int Deliveries, int Replies, TimeSpan Over, IReadOnlyList<string> Roles, IReadOnlyList<string> Parts, int Seed)
{
    public bool Does(string part) => Parts.Contains(part);
}

/// <summary>
/// Several whole nodes on one database: posts come due and replies arrive while nodes are killed and started at random, and in the end the
/// network's side is counted; then each is told to stop in its turn while requests come through a proxy; then one node's speed against
/// two's.
/// </summary>
internal static class NodesRun
{
    /// <summary>Of ours on the network, on each desk.</summary>
    public const int Accounts = 10;

    public static async Task<int> RunAsync(NodesOptions options, Action<string> say, string? report)
    {
        say(options.ToString());
        var watch = Stopwatch.StartNew();
        var text = new StringBuilder();
        var server = Environment.GetEnvironmentVariable("ENGAGEMENT_TEST_SQLSERVER") is { Length: > 0 } given ? given : null;
        text.AppendLine(CultureInfo.InvariantCulture,
            $"`--scenario nodes --deliveries {options.Deliveries} --replies {options.Replies} --seconds {options.Over.TotalSeconds:0} "
                + $"--roles {string.Join(',', options.Roles)}`, "
                + $"{(server is null ? "SQLite (a trial: several processes on one file)" : "the server of ENGAGEMENT_TEST_SQLSERVER")}, "
                + $"{DateTimeOffset.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores.\n");
        await using var network = await SandboxNetwork.StartAsync();
        var holds = true;
        if (options.Does("kills"))
        {
            using var place = Place.Make(small: false);
            await using var desk = await DeskAsync(network, place, "kills", server);
            var reckoning = await KillingRun.RunAsync(options, desk, network, say);
            say(reckoning.Table());
            text.AppendLine(reckoning.Table());
            holds &= reckoning.Holds;
        }

        if (options.Does("rolling"))
        {
            using var place = Place.Make(small: false);
            await using var desk = await DeskAsync(network, place, "rolling", server);
            var rolled = await RollingRun.RunAsync(desk, say);
            text.AppendLine(rolled.Table());
            holds &= rolled.Holds;
        }

        if (options.Does("speed"))
        {
            text.AppendLine(await SpeedRun.RunAsync(network, server, DeskAsync, say));
        }

        text.AppendLine(CultureInfo.InvariantCulture,
            $"{watch.Elapsed.TotalMinutes:0.0} minutes. {(holds ? "Everything holds." : "**Something does not hold.**")}");
        say(text.ToString());
        if (report is not null)
        {
            await File.WriteAllTextAsync(report, text.ToString());
        }

        return holds ? 0 : 1;
    }

    private static async Task<Desk> DeskAsync(SandboxNetwork network, Place place, string name, string? server)
    {
        var desk = await Desk.CreateAsync(name, place.Path, server);
        for (var i = 0; i < Accounts; i++)
        {
            await desk.AddAccountAsync(await network.NewAccountAsync($"{name}{i}"), network.Line.Address);
        }

        return desk;
    }
}
