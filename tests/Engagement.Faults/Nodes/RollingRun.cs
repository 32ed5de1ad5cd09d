using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Engagement.Faults.Desks;

namespace Engagement.Faults.Nodes;

/// <summary>
/// Each node is told to stop and started again, one after the other, while people ask for pages through a proxy that looks at each node's
/// readiness once a second, as proxies do. A request that fails is not asked again.
/// </summary>
internal sealed class RollingRun : IDisposable
{
    private const int People = 8;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly List<NodeProcess> _nodes;
    private readonly ConcurrentDictionary<NodeProcess, Uri> _ready = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) }) { Timeout = TimeSpan.FromSeconds(30) };
    private int _asked;

    private RollingRun(Desk desk) => _nodes = [new(desk, 0, "all"), new(desk, 1, "web"), new(desk, 2, "all")];

    public static async Task<Rolled> RunAsync(Desk desk, Action<string> say)
    {
        using var run = new RollingRun(desk);
        await Task.WhenAll(run._nodes.Select(node => node.StartedAsync()));
        using var over = new CancellationTokenSource();
        var looking = run.LookAsync(over.Token);
        while (run._ready.Count < run._nodes.Count)
        {
            await Task.Delay(100);
        }

        var asking = Task.WhenAll(Enumerable.Range(0, People).Select(i => run.AskAsync(i, over.Token)));
        var stops = new List<TimeSpan>();
        foreach (var node in run._nodes)
        {
            stops.Add(await node.StopAsync());
            await node.StartedAsync();
            while (!run._ready.ContainsKey(node))
            {
                await Task.Delay(100);
            }

            say(string.Create(CultureInfo.InvariantCulture, $"{node.Role} restarted, {run._asked} requests, {run._failed.Count} failed"));
        }

        await over.CancelAsync();
        await Task.WhenAll(looking, asking);
        return new Rolled(run._nodes.Count, run._asked, [.. run._failed], stops.Max());
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (var node in _nodes)
        {
            node.Dispose();
        }
    }

    private async Task LookAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            foreach (var node in _nodes)
            {
                if (node.Address is { } address && node.Runs && await IsReadyAsync(address))
                {
                    _ready[node] = address;
                }
                else
                {
                    _ready.TryRemove(node, out _);
                }
            }

            await Task.Delay(Look, CancellationToken.None);
        }
    }

    private async Task<bool> IsReadyAsync(Uri address)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private async Task AskAsync(int person, CancellationToken over)
    {
        for (var i = person; !over.IsCancellationRequested; i++)
        {
            var ready = _ready.Values.ToList();
            if (ready.Count == 0)
            {
                _failed.Enqueue("no node was ready");
                await Task.Delay(100, CancellationToken.None);
                continue;
            }

            Interlocked.Increment(ref _asked);
            try
            {
                using var answer = await _http.GetAsync(new Uri(ready[i % ready.Count], "/setup"), CancellationToken.None);
                if (!answer.IsSuccessStatusCode && (int)answer.StatusCode is not (301 or 302 or 303 or 429))
                {
                    _failed.Enqueue($"{(int)answer.StatusCode}");
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                _failed.Enqueue($"{e.GetType().Name}: {e.InnerException?.Message ?? e.Message}");
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }
}

/// <summary>How a rolling restart went.</summary>
internal sealed record Rolled(int Nodes, int Requests, IReadOnlyList<string> Failed, TimeSpan LongestStop)
{
    public bool Holds => Failed.Count == 0 && Requests > 0;

    public string Table() => string.Create(CultureInfo.InvariantCulture,
        $"Rolling restart of {Nodes} nodes behind a proxy: {Requests} requests, "
            + $"{Failed.Count} failed{(Failed.Count > 0 ? $" ({string.Join("; ", Failed.Distinct().Take(5))})" : "")}; the longest stop "
            + $"took {LongestStop.TotalSeconds:0.0} s.\n");
}
