using System.Collections.Concurrent;

namespace Engagement.Faults.Runs;

/// <summary>What was counted of one sort of fault on one network and one database.</summary>
internal sealed record Tally(string Scenario, string Network, string Database)
{
    /// <summary>Processes ended with SIGKILL.</summary>
    public int Crashes { get; init; }

    /// <summary>How many of them where.</summary>
    public IReadOnlyDictionary<string, int> Places { get; init; } = new Dictionary<string, int>();

    /// <summary>Processes that gave up by themselves because the database was away or full. Not counted as crashes.</summary>
    public int Fell { get; init; }

    public int Deliveries { get; init; }

    /// <summary>Posts on the network's own list.</summary>
    public int Out { get; init; }

    /// <summary>Sends that came along the line.</summary>
    public int Sends { get; init; }

    /// <summary>Deliveries that were Uncertain at some time.</summary>
    public int Doubted { get; init; }

    /// <summary>Of those: settled by asking.</summary>
    public int Resolved { get; init; }

    /// <summary>Of those: left to a person, in view.</summary>
    public int Shown { get; init; }

    /// <summary>Said to be out and not there, never finished, gone from the ledger, or given up.</summary>
    public int Lost { get; init; }

    /// <summary>On the network more than once.</summary>
    public int Doubled { get; init; }

    /// <summary>Sent again by itself after the network had stored it.</summary>
    public int SentAgain { get; init; }

    /// <summary>More sends than the ledger knows of, or a second send without the network's word that the first is not there.</summary>
    public int Unaccounted { get; init; }

    public bool Holds => Lost + Doubled + SentAgain + Unaccounted == 0 && Doubted == Resolved + Shown;

    public static Tally operator +(Tally a, Tally b) => a with
    {
        Crashes = a.Crashes + b.Crashes,
        Places = a.Places.Concat(b.Places).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Sum(p => p.Value)),
        Fell = a.Fell + b.Fell,
        Deliveries = a.Deliveries + b.Deliveries,
        Out = a.Out + b.Out,
        Sends = a.Sends + b.Sends,
        Doubted = a.Doubted + b.Doubted,
        Resolved = a.Resolved + b.Resolved,
        Shown = a.Shown + b.Shown,
        Lost = a.Lost + b.Lost,
        Doubled = a.Doubled + b.Doubled,
        SentAgain = a.SentAgain + b.SentAgain,
        Unaccounted = a.Unaccounted + b.Unaccounted,
    };
}

/// <summary>All tallies of a run.</summary>
internal sealed class Tallies(Action<string> say)
{
    private readonly ConcurrentDictionary<(string, string, string), Tally> _all = new();
    private readonly ConcurrentQueue<string> _findings = new();

    public IReadOnlyList<Tally> All => [.. _all.Values.OrderBy(t => t.Scenario, StringComparer.Ordinal)
        .ThenBy(t => t.Network, StringComparer.Ordinal).ThenBy(t => t.Database, StringComparer.Ordinal)];

    /// <summary>What does not hold, a line each.</summary>
    public IReadOnlyList<string> Findings => [.. _findings];

    public int Crashes => _all.Values.Sum(t => t.Crashes);

    public void Add(Tally tally, IEnumerable<string> findings)
    {
        _all.AddOrUpdate((tally.Scenario, tally.Network, tally.Database), tally, (_, before) => before + tally);
        foreach (var finding in findings)
        {
            _findings.Enqueue(finding);
            say(finding);
        }
    }
}
