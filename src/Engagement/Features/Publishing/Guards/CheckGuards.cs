using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Publishing.Guards;

/// <summary>Why a post should not go out as planned.</summary>
/// <param name="Kind">As a delivery's error kind has it.</param>
/// <param name="Reason">A sentence for people.</param>
/// <param name="Until">It may go out then by itself; null: a person decides.</param>
internal sealed record GuardFinding(string Kind, string Reason, DateTimeOffset? Until);

/// <summary>A post to be, as the guards look at it.</summary>
/// <param name="Id">Of its delivery; empty while there is none.</param>
/// <param name="HasPlace">It was put off by the hourly guard to the time that has come.</param>
internal sealed record GuardedPost(Guid Id, Guid? PostId, Guid AccountId, Guid? ArticleId, string WordsHash, DateTimeOffset At, bool HasPlace = false);

/// <summary>Looks whether a post repeats itself, comes too soon, too often or at night. Tells it while writing; holds or puts off when sending.</summary>
internal static class CheckGuards
{
    public const string Duplicate = "GuardDuplicate";
    public const string ArticleTooSoon = "GuardArticle";
    public const string TooMany = "GuardHourly";
    public const string Quiet = "GuardQuiet";

    public static bool IsGuard(string? errorKind) => errorKind is Duplicate or ArticleTooSoon or TooMany or Quiet;

    // What waits counts while writing: two posts of the same words are noticed before either is out.
    private static readonly Sql SameWords = Sql.Portable(
        """
        select d.Id, coalesce(d.PublishedAt, d.DueAt) as At, case when d.State = 'Published' then 1 else 0 end as IsOut from Deliveries d
        where d.AccountId = @AccountId and d.WordsHash = @WordsHash and d.Kind = 'post' and d.Id <> @Id and (d.PostId is null or @PostId is null or d.PostId <> @PostId)
            and (d.State in ('Published', 'Publishing', 'Uncertain') or (@Planned = 1 and d.State in ('Scheduled', 'AwaitingApproval')))
            and coalesce(d.PublishedAt, d.DueAt) > @From and coalesce(d.PublishedAt, d.DueAt) < @To
        order by coalesce(d.PublishedAt, d.DueAt) desc {page}
        """);

    private static readonly Sql SameArticle = Sql.Portable(
        """
        select d.Id, coalesce(d.PublishedAt, d.DueAt) as At, case when d.State = 'Published' then 1 else 0 end as IsOut from Deliveries d
        where d.ArticleId = @ArticleId and d.AccountId = @AccountId and d.Kind = 'post' and d.Id <> @Id and (d.PostId is null or @PostId is null or d.PostId <> @PostId)
            and (d.State in ('Published', 'Publishing', 'Uncertain') or (@Planned = 1 and d.State in ('Scheduled', 'AwaitingApproval')))
            and coalesce(d.PublishedAt, d.DueAt) > @From and coalesce(d.PublishedAt, d.DueAt) < @To
        order by coalesce(d.PublishedAt, d.DueAt) desc {page}
        """);

    private const string Taken =
        """
        select PublishedAt as At from Deliveries where AccountId = @AccountId and PublishedAt > @From and PublishedAt < @To and Kind = 'post' and Part = 1 and PostId is not null
        union all
        select coalesce(SendStartedAt, DueAt) as At from Deliveries where State in ('Publishing', 'Uncertain') and AccountId = @AccountId and Kind = 'post' and Part = 1 and PostId is not null and Id <> @Id
        union all
        """;

    // What is out, on its way, or was given a place in a later hour by this very guard.
    private static readonly Sql HourToSend = Sql.Portable(
        $"{Taken} select DueAt as At from Deliveries where AccountId = @AccountId and ErrorKind = 'GuardHourly' and State = 'Scheduled' and DueAt > @From and Id <> @Id");

