using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Accounts.Limits;

/// <summary>
/// How many calls an account has left at its network, counted in the database so that all nodes draw on one purse. What the network's
/// headers say replaces our count; where it says nothing we count against what it documents.
/// </summary>
internal sealed class RateBudgets(TimeProvider clock)
{
    // Of a limit that both directions draw on, the one that is not first in line leaves this much for the other.
    private const int KeptForFirst = 20;

    // Networks that tell an end as "in so many seconds" tell another one each time.
    private static readonly TimeSpan Jitter = TimeSpan.FromMinutes(1);

    private static readonly Sql Take = Sql.Portable(
        """
        update RateBudgets set Remaining = Remaining - @Cost, UpdatedAt = @Now
        where AccountId = @AccountId and Bucket = @Bucket and ResetsAt > @Now and Remaining - @Cost >= MaxCalls * @Kept / 100
        """);

    private static readonly Sql StartAnew = Sql.Portable(
        """
        update RateBudgets set Remaining = MaxCalls - @Cost, ResetsAt = @ResetsAt, IsReported = 0, UpdatedAt = @Now
        where AccountId = @AccountId and Bucket = @Bucket and ResetsAt <= @Now
        """);

    private static readonly Sql Open = Sql.Portable(
        """
        insert into RateBudgets (AccountId, Bucket, MaxCalls, Remaining, ResetsAt, IsReported, UpdatedAt)
        select @AccountId, @Bucket, @Calls, @Calls - @Cost, @ResetsAt, 0, @Now
        where not exists (select 1 from RateBudgets where AccountId = @AccountId and Bucket = @Bucket)
        """);

    // Answers of calls made side by side come in any order: within one window the lowest count is the latest. A window that is running and
    // ends well before the one we know of is the right one.
    private static readonly Sql Correct = Sql.Portable(
        """
        update RateBudgets set
            Remaining = case when IsReported = 0 or @ResetsAt > ResetsAt or (ResetsAt > @Farther and @ResetsAt > @Now)
            or @Remaining < Remaining
                then @Remaining else Remaining end,
            ResetsAt = case when IsReported = 0 or @ResetsAt > ResetsAt or (ResetsAt > @Farther and @ResetsAt > @Now) then @ResetsAt
            else ResetsAt end, MaxCalls = @Limit, IsReported = 1, UpdatedAt = @Now
        where AccountId = @AccountId and Bucket = @Bucket
        """);

    // Whoever rests until the end that is shortened rests until the new one: this limit was what they waited for.
    private static readonly Sql Shorten = Sql.Portable(
        """
        update Accounts set
            PublishRestUntil = case when PublishRestUntil = @Before then @ResetsAt else PublishRestUntil end,
            NextListenAt = case when NextListenAt = @Before then @ResetsAt else NextListenAt end
        where Id = @AccountId and (PublishRestUntil = @Before or NextListenAt = @Before)
        """);

    private static readonly Sql Report = Sql.Portable(
        """
        insert into RateBudgets (AccountId, Bucket, MaxCalls, Remaining, ResetsAt, IsReported, UpdatedAt)
        select @AccountId, @Bucket, @Limit, @Remaining, @ResetsAt, 1, @Now
        where not exists (select 1 from RateBudgets where AccountId = @AccountId and Bucket = @Bucket)
        """);

    private static readonly Sql ReadOne = Sql.Portable("""
        select AccountId, Bucket, MaxCalls, Remaining, ResetsAt, IsReported, UpdatedAt from RateBudgets where AccountId = @AccountId
            and Bucket = @Bucket
        """);

    public static readonly Sql ReadAll = Sql.Portable("""
        select AccountId, Bucket, MaxCalls, Remaining, ResetsAt, IsReported, UpdatedAt from RateBudgets where AccountId = @AccountId
        order by Bucket
        """);

    public static readonly Sql ReadEvery = Sql.Portable(
        "select AccountId, Bucket, MaxCalls, Remaining, ResetsAt, IsReported, UpdatedAt from RateBudgets");

