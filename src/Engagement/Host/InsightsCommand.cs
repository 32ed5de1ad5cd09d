using System.CommandLine;
using Engagement.Features.Insights.Rollups;

namespace Engagement.Host;

/// <summary><c>insights rebuild</c>: makes every sum of Insights again from the events.</summary>
internal static class InsightsCommand
{
    public static Command Command()
    {
        var rebuild = new Command(
            "rebuild", "Make the sums of Insights again from visits, tickets and messages. A server may run meanwhile.");
        rebuild.SetAction((_, ct) => Verbs.WithServicesAsync(async services =>
        {
            var days = await services.GetRequiredService<RebuildRollups>().RunAsync(ct);
            Console.WriteLine($"{days} days of visits to sum up.");
            await services.GetRequiredService<RollUp>().RunAsync(ct);
            Console.WriteLine("Done.");
        }, ct));
        return new Command("insights", "The sums that Insights reads.") { rebuild };
    }
}
