using System.Diagnostics;
using Engagement.Data;
using Engagement.Faults.Desks;
using Engagement.Faults.Networks;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Sandbox;

namespace Engagement.Faults.Nodes;

/// <summary>Posts come due and replies arrive while nodes are killed and started at random.</summary>
internal sealed class KillingRun : IDisposable
{
    // So many people wrote, one after the other, so many times each.
    private const int LeastClients = 50;
    private const int RepliesOfOne = 10;

    // How long a node lives and stays away.
    private const int LongestLifeMs = 20_000;
    private const int LongestAwayMs = 10_000;
    private static readonly TimeSpan WithoutProgress = TimeSpan.FromMinutes(4);

    private static readonly Sql CountCursors = Sql.Portable("select count(*) from StreamCursors");

    private static readonly Sql CountMessages = Sql.Portable("select count(*) from Messages where Kind = 'inbound'");

    private static readonly Sql ReadItems = Sql.Portable("select RemoteId from InboundItems");

    private static readonly Sql ReadMessages = Sql.Portable(
        "select m.RemoteId from Messages m join Tickets t on t.Id = m.TicketId where m.Kind = 'inbound' and m.RemoteId is not null");

    private static readonly Sql ReadBlamed = Sql.Portable("select Id from InboundItems where Attempts > 1 or State = 'Failed'");

    private readonly NodesOptions _options;
    private readonly Desk _desk;
    private readonly SandboxNetwork _network;
    private readonly Random _random;
    private readonly IReadOnlyList<NodeProcess> _nodes;
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private int _kills;

    private KillingRun(NodesOptions options, Desk desk, SandboxNetwork network)
    {
        (_options, _desk, _network, _random) = (options, desk, network, new Random(options.Seed));
        _nodes = [.. options.Roles.Select((role, i) => new NodeProcess(desk, i, role))];
    }