    /// <summary>Takes one call from every limit that counts it.</summary>
    /// <returns>Null when there was room; otherwise the limit that is used up. What was taken from others until then is lost for their
    /// window, which errs on the safe side.</returns>
    public async Task<UsedUp?> DrawAsync(DbSession db, AccountRow account, ChannelFacts facts, Draws direction, CancellationToken ct)
    {
        foreach (var limit in facts.Limits.Where(l => (l.By & direction) != 0))
        {
            var now = clock.Now();
            var args = new
            {
                AccountId = account.Id,
                limit.Bucket,
                limit.Cost,
                limit.Calls,
                Kept = KeptOf(account, limit, direction),
                ResetsAt = now + limit.Window,
                Now = now,
            };
            if (await db.ExecuteAsync(Take, args, ct) == 0 && await db.ExecuteAsync(StartAnew, args, ct) == 0
                && await db.ExecuteAsync(Open, args, ct) == 0)
            {
                var left = (await db.OneAsync<RateBudgetRow>(ReadOne, new { AccountId = account.Id, limit.Bucket }, ct))!;
                return new UsedUp(limit, left.ResetsAt, KeptForOther: args.Kept > 0 && left.Remaining >= limit.Cost);
            }
        }

        return null;
    }

    /// <summary>
    /// Is there still half of every limit that posts and listening share? What is merely good to know waits until there is.
    /// </summary>
    public async Task<bool> HasSpareAsync(DbSession db, Guid accountId, ChannelFacts facts, CancellationToken ct)
    {
        var shared = facts.Limits.Where(l => l.By == Draws.Both).Select(l => l.Bucket).ToList();
        return shared.Count == 0
            || !(await db.QueryAsync<RateBudgetRow>(ReadAll, new { AccountId = accountId }, ct))
                .Any(b => shared.Contains(b.Bucket) && b.ResetsAt > clock.GetUtcNow() && b.Remaining < b.MaxCalls / 2);
    }

    /// <summary>Writes down what the network said of a limit.</summary>
    public async Task LearnAsync(DbSession db, Guid accountId, RateReading? reading, CancellationToken ct)
    {
        // Snac and others send headers without values; a name is what a limit is found by.
        if (reading is not { Limit: > 0 } || reading.Bucket.TrimEnd(' ') is not { Length: > 0 and <= 100 } bucket)
        {
            return;
        }

        var args = new
        {
            AccountId = accountId, Bucket = bucket, reading.Limit, reading.Remaining,
            reading.ResetsAt, Farther = reading.ResetsAt + Jitter, Now = clock.Now(),
        };
        if (reading.ResetsAt > clock.GetUtcNow()
            && await db.OneAsync<RateBudgetRow>(ReadOne, args, ct) is { ResetsAt: var before } && before > args.Farther
            && await db.ExecuteAsync(Shorten, new { AccountId = accountId, Before = before, reading.ResetsAt }, ct) == 1)
        {
            await db.ExecuteAsync(AccountRests.BringForward, new { Id = accountId, At = reading.ResetsAt }, ct);
        }

        if (await db.ExecuteAsync(Correct, args, ct) == 0)
        {
            await db.ExecuteAsync(Report, args, ct);
        }
    }

    /// <summary>The percentage of a limit that this direction leaves for the other.</summary>
    public static int KeptOf(AccountRow account, DocumentedLimit limit, Draws direction) =>
        limit.By == Draws.Both && direction != FirstOf(account) ? KeptForFirst : 0;

    private static Draws FirstOf(AccountRow account) => account.FirstInLine == Direction.Publishing ? Draws.Sending : Draws.Listening;
}

/// <summary>The two things an account does.</summary>
internal enum Direction
{
    Listening,
    Publishing,
}

/// <summary>A limit with nothing left, or nothing left for this direction.</summary>
internal sealed record UsedUp(DocumentedLimit Limit, DateTimeOffset Until, bool KeptForOther)
{
    public string Words(string network) => KeptForOther
        ? $"What {network} still allows in this window is kept for the other direction, which is first in line."
        : $"{network} allows no more calls of this kind for now ({Limit.Bucket}).";
}

/// <summary>A limit as it stands.</summary>
internal sealed record RateBudgetRow
{
    public Guid AccountId { get; init; }

    public string Bucket { get; init; } = "";

    public int MaxCalls { get; init; }

    public int Remaining { get; init; }

    public DateTimeOffset ResetsAt { get; init; }

    public bool IsReported { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}
