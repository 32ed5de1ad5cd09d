using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Content.Templates.Variants;

/// <summary>
/// What each variant brought. A post counts once its days are over, so that an older one has had no more time than a newer; visits are
/// those by people. Words that somebody wrote by hand count for no variant.
/// </summary>
internal sealed class CompareVariants(Db db, TimeProvider clock)
{
    /// <summary>How long a post's visits and replies are counted: most come on the first day, hardly any after a week.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(7);

    private static readonly Sql ReadDeliveries = Sql.Portable(
        """
        select d.Id, d.PostId, p.Variant, d.State, d.PublishedAt, d.AccountId, d.RemoteId, l.Code
        from Posts p join Deliveries d on d.PostId = p.Id left join TrackedLinks l on l.DeliveryId = d.Id
        where p.ExperimentId = @Id and p.Variant is not null
        order by p.Id, d.Id
        """);

    private static readonly Sql CountVisits = Sql.Portable(
        "select count(*) from Visits where Code = @Code and Class = 'People' and OccurredAt < @Until");

    private static readonly Sql CountReplies = Sql.Portable(
        "select count(*) from InboundItems where AccountId = @AccountId and InReplyToId = @RemoteId and ReceivedAt < @Until");

    /// <param name="Posts">All that were made with it.</param>
    /// <param name="Finished">Of them, those that are out and whose days are over, in order.</param>
    internal sealed record Arm(Variant Variant, int Posts, IReadOnlyList<Finished> Finished)
    {
        public double MeanVisits => Finished.Count == 0 ? 0 : Finished.Average(f => f.Visits);

        public double MeanReplies => Finished.Count == 0 ? 0 : Finished.Average(f => f.Replies);
    }

    /// <param name="Tracked">It carried a link of ours; otherwise its visits are not known.</param>
    internal sealed record Finished(Guid PostId, double Visits, double Replies, bool Tracked);

    /// <summary>A variant held against A.</summary>
    internal sealed record Verdict(string Letter, string Measure, WelchInterval? Interval, string Words);

    /// <param name="IsDone">The stop rule holds: each variant has its posts.</param>
    /// <param name="Level">How sure each interval is, so that all of them together are right 95 times in 100.</param>
    internal sealed record Comparison(
        Experiment Experiment, IReadOnlyList<Arm> Arms, bool IsDone, double Level, IReadOnlyList<Verdict> Verdicts);

    public async Task<Comparison> RunAsync(Experiment experiment, CancellationToken ct)
    {
        var variants = await db.QueryAsync<Variant>(VariantSql.Variants, new { experiment.Id }, ct);
        var now = experiment.EndedAt ?? clock.Now();
        var posts = (await db.QueryAsync<Sent>(ReadDeliveries, new { experiment.Id }, ct)).GroupBy(d => d.PostId).ToList();
        var arms = new List<Arm>();
        foreach (var variant in variants)
        {
            var mine = posts.Where(p => p.First().Variant == variant.Letter).ToList();
            var finished = new List<Finished>();
            foreach (var post in mine)
            {
                var sent = post.Where(d => d.PublishedAt is not null).ToList();
                if (sent.Count > 0 && sent.All(d => d.PublishedAt + Window <= now) && post.All(d => d.IsSettled))
                {
                    finished.Add(await CountAsync(post.Key, sent, ct));
                }
            }

            // The first so many, whatever comes after: the rule was set before anybody knew.
            arms.Add(new Arm(variant, mine.Count, [.. finished.Take(experiment.PostsPerVariant)]));
        }

        var isDone = arms.All(a => a.Finished.Count >= experiment.PostsPerVariant);
        var level = 1 - 0.05 / Math.Max(1, 2 * (arms.Count - 1)); // Bonferroni: two measures, each variant against A
        return new Comparison(experiment, arms, isDone, level, isDone
            ? [.. arms.Skip(1).SelectMany(arm => Verdicts(arms[0], arm, level))]
            : []);
    }

    private async Task<Finished> CountAsync(Guid post, List<Sent> sent, CancellationToken ct)
    {
        long visits = 0, replies = 0;
        foreach (var delivery in sent)
        {
            var until = delivery.PublishedAt + Window;
            visits += delivery.Code is null ? 0 : await db.ScalarAsync<int>(CountVisits, new { delivery.Code, Until = until }, ct);
            replies += delivery.RemoteId is null
                ? 0
                : await db.ScalarAsync<int>(CountReplies, new { delivery.AccountId, delivery.RemoteId, Until = until }, ct);
        }

        return new Finished(post, visits, replies, sent.Any(d => d.Code is not null));
    }

    private static IEnumerable<Verdict> Verdicts(Arm a, Arm other, double level)
    {
        if (a.Finished.All(f => f.Tracked) && other.Finished.All(f => f.Tracked))
        {
            yield return Say("visits", [.. a.Finished.Select(f => f.Visits)], [.. other.Finished.Select(f => f.Visits)]);
        }

        yield return Say("replies", [.. a.Finished.Select(f => f.Replies)], [.. other.Finished.Select(f => f.Replies)]);

        Verdict Say(string measure, double[] first, double[] second)
        {
            var interval = WelchInterval.Of(first, second, level);
            return new Verdict(other.Variant.Letter, measure, interval, InWords(other.Variant.Letter, measure, interval));
        }
    }

    private static string InWords(string letter, string measure, WelchInterval? interval) => interval switch
    {
        null => "Too few posts to say anything.",
        { IsClear: true, Difference: > 0 } =>
            $"{letter} brings more {measure} than A: between {Number(interval.Low)} and {Number(interval.High)} more for each post.",
        { IsClear: true } =>
            $"{letter} brings fewer {measure} than A: between {Number(-interval.High)} and {Number(-interval.Low)} fewer for each post.",
        _ => $"No clear difference: {letter} may bring up to {Number(-interval.Low)} fewer or up to {Number(interval.High)} more "
            + $"{measure} for each post than A.",
    };

    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private sealed record Sent
    {
        public Guid Id { get; init; }

        public Guid PostId { get; init; }

        public string Variant { get; init; } = "";

        public string State { get; init; } = "";

        public DateTimeOffset? PublishedAt { get; init; }

        public Guid AccountId { get; init; }

        public string? RemoteId { get; init; }

        public string? Code { get; init; }

        /// <summary>Nothing more will become of it: out, taken back, or never sent.</summary>
        public bool IsSettled => State is "Published" or "Withdrawn" or "Cancelled" or "Failed" or "Missed";
    }
}