    private static readonly Sql HourToPlan = Sql.Portable(
        $"{Taken} select DueAt as At from Deliveries where State = 'Scheduled' and DueAt > @From and DueAt < @To and AccountId = @AccountId and Kind = 'post' and Part = 1 and PostId is not null and Id <> @Id");

    /// <param name="db">Or the transaction that begins the send.</param>
    /// <param name="post">What is to go out, and when.</param>
    /// <param name="planned">True while writing: what is scheduled counts too, on both sides of its time.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What a person has to decide first; then what only puts it off.</returns>
    public static async Task<IReadOnlyList<GuardFinding>> RunAsync(DbSession db, GuardedPost post, bool planned, CancellationToken ct)
    {
        var settings = await GuardSettings.ReadAsync(db, ct);
        var findings = new List<GuardFinding>();
        object Around(TimeSpan span) => new
        {
            post.Id, post.PostId, post.AccountId, post.ArticleId, post.WordsHash, Planned = planned ? 1 : 0, Take = 1,
            From = post.At - span,
            To = planned ? post.At + span : post.At + TimeSpan.FromMinutes(1),
        };

        if (settings.DuplicateDays > 0 && await OneAsync(db, SameWords, Around(TimeSpan.FromDays(settings.DuplicateDays)), ct) is { } same)
        {
            findings.Add(new(Duplicate, $"The same words {same.When(post.At, "are")}; once in {Days(settings.DuplicateDays)} is allowed.", null));
        }

        if (settings.ArticleDays > 0 && post.ArticleId is not null && await OneAsync(db, SameArticle, Around(TimeSpan.FromDays(settings.ArticleDays)), ct) is { } soon)
        {
            findings.Add(new(ArticleTooSoon, $"The same article {soon.When(post.At, "is")}; once in {Days(settings.ArticleDays)} is allowed.", null));
        }

        if (await QuietHours.OfAsync(db, post.AccountId, ct) is { } quiet && quiet.EndOf(post.At) is { } morning)
        {
            findings.Add(new(Quiet, $"Quiet hours of this account, {quiet.StartsAt} to {quiet.EndsAt} in {quiet.TimeZone}: it goes out when they end.", morning));
        }

        if (settings.PostsPerHour > 0 && await RoomAsync(db, post, settings.PostsPerHour, planned, ct) is { } room)
        {
            findings.Add(new(TooMany, $"More than {settings.PostsPerHour} {(settings.PostsPerHour == 1 ? "post" : "posts")} an hour on this account: it goes out when there is room.", room));
        }

        return findings;
    }

    // Null: there is room. Otherwise an hour after the post whose place it takes.
    private static async Task<DateTimeOffset?> RoomAsync(DbSession db, GuardedPost post, int most, bool planned, CancellationToken ct)
    {
        var hour = TimeSpan.FromHours(1);
        var taken = await db.QueryAsync<DateTimeOffset>(planned ? HourToPlan : HourToSend, new { post.Id, post.AccountId, From = post.At - hour, To = post.At + TimeSpan.FromMinutes(1) }, ct);

        // Who has a place already only looks back; who comes new goes behind those that have one.
        var before = taken.Where(t => !(planned || post.HasPlace) || t <= post.At).OrderDescending().ToList();
        return before.Count >= most && before[most - 1] + hour is var next && next > post.At ? next : null;
    }

    private static async Task<Other?> OneAsync(DbSession db, Sql sql, object args, CancellationToken ct) => await db.QueryAsync<Other>(sql, args, ct) is [var first, ..] ? first : null;

    private static string Days(int days) => days == 1 ? "a day" : $"{days} days";

    private sealed record Other
    {
        public Guid Id { get; init; }

        public DateTimeOffset At { get; init; }

        public bool IsOut { get; init; }

        public string When(DateTimeOffset moment, string be) => IsOut
            ? $"went out on this account {Lateness.InWords(moment - At)} before, on {At.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}"
            : $"{be} planned on this account {Lateness.InWords(moment - At)} {(At <= moment ? "before" : "later")}";
    }
}
