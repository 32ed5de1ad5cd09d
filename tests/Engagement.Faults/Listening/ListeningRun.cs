using System.Diagnostics;
using System.Globalization;
using System.Text;
using Engagement.Channels.Tests.Servers;
using Engagement.Faults.Desks;
using Engagement.Faults.Runs;
using Engagement.Features.Publishing.Metrics;

namespace Engagement.Faults.Listening;

/// <param name="Replies">How many arrive.</param>
/// <param name="Crashes">The least number of processes to kill while they do.</param>
/// <param name="Seed">For the same choices again (moments still fall differently).</param>
internal sealed record ListeningOptions(int Replies, int Crashes, int Seed);

/// <summary>
/// Replies arrive at a real Bluesky server while the process that reads them is killed again and again; in the end each is in a ticket
/// once.
/// </summary>
internal sealed class ListeningRun
{
    /// <summary>The exit code when the servers cannot be had here.</summary>
    public const int NoServers = 3;

    // On a machine that is busy with other things a process may take half a minute to start.
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan WithoutProgress = TimeSpan.FromMinutes(5);

    // Where nothing is kept for some crashes, processes are given longer to live, and less again where much is: most are to die over their
    // work.
    private const int ShortestLife = 300;
    private const int LongestLife = 12_000;

    private readonly ListeningOptions _options;
    private readonly Desk _desk;
    private readonly HeardDesk _heard;
    private readonly Random _random;
    private int _life = 800;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    private ListeningRun(ListeningOptions options, Desk desk) =>
        (_options, _desk, _heard, _random) = (options, desk, new HeardDesk(desk), new Random(options.Seed));

    public static async Task<int> RunAsync(ListeningOptions options, Action<string> say, string? report)
    {
        say(options.ToString());
        var (startedAt, watch) = (DateTimeOffset.UtcNow, Stopwatch.StartNew());
        await using var network = new BlueskyNetwork();
        await network.InitializeAsync();
        if (network.Missing is { } why)
        {
            say(why);
            return NoServers;
        }

        using var place = Place.Make(small: false);
        await using var desk = await Desk.CreateAsync("listening", place.Path);
        var us = await network.NewAccountAsync("desk");
        await desk.AddAccountAsync(us, network.Pds);
        var conversation = await Conversation.BeginAsync(network, us, options.Replies);
        var run = new ListeningRun(options, desk);
        await run._heard.IsOutAsync(conversation.PostId);
        await run.KillAsync(conversation, say);
        var reckoning = await run.FinishAsync(conversation, say);
        var text = run.Report(reckoning, conversation, startedAt, watch.Elapsed);
        say(text);
        if (report is not null)
        {
            await File.WriteAllTextAsync(report, text);
        }

        return reckoning.Holds ? 0 : 1;
    }

    // Each process has its share of the replies arrive while it lives and dies.
    private async Task KillAsync(Conversation conversation, Action<string> say)
    {
        using var share = new SemaphoreSlim(0);
        var arriving = Task.Run(async () =>
        {
            for (var i = 0; i < _options.Replies; i++)
            {
                await share.WaitAsync();
                await conversation.ReplyAsync(i);
            }
        });
        for (var (crashes, released) = (0, 0); crashes < _options.Crashes || !arriving.IsCompleted; crashes++)
        {
            var upTo = (int)Math.Min(_options.Replies, (crashes + 1L) * _options.Replies / _options.Crashes);
            if (upTo > released)
            {
                share.Release(upTo - released);
                released = upTo;
            }

            var before = await _heard.KeptAsync();
            var where = await CrashAsync();
            _life = await _heard.KeptAsync() > before ? Math.Max(ShortestLife, _life * 3 / 4) : Math.Min(LongestLife, _life * 5 / 4);
            _places[where] = _places.GetValueOrDefault(where) + 1;
            if ((crashes + 1) % 20 == 0)
            {
                var kept = await _heard.KeptAsync();
                say(string.Create(CultureInfo.InvariantCulture, $"{crashes + 1} crashes, {released} replies let go, {kept} kept"));
            }
        }

        await arriving;
    }

    private async Task<string> CrashAsync()
    {
        var sign = Path.Combine(_desk.Folder, ListenWorker.Sign);
        File.Delete(sign);
        var lease = await _heard.LeaseAsync();
        _desk.LetGo();
        var inItsStart = _random.Next(8) == 0;
        using var worker = WorkerProcess.Start(_desk.Plan() with { Verb = "listen" });
        if (!inItsStart)
        {
            var started = Stopwatch.StartNew();
            while (!File.Exists(sign) && !worker.HasEnded && started.Elapsed < StartsWithin)
            {
                await Task.Delay(10);
            }
        }

        await Task.Delay(_random.Next(_life));
        await worker.KillAsync("");
        return inItsStart ? "a moment of its start"
            : await _heard.LeaseAsync() is { } now && now != lease ? "a page asked for or told, and not all of it kept"
            : await _heard.WaitingAsync() > 0 ? "kept, and not in a ticket"
            : "between turns";
    }

    // A process that is left in peace hears the rest.
    private async Task<Reckoning> FinishAsync(Conversation conversation, Action<string> say)
    {
        var said = await conversation.SaidAsync();
        using var worker = WorkerProcess.Start(_desk.Plan() with { Verb = "listen" });
        var (still, before) = (Stopwatch.StartNew(), -1);
        Reckoning reckoning;
        do
        {
            await Task.Delay(1000);
            reckoning = await _heard.ReckonAsync(said, await _heard.AccountAsync());
            if (reckoning.Messages != before)
            {
                (before, still) = (reckoning.Messages, Stopwatch.StartNew());
            }
        }
        while (!reckoning.Holds && !worker.HasEnded && still.Elapsed < WithoutProgress);

        await worker.KillAsync("");
        say(reckoning.ToString());
        return reckoning;
    }

    private string Report(Reckoning r, Conversation conversation, DateTimeOffset startedAt, TimeSpan took)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"`./build.sh --target=Faults --scenario=listening --replies={_options.Replies} --crashes={_options.Crashes}`, "
                + $"{startedAt:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {took.TotalMinutes:0.0} minutes. "
                + $"{(r.Holds ? "Everything holds." : "**Something does not hold.**")}");
        text.AppendLine();
        text.AppendLine("| processes killed | clients | replies on the network | kept | messages in tickets | tickets | missed | doubled | "
            + "invented | counted by Bluesky | unexplained |");
        text.AppendLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"| {_places.Values.Sum()} | {conversation.Clients} | {r.Said} | {r.Captured} | {r.Messages} | {r.Tickets} | {r.Missed} | "
                + $"{r.Doubled} | {r.Invented} | {r.Reported} | {r.Unexplained} |");
        text.AppendLine();
        text.AppendLine("| killed at | processes |");
        text.AppendLine("| --- | ---: |");
        foreach (var (where, count) in _places.OrderByDescending(p => p.Value))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {where} | {count} |");
        }

        return text.ToString();
    }
}
