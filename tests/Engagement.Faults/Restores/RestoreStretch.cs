using System.Diagnostics;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Faults.Desks;
using Engagement.Faults.Networks;
using Engagement.Faults.Runs;
using Engagement.Faults.Worker;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Host;
using Engagement.Sandbox;
using Engagement.Testing;

namespace Engagement.Faults.Restores;

/// <summary>A number of restores on a fresh desk, then a worker that is left in peace, then the reckoning.</summary>
internal sealed class RestoreStretch
{
    // Copies that are kept to be put back: of the last seconds, or of many restores ago.
    private const int MostCopies = 6;
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromMinutes(10);
    private static readonly Guid Person = Guid.NewGuid();

    private readonly Desk _desk;
    private readonly Random _random;
    private readonly string _client;
    private readonly List<string> _copies = [];
    private int _byVerb;
    private int _made;

    private RestoreStretch(Desk desk, Random random, string client) => (_desk, _random, _client) = (desk, random, client);

    public static async Task<RestoreTally> RunAsync(SandboxNetwork network, int restores, int seed, CancellationToken stop)
    {
        var name = $"r{seed:x8}";
        using var place = Place.Make(small: false);
        await using var desk = await Desk.CreateAsync(name, place.Path);
        var account = await network.NewAccountAsync(name);
        await desk.AddAccountAsync(account, network.Line.Address);
        var client = network.Server.Profiles.Add(new NewSandboxProfile($"c{seed:x8}", "Client")).Value!;
        var asked = network.Server.Posts.Publish(client, new NewSandboxPost(null, "How?")).Value!.Id;
        var stretch = new RestoreStretch(desk, new Random(seed), asked);
        var done = 0;
        for (; done < restores && !stop.IsCancellationRequested; done++)
        {
            await stretch.LiveAsync();
            await stretch.PutBackAsync();
        }

        await stretch.SettleAsync();
        return await stretch.ReckonAsync(network, account, done);
    }

    // A process works while posts and answers are made and copies taken; then it is killed.
    private async Task LiveAsync()
    {
        using var worker = WorkerProcess.Start(_desk.Plan() with { LooksBack = true });
        for (var i = _random.Next(2, 6); i > 0; i--)
        {
            var now = TimeProvider.System.Now();
            await _desk.ScheduleAsync(_random.Next(1, 4), now,
                TimeSpan.FromSeconds(_random.Next(0, 4)), _random.Next(2) == 0 ? Person : null, _random.Next(3) == 0 ? _client : null);
            if (_copies.Count == 0 || _random.Next(2) == 0)
            {
                Copy();
            }

            // A person looks, or has not looked yet.
            if (_random.Next(3) > 0)
            {
                await ResumeAsync();
            }

            await worker.EndsWithinAsync(TimeSpan.FromMilliseconds(_random.Next(1500)));
        }

        await worker.KillAsync("moment of chance");
    }

    private void Copy()
    {
        var file = Path.Combine(_desk.Folder, $"copy-{_made++}.db");
        SqliteCopies.Copy(_desk.ConnectionString, file);
        if (_copies.Count == MostCopies)
        {
            var gone = _random.Next(MostCopies);
            File.Delete(_copies[gone]);
            _copies.RemoveAt(gone);
        }

        _copies.Add(file);
    }

    private async Task ResumeAsync()
    {
        using var scope = _desk.Open();
        await scope.ServiceProvider.GetRequiredService<ResumePublishing>().RunAsync("somebody", CancellationToken.None);
    }

    private async Task PutBackAsync()
    {
        var (copy, target) = (_copies[_random.Next(_copies.Count)], CheckFile.FileOf(_desk.Db.Options));
        _desk.LetGo();
        if (_random.Next(2) == 0)
        {
            _byVerb++;
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Jobs:Storage", "Memory")]).Build();
            File.Delete((await RestoreCopy.RunAsync(configuration, _desk.Db.Options, copy, CancellationToken.None)).Kept!);
            return;
        }

        PutByHand.Run(copy, target);
    }

    private async Task SettleAsync()
    {
        var watch = Stopwatch.StartNew();
        using var worker = WorkerProcess.Start(_desk.Plan() with { LooksBack = true });
        do
        {
            await Task.Delay(300);
            await ResumeAsync();
        }
        while (await _desk.UnsettledAsync() > 0 && watch.Elapsed < SettlesWithin && !worker.HasEnded);
        if (worker.HasEnded)
        {
            await worker.KillAsync(""); // throws with what it said
        }
    }

    private async Task<RestoreTally> ReckonAsync(SandboxNetwork network, ChannelAccount account, int done)
    {
        var there = (await network.TextsAsync(account))
            .Where(text => text.StartsWith(_desk.Name, StringComparison.Ordinal)).CountBy(text => text).ToDictionary();
        var stories = await _desk.StoriesAsync(Guid.Empty);
        var lost = stories.Where(s => s.State != DeliveryState.Published || !there.ContainsKey(s.Body)).ToList();
        var doubled = there.Where(t => t.Value > 1).Select(t => t.Key).ToList();
        var again = network.Line.Of($"{_desk.Name} ", StringComparison.Ordinal)
            .Where(h => h.Value.AfterStored > 0).Select(h => h.Key).ToList();
        var asked = stories.Where(
            s => s.Moves.Any(m => m is { FromState: DeliveryState.Scheduled, ToState: DeliveryState.Uncertain })).ToList();
        return new RestoreTally(
            done, _byVerb, _made, _desk.Made, stories.Count, there.Count, doubled.Count, again.Count, lost.Count, asked.Count,
            asked.Count(s => s.Attempts == 0 && s.State == DeliveryState.Published),
            [
                .. lost.Select(s => $"lost: {s.Body} ({s.Id}) {string.Join(" ", s.Moves.Select(m => m.ToState))} "
                    + $"{s.ErrorKind} {s.LastError}"),
                .. doubled.Union(again).Select(text => $"twice: {text} ({there.GetValueOrDefault(text)} there, {network.Line.Of(text)}) "
                    + string.Join(" ", stories.Where(s => s.Body == text).SelectMany(s => s.Moves).Select(m => m.ToState))),
            ]);
    }
}
