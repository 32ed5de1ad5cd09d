using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Hangfire;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>
/// The recurring read of what networks say of our posts: likes, reposts, views, and how many replies they count, which is held against what
/// we heard. Often while a post is young, then ever less; where reads are billed only a few times, and never out of what is kept for
/// listening.
/// </summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class ReadPostMetrics(
    Db db, ChannelCatalog channels, AccountAccess access, RateBudgets budgets, Spending spending,
    Prices prices, FindMissingReplies gaps, TimeProvider clock, ILogger<ReadPostMetrics> log)
{
    private const int Most = 200;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    // From which age on a post is read how often; after the last it is left alone.
    private static readonly (TimeSpan Until, TimeSpan Every)[] Free =
    [
        (TimeSpan.FromHours(2), TimeSpan.FromMinutes(15)),
        (TimeSpan.FromDays(1), TimeSpan.FromHours(1)),
        (TimeSpan.FromDays(7), TimeSpan.FromHours(6)),
        (TimeSpan.FromDays(30), TimeSpan.FromDays(1)),
    ];

    private static readonly (TimeSpan Until, TimeSpan Every)[] Billed =
    [
        (TimeSpan.FromDays(1), TimeSpan.FromHours(12)),
        (TimeSpan.FromDays(7), TimeSpan.FromDays(3)),
    ];

    private static readonly Sql ReadDue = Sql.Portable(
        """
        select d.Id, d.AccountId, d.RemoteId, d.PublishedAt, d.NextMetricsAt from Deliveries d
        where d.NextMetricsAt <= @Now and d.State = 'Published' order by d.NextMetricsAt {page}
        """);

    // Whoever moves its time has it.
    private static readonly Sql Claim = Sql.Portable(
        "update Deliveries set NextMetricsAt = @Next where Id = @Id and NextMetricsAt = @NextMetricsAt");

    internal static readonly Sql Insert = Sql.Portable(
        """
        insert into PostMetrics (DeliveryId, ReadAt, Likes, Reposts, Replies, Quotes, Views)
        select @Id, @Now, @Likes, @Reposts, @Replies, @Quotes, @Views
        where not exists (select 1 from PostMetrics where DeliveryId = @Id and ReadAt = @Now)
        """);

    // A network that has just taken a post may not show it yet.
    internal static readonly TimeSpan ShownAfter = TimeSpan.FromMinutes(10);

    /// <summary>Somebody deleted it there; its links and numbers stay.</summary>
    internal static readonly Sql IsGone = Sql.Portable(
        "update Deliveries set GoneAt = @Now where Id = @Id and State = 'Published' and GoneAt is null and PublishedAt < @Shown");

    internal static readonly Sql IsThere = Sql.Portable("update Deliveries set GoneAt = null where Id = @Id and GoneAt is not null");

    public async Task RunAsync(CancellationToken ct)
    {
        var due = await db.QueryAsync<DueMetrics>(ReadDue, new { Now = clock.Now(), Take = Most }, ct);
        foreach (var ofAccount in due.GroupBy(d => d.AccountId))
        {
            var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = ofAccount.Key }, ct))!;
            foreach (var post in ofAccount)
            {
                await ReadAloneAsync(account, post, ct);
            }
        }
    }

    // What is wrong with one post must not keep the others unread.
    private async Task ReadAloneAsync(AccountRow account, DueMetrics post, CancellationToken ct)
    {
        try
        {
            await ReadAsync(account, post, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "The numbers of {DeliveryId} could not be read", post.Id);
        }
    }

    private async Task ReadAsync(AccountRow account, DueMetrics post, CancellationToken ct)
    {
        if (channels.Find(account.Network) is { } network && !await budgets.HasSpareAsync(db, account.Id, network.Facts, ct))
        {
            return; // due still: read at a later turn
        }

        var isBilled = prices.Of(account.Network) is not null;
        var next = post.PublishedAt is { } publishedAt ? Next(publishedAt, clock.Now(), isBilled) : null;
        if (await db.ExecuteAsync(Claim, new { post.Id, Next = next, post.NextMetricsAt }, ct) == 0
            || post.RemoteId is null || account.State != AccountState.Active
            || !channels.TryGet<IReadMetrics>(account.Network, out var reader))
        {
            return;
        }

        if (await spending.MonthAsync(db, account, ct) is { } month && month.LeftForPosts.Amount <= 0)
        {
            return;
        }

        if (await access.OpenAsync(account, ct) is not Reading<ChannelAccount>.Got { Value: var opened })
        {
            return; // listening finds out the same, and says so
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(CallTimeout);
        var answer = await reader.ReadMetricsAsync(opened, post.RemoteId, timeout.Token);
        await budgets.LearnAsync(db, account.Id, answer.Rate, ct);
        if (answer is Reading<PostMetrics>.Got { Value: var numbers })
        {
            await spending.ReadAsync(db, account, 1, own: false, ct);
            await db.ExecuteAsync(Insert,
                new { post.Id, Now = clock.Now(), numbers.Likes, numbers.Reposts, numbers.Replies, numbers.Quotes, numbers.Views }, ct);
            await gaps.AfterCountAsync(post.Id, ct);
            await db.ExecuteAsync(IsThere, new { post.Id }, ct);
        }
        else if (answer is Reading<PostMetrics>.Refused { Refusal.Kind: RefusalKind.NotFound })
        {
            await db.ExecuteAsync(IsGone, new { post.Id, Now = clock.Now(), Shown = clock.Now() - ShownAfter }, ct);
        }
    }

    /// <summary>When the numbers of a post are read again; null: never.</summary>
    public static DateTimeOffset? Next(DateTimeOffset publishedAt, DateTimeOffset now, bool isBilled)
    {
        foreach (var (until, every) in isBilled ? Billed : Free)
        {
            if (now - publishedAt < until)
            {
                return now + every;
            }
        }

        return null;
    }

    private sealed record DueMetrics
    {
        public Guid Id { get; init; }

        public Guid AccountId { get; init; }

        public string? RemoteId { get; init; }

        public DateTimeOffset? PublishedAt { get; init; }

        public DateTimeOffset NextMetricsAt { get; init; }
    }
}
