using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Guards;

/// <summary>Why a post should not go out as planned.</summary>
/// <param name="Kind">As a delivery's error kind has it.</param>
/// <param name="Reason">A sentence for people.</param>
/// <param name="Until">It may go out then by itself; null: a person decides.</param>
internal sealed record GuardFinding(string Kind, string Reason, DateTimeOffset? Until);

/// <summary>A post to be, as the guards look at it.</summary>
/// <param name="Id">Of its delivery; empty while there is none.</param>
/// <param name="HasPlace">It was put off by the hourly guard to the time that has come.</param>
internal sealed record GuardedPost(
    Guid Id, Guid? PostId, Guid AccountId, Guid? ArticleId, string WordsHash, DateTimeOffset At, bool HasPlace = false);

/// <summary>
/// Looks whether a post repeats itself, comes too soon, too often or at night. Tells it while writing; holds or puts off when sending.
/// </summary>
internal static class CheckGuards
{
    public const string Duplicate = "GuardDuplicate";
    public const string ArticleTooSoon = "GuardArticle";
    public const string TooMany = "GuardHourly";
    public const string Quiet = "GuardQuiet";

    public static bool IsGuard(string? errorKind) => errorKind is Duplicate or ArticleTooSoon or TooMany or Quiet;

    /// <summary>
    /// As stored now; <paramref name="planned"/> while writing, where what is scheduled counts too, on both sides of its time.
    /// </summary>
    /// <inheritdoc cref="RunAsync(IGuardFacts, GuardedPost, CancellationToken)"/>
    public static Task<IReadOnlyList<GuardFinding>> RunAsync(DbSession db, GuardedPost post, bool planned, CancellationToken ct) =>
        RunAsync(new StoredGuardFacts(db, planned), post, ct);

    /// <summary>Several posts together, as stored now: what each of them asks does not wait for another's answer.</summary>
    /// <returns>Of each what <see cref="RunAsync(IGuardFacts, GuardedPost, CancellationToken)"/> finds, in their order.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<GuardFinding>>> RunAsync(
        DbSession db, IReadOnlyList<GuardedPost> posts, bool planned, CancellationToken ct)
    {
        var facts = await GuardFactsTogether.ReadAsync(db, posts, planned, ct);
        var found = new List<IReadOnlyList<GuardFinding>>();
        foreach (var post in posts)
        {
            found.Add(await RunAsync(facts, post, ct));
        }

        return found;
    }

    /// <param name="facts">As they are now, or will be when the post is due.</param>
    /// <param name="post">What is to go out, and when.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What a person has to decide first; then what only puts it off.</returns>
    public static async Task<IReadOnlyList<GuardFinding>> RunAsync(IGuardFacts facts, GuardedPost post, CancellationToken ct)
    {
        var settings = await facts.GuardsAsync(ct);
        var findings = new List<GuardFinding>();
        var asked = GuardWindows.Of(settings, post, facts.Planned);
        if (asked.Words is { } words && await facts.SameWordsAsync(post, words.From, words.To, ct) is { } same)
        {
            findings.Add(new(Duplicate,
                $"The same words {When(same, post.At, "are")}; once in {Days(settings.DuplicateDays)} is allowed.", null));
        }

        if (asked.Article is { } article && await facts.SameArticleAsync(post, article.From, article.To, ct) is { } soon)
        {
            findings.Add(new(ArticleTooSoon,
                $"The same article {When(soon, post.At, "is")}; once in {Days(settings.ArticleDays)} is allowed.", null));
        }

        if (await facts.QuietHoursAsync(post.AccountId, ct) is { } quiet && quiet.EndOf(post.At) is { } morning)
        {
            findings.Add(new(Quiet, $"Quiet hours of this account, {quiet.StartsAt} to {quiet.EndsAt} in {quiet.TimeZone}: "
                + $"it goes out when they end.", morning));
        }

        if (asked.Hour is { } around && await RoomAsync(facts, post, around, settings.PostsPerHour, ct) is { } room)
        {
            findings.Add(new(TooMany, $"More than {settings.PostsPerHour} {(settings.PostsPerHour == 1 ? "post" : "posts")} an hour on "
                + $"this account: it goes out when there is room.", room));
        }

        return findings;
    }

    // Null: there is room. Otherwise an hour after the post whose place it takes.
    private static async Task<DateTimeOffset?> RoomAsync(
        IGuardFacts facts, GuardedPost post, GuardWindows.Window around, int most, CancellationToken ct)
    {
        var taken = await facts.HourAsync(post, around.From, around.To, ct);

        // Who has a place already only looks back; who comes new goes behind those that have one.
        var before = taken.Where(t => !(facts.Planned || post.HasPlace) || t <= post.At).OrderDescending().ToList();
        return before.Count >= most && before[most - 1] + GuardWindows.AnHour is var next && next > post.At ? next : null;
    }

    private static string Days(int days) => days == 1 ? "a day" : $"{days} days";

    private static string When(NearPost other, DateTimeOffset moment, string be) => other.IsOut
        ? $"went out on this account {Lateness.InWords(moment - other.At)} before, "
            + $"on {other.At.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}"
        : $"{be} planned on this account {Lateness.InWords(moment - other.At)} {(other.At <= moment ? "before" : "later")}";
}
