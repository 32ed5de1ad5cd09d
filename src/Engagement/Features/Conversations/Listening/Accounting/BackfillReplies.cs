using Engagement.Common.Retry;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Metrics;
using Engagement.Outbox;
using Hangfire;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>
/// The recurring look for what was not heard: reads the threads of posts with a gap, or of all lately published posts after an outage, and
/// takes in what is there and not here. Again and again, ever less often, until nothing is left; what then remains waits for a person.
/// </summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class BackfillReplies(Db db, Prices prices, ReadThreadAgain threads, TimeProvider clock, ILogger<BackfillReplies> log)
{
    private const int MostGaps = 10;

    // After an outage. Older posts are hardly answered any more; where reads are billed only the latest are read.
    private static readonly TimeSpan Recent = TimeSpan.FromDays(30);
    private const int MostPosts = 50;
    private const int MostBilledPosts = 5;

    // Networks take their time to show what they count; after the last rung a person decides.
    private static readonly RetrySchedule Schedule = new(
        TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(3));

    private static readonly Sql RecentPosts = Sql.Portable(
        """
        select Id from Deliveries where AccountId = @AccountId and State = 'Published' and RemoteId is not null and Kind = 'post'
            and PublishedAt >= @Since
        order by PublishedAt desc {page}
        """);

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var gap in await db.QueryAsync<MissingReplies>(MissingRepliesSql.Due, new { Now = clock.Now(), Take = MostGaps }, ct))
        {
            var held = clock.Now() + Lease.Length;
            if (await db.ExecuteAsync(MissingRepliesSql.Claim, new { gap.Id, gap.NextTryAt, Until = held }, ct) == 0)
            {
                continue;
            }

            try
            {
                await using var heartbeat = Heartbeat.Start(clock, async until =>
                {
                    var renewed = await db.ExecuteAsync(
                        MissingRepliesSql.Claim, new { gap.Id, NextTryAt = held, Until = until }, CancellationToken.None) == 1;
                    held = until;
                    return renewed;
                });
                await FillAsync(gap, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // What is wrong with one must not keep the others open. It is tried again when its lease ends.
                log.LogError(e, "The gap {GapId} could not be looked into", gap.Id);
            }
        }
    }

    private async Task FillAsync(MissingReplies gap, CancellationToken ct)
    {
        var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = gap.AccountId }, ct))!;
        var isOutage = gap.Kind == GapKind.Outage;
        var posts = !isOutage ? [gap.DeliveryId!.Value] : await db.QueryAsync<Guid>(RecentPosts, new
        {
            gap.AccountId,
            Since = gap.FromAt!.Value - Recent,
            Take = prices.Of(account.Network) is null ? MostPosts : MostBilledPosts,
        }, ct);
        var (found, last) = (0, (ReadThreadAgain.Result?)null);
        foreach (var post in posts)
        {
            last = await threads.RunAsync(account, post, ct);
            found += last.Found;
            if (last.Refusal is { } refusal)
            {
                await WriteAsync(gap, found, last.Count, refusal.Reason, BackOff.After(Math.Min(gap.Tries, 5) + 3, refusal.RetryAfter), ct);
                return;
            }
        }

        var left = isOutage ? 0 : last!.Count?.Unexplained ?? 0;
        if (left == 0)
        {
            await WriteAsync(gap, found, isOutage ? null : last!.Count, Closing(isOutage, posts.Count, found), null, ct, isClosed: true);
        }
        else
        {
            await WriteAsync(gap, found, last!.Count, last.IsComplete
                ? $"{left} counted there and not shown to us."
                : $"{left} counted there. The network shows only a part of so long a thread, or none of it yet.",
                Schedule.AfterOrNever(gap.Tries + 1), ct);
        }
    }

    private static string Closing(bool isOutage, int posts, int found) => (isOutage, found) switch
    {
        (true, 0) => $"{posts} {(posts == 1 ? "thread" : "threads")} read again: nothing was missed.",
        (true, _) => $"{posts} {(posts == 1 ? "thread" : "threads")} read again: {found} {(found == 1 ? "message" : "messages")} that had "
            + $"been missed {(found == 1 ? "is" : "are")} in now.",
        (false, 0) => "Heard meanwhile, or counted there without being shown to anybody.",
        (false, _) => $"{found} {(found == 1 ? "message" : "messages")} that had been missed {(found == 1 ? "is" : "are")} in now.",
    };

    private Task WriteAsync(
        MissingReplies gap, int found, Replies? count, string note, TimeSpan? again, CancellationToken ct, bool isClosed = false)
    {
        var now = clock.Now();
        return db.ExecuteAsync(MissingRepliesSql.Tried, new
        {
            gap.Id,
            State = (isClosed ? GapState.Closed : GapState.Open).ToString(),
            Reported = count?.Reported ?? gap.Reported,
            Unexplained = isClosed ? 0 : count?.Unexplained ?? gap.Unexplained,
            BroughtIn = found,
            NextTryAt = isClosed ? null : now + again,
            Note = Fit.Shorten(note, 1000),
            ClosedAt = isClosed ? now : (DateTimeOffset?)null,
            ClosedBy = isClosed ? Ledger.System : null,
        }, ct);
    }
}
