using System.Globalization;
using System.Text;
using Engagement.Features.Publishing.Metrics;

namespace Engagement.Faults.Nodes;

/// <summary>The network's side held against the desk's, after nodes were killed.</summary>
internal sealed record NodesReckoning(int Kills, int Posts, int Replies)
{
    private const double TakenUpWithin = 10;

    private static readonly double Lease = Outbox.Lease.Length.TotalSeconds;

    public int LostPosts { get; init; }

    public int DoubledPosts { get; init; }

    public int NotPublished { get; init; }

    public int Doubts { get; init; }

    public int LostReplies { get; init; }

    public int DoubledReplies { get; init; }

    /// <summary>Items that were counted as failed, though only processes and their connections were.</summary>
    public int Blamed { get; init; }

    /// <summary>Seconds after its time that each post was on the network, the shortest first.</summary>
    public IReadOnlyList<double> Late { get; init; } = [];

    /// <summary>Seconds that work of a dead node lay after its lease had ended, by kind of work, the shortest first.</summary>
    public required ILookup<string, double> TakenUpAfter { get; init; }

    public bool Holds => LostPosts + DoubledPosts + NotPublished + LostReplies + DoubledReplies
        + TakenUpAfter.Sum(kind => kind.Count(seconds => seconds > TakenUpWithin)) == 0;

    public string Table()
    {
        var text = new StringBuilder();
        text.AppendLine("| kills | posts | lost | doubled | not published | in doubt for a while | replies | lost | "
            + "doubled | counted as failed |");
        text.AppendLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| {Kills} | {Posts} | {LostPosts} | {DoubledPosts} | {NotPublished} | {Doubts} | "
            + $"{Replies} | {LostReplies} | {DoubledReplies} | {Blamed} |");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"Seconds after its time that a post was on the network: {Spread(Late)}; later than a lease and ten: "
                + $"{Late.Count(late => late > Lease + TakenUpWithin)}.");
        foreach (var kind in TakenUpAfter.OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"Seconds that a dead node's `{kind.Key}` lay after its lease had ended ({kind.Count()} times): {Spread([.. kind])}; "
                    + $"longer than ten: {kind.Count(seconds => seconds > TakenUpWithin)}.");
        }

        return text.ToString();
    }

    private static string Spread(IReadOnlyList<double> sorted)
    {
        return FormattableString.Invariant($"p50 {At(0.5):0.0}, p95 {At(0.95):0.0}, p99 {At(0.99):0.0}, worst {At(1):0.0}");

        double At(double share) => sorted.Count == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
    }
}
