using System.Globalization;
using System.Text;

namespace Engagement.Faults.Nodes;

/// <summary>The network's side held against the desk's, after nodes were killed.</summary>
internal sealed record NodesReckoning(int Kills, int Posts, int Replies)
{
    // The lease, and ten seconds for whoever takes the work up.
    private const double TakenUpWithin = 40;

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

    public bool Holds => LostPosts + DoubledPosts + NotPublished + LostReplies + DoubledReplies == 0;

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
            $"Seconds after its time that a post was on the network: p50 {At(0.5):0.0}, p95 {At(0.95):0.0}, p99 {At(0.99):0.0}, "
                + $"worst {At(1):0.0}; later than {TakenUpWithin:0} (a lease and ten): {Late.Count(late => late > TakenUpWithin)}.");
        return text.ToString();
    }

    private double At(double share) => Late.Count == 0 ? 0 : Late[(int)Math.Ceiling(share * Late.Count) - 1];
}