    public static async Task<NodesReckoning> RunAsync(NodesOptions options, Desk desk, SandboxNetwork network, Action<string> say)
    {
        using var run = new KillingRun(options, desk, network);
        foreach (var node in run._nodes)
        {
            await node.StartedAsync();
        }

        // A network tells a new listener its newest page only: what comes after the first read is all told.
        await UntilAsync(async () => await desk.Db.ScalarAsync<int>(CountCursors) >= NodesRun.Accounts, "listening to begin", run);
        say($"{run._nodes.Count} nodes listen");
        var start = TimeProvider.System.Now().AddSeconds(5);
        await desk.ScheduleAsync(options.Deliveries, start, options.Over);
        using var over = new CancellationTokenSource(options.Over + TimeSpan.FromSeconds(5));
        await using var leases = LeaseWatch.Start(desk.Db);
        var killing = run.KillAsync(over.Token);
        await run.ReplyAsync(start);
        await killing;
        say($"{run._kills} kills; every node is left in peace now");
        await run.SettleAsync(say);
        return await run.ReckonAsync(await leases.EndAsync(), say);
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.Dispose();
        }
    }

    // One node that runs jobs is always up: what is counted is how late the others' deaths make things, not how long nobody was there.
    private async Task KillAsync(CancellationToken over)
    {
        var back = _nodes.ToDictionary(node => node, _ => (DateTime?)null);
        try
        {
            while (true)
            {
                await Task.Delay(_random.Next(1000, Math.Max(2000, LongestLifeMs / _nodes.Count)), over);
                foreach (var (node, at) in back.ToList())
                {
                    if (at <= DateTime.UtcNow)
                    {
                        node.Start();
                        back[node] = null;
                    }
                }

                var victim = _nodes[_random.Next(_nodes.Count)];
                if (victim.Runs && (!victim.RunsJobs
                    || _nodes.Any(other => other != victim && other is { RunsJobs: true, Runs: true, Address: not null })))
                {
                    victim.Kill();
                    _kills++;
                    back[victim] = DateTime.UtcNow.AddMilliseconds(_random.Next(LongestAwayMs));
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            foreach (var node in _nodes.Where(node => !node.Runs))
            {
                node.Start();
            }
        }
    }

    private async Task ReplyAsync(DateTimeOffset start)
    {
        var clients = Enumerable.Range(0, Math.Max(LeastClients, _options.Replies / RepliesOfOne))
            .Select(i => _network.Server.Profiles.Add(new NewSandboxProfile($"client{i}", $"Client {i}")).Value!).ToList();
        for (var i = 0; i < _options.Replies; i++)
        {
            var at = start + (_options.Over * i / _options.Replies);
            if (at - DateTimeOffset.UtcNow is { } wait && wait > TimeSpan.FromMilliseconds(15))
            {
                await Task.Delay(wait);
            }

            var said = _network.Server.Posts.Publish(clients[i % clients.Count],
                new NewSandboxPost(null, $"@kills{i % NodesRun.Accounts} it does not work, {i}", null));
            _said.Add(said.Value?.Id ?? throw new InvalidOperationException($"The network did not take reply {i}: {said.Error?.Message}"));
        }
    }

    private async Task SettleAsync(Action<string> say)
    {
        var (still, before, told) = (Stopwatch.StartNew(), (-1, -1), Stopwatch.StartNew());
        while (true)
        {
            var now = (await _desk.UnsettledAsync(), _said.Count - await _desk.Db.ScalarAsync<int>(CountMessages));
            if (now is ( <= 0, <= 0))
            {
                return;
            }

            if (now != before)
            {
                (before, still) = (now, Stopwatch.StartNew());
            }

            if (told.Elapsed > TimeSpan.FromSeconds(20))
            {
                say($"{now.Item1} deliveries and {now.Item2} replies to go");
                told.Restart();
            }

            if (still.Elapsed > WithoutProgress)
            {
                say($"Nothing moves any more. The nodes said:\n{string.Join("\n---\n", _nodes.Select(node => node.Said))}");
                return;
            }

            await Task.Delay(1000);
        }
    }

    private async Task<NodesReckoning> ReckonAsync(ILookup<string, double> takenUpAfter, Action<string> say)
    {
        var blamed = await _desk.Db.QueryAsync<Guid>(ReadBlamed);
        foreach (var item in blamed)
        {
            say($"{item} was counted as failed:\n{string.Join("\n---\n", _nodes.Select(node => node.SaidOf(item.ToString())))}");
        }

        var stories = await _desk.StoriesAsync(Guid.Empty);
        var heard = stories.Select(story => (Story: story, Heard: _network.Line.Of(story.Body))).ToList();
        var items = await _desk.Db.QueryAsync<string>(ReadItems);
        var messages = await _desk.Db.QueryAsync<string>(ReadMessages);
        return new NodesReckoning(_kills, stories.Count, _said.Count)
        {
            LostPosts = heard.Count(h => h.Heard.Stored == 0),
            DoubledPosts = heard.Count(h => h.Heard.Stored > 1),
            NotPublished = stories.Count(s => s.State != DeliveryState.Published),
            Doubts = stories.Count(s => s.Moves.Any(m => m.ToState == DeliveryState.Uncertain)),
            Late = [.. heard.Where(h => h.Heard.StoredAt is not null)
                .Select(h => (h.Heard.StoredAt!.Value - h.Story.DueAt).TotalSeconds).Order()],
            LostReplies = _said.Except(messages).Count(),
            DoubledReplies = items.Count - items.Distinct().Count() + messages.Count - messages.Distinct().Count(),
            TakenUpAfter = takenUpAfter,
            Blamed = blamed.Count,
        };
    }

    private static async Task UntilAsync(Func<Task<bool>> so, string what, KillingRun run)
    {
        var watch = Stopwatch.StartNew();
        while (!await so())
        {
            if (watch.Elapsed > WithoutProgress)
            {
                throw new InvalidOperationException(
                    $"Waited in vain for {what}. The nodes said:\n{string.Join("\n---\n", run._nodes.Select(node => node.Said))}");
            }

            await Task.Delay(250);
        }
    }
}
