using System.Globalization;
using System.Text;

namespace Engagement.Faults.Runs;

/// <summary>A run as a table in Markdown.</summary>
internal static class Report
{
    public static string Of(Tallies tallies, string command, DateTimeOffset startedAt, TimeSpan took)
    {
        var text = new StringBuilder();
        var all = tallies.All;
        var total = all.Aggregate(new Tally("**all**", "", ""), (sum, t) => sum + t);
        text.Append(CultureInfo.InvariantCulture,
            $"`{command}`, {startedAt:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {took.TotalMinutes:0} minutes. ");
        text.AppendLine(total.Holds && tallies.Findings.Count == 0 ? "Everything holds." : $"**{tallies.Findings.Count} findings.**");
        text.AppendLine();
        text.AppendLine("| fault | network | database | crashes | deliveries | out | sends | lost | doubled | sent again | unaccounted | "
            + "in doubt | resolved | shown |");
        text.AppendLine("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var t in (IEnumerable<Tally>)[.. all, total])
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {t.Scenario} | {t.Network} | {t.Database} | {t.Crashes} | {t.Deliveries} | {t.Out} | {t.Sends} | {t.Lost} | "
                    + $"{t.Doubled} | {t.SentAgain} | {t.Unaccounted} | {t.Doubted} | {t.Resolved} | {t.Shown} |");
        }

        text.AppendLine();
        text.AppendLine("Where the processes were killed:");
        text.AppendLine();
        text.AppendLine("| place | crashes |");
        text.AppendLine("| --- | ---: |");
        foreach (var (place, count) in total.Places.OrderByDescending(p => p.Value))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {place} | {count} |");
        }

        if (total.Fell > 0)
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"{total.Fell} more processes gave up by themselves at their start because the "
                + $"database was locked or its disk full; they are not counted as crashes.");
        }

        foreach (var finding in tallies.Findings)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {finding}");
        }

        return text.ToString();
    }
}
