using System.Diagnostics;
using System.Globalization;
using System.Text;
using Engagement.Faults.Networks;

namespace Engagement.Faults.Restores;

/// <param name="Restores">How many copies are put back.</param>
/// <param name="Lanes">Desks side by side.</param>
/// <param name="Minutes">After this no desk is begun and the ones under way end early; 0: no limit.</param>
/// <param name="Seed">For the same choices again (moments still fall differently).</param>
internal sealed record RestoreOptions(int Restores, int Lanes, int Minutes, int Seed);

/// <summary>
/// Posts and answers go out; the process is killed, a copy of any age takes the database's place, and the next process begins with it. In
/// the end the network's own list has nothing twice, and has all that the last database says is out.
/// </summary>
internal static class RestoreRun
{
    private const int OnOneDesk = 25;

    public static async Task<int> RunAsync(RestoreOptions options, Action<string> say, string? report)
    {
        say(options.ToString());
        await using var sandbox = await SandboxNetwork.StartAsync();
        sandbox.Line.Faults = LineFaults.Usual;
        var (startedAt, watch, seeds) = (DateTimeOffset.UtcNow, Stopwatch.StartNew(), new Random(options.Seed));
        using var stop = options.Minutes > 0
            ? new CancellationTokenSource(TimeSpan.FromMinutes(options.Minutes))
            : new CancellationTokenSource();
        var (gate, given, all) = (new Lock(), 0, new List<RestoreTally>());
        await Task.WhenAll(Enumerable.Range(0, options.Lanes).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested && Next() is (var count, var seed))
            {
                var tally = await RestoreStretch.RunAsync(sandbox, count, seed, stop.Token);
                lock (gate)
                {
                    all.Add(tally);
                    say(string.Create(CultureInfo.InvariantCulture,
                        $"{watch.Elapsed:hh\\:mm\\:ss} {all.Sum(t => t.Restores)} restores, {all.Sum(t => t.Findings.Count)} findings"));
                    tally.Findings.ToList().ForEach(say);
                }
            }
        })));
        var text = Report(options, RestoreTally.Of(all), startedAt, watch.Elapsed);
        say(text);
        if (report is not null)
        {
            await File.WriteAllTextAsync(report, text, CancellationToken.None);
        }

        return all.All(t => t.Holds) ? 0 : 1;

        (int Count, int Seed)? Next()
        {
            lock (gate)
            {
                var count = Math.Min(OnOneDesk, options.Restores - given);
                given += count;
                return count > 0 ? (count, seeds.Next()) : null;
            }
        }
    }

    private static string Report(RestoreOptions options, RestoreTally t, DateTimeOffset startedAt, TimeSpan took) => new StringBuilder()
        .AppendLine(CultureInfo.InvariantCulture, $"`./build.sh --target=Faults --scenario=restore --restores={options.Restores}`, "
            + $"{startedAt:yyyy-MM-dd}, {took.TotalMinutes:0} minutes. {(t.Holds ? "Everything holds." : "It does NOT hold.")}")
        .AppendLine()
        .AppendLine("| copies put back | by the verb | by hand | copies made | made | gone with a copy | in the last database | out | "
            + "doubled | sent again | lost | asked about first | found to be out |")
        .AppendLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        .AppendLine(CultureInfo.InvariantCulture, $"| {t.Restores} | {t.ByVerb} | {t.Restores - t.ByVerb} | {t.Copies} | {t.Made} | "
            + $"{t.Made - t.Kept} | {t.Kept} | {t.Out} | {t.Doubled} | {t.SentAgain} | {t.Lost} | {t.Asked} | {t.Found} |")
        .ToString();
}

/// <summary>What was counted.</summary>
/// <param name="Made">Deliveries that were made.</param>
/// <param name="Kept">Of those, the ones the last database knows of.</param>
/// <param name="Out">Texts on the network's own list.</param>
/// <param name="Doubled">Of those, the ones that are there more than once.</param>
/// <param name="SentAgain">Texts of which a send came along the line after an earlier one had been stored.</param>
/// <param name="Lost">Said to be out and not there, or not settled in the end.</param>
/// <param name="Asked">Deliveries of the last database that were asked about before a send.</param>
/// <param name="Found">Of those, the ones that were out already.</param>
internal sealed record RestoreTally(int Restores, int ByVerb, int Copies, int Made, int Kept, int Out,
    int Doubled, int SentAgain, int Lost, int Asked, int Found, IReadOnlyList<string> Findings)
{
    public bool Holds => Doubled == 0 && SentAgain == 0 && Lost == 0 && Findings.Count == 0;

    public static RestoreTally Of(IReadOnlyList<RestoreTally> all) => new(
        all.Sum(t => t.Restores), all.Sum(t => t.ByVerb), all.Sum(t => t.Copies),
        all.Sum(t => t.Made), all.Sum(t => t.Kept), all.Sum(t => t.Out),
        all.Sum(t => t.Doubled), all.Sum(t => t.SentAgain), all.Sum(t => t.Lost),
        all.Sum(t => t.Asked), all.Sum(t => t.Found), [.. all.SelectMany(t => t.Findings)]);
}
