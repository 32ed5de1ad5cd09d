using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Hangfire;

namespace Engagement.Features.Conversations.Listening.Following;

/// <summary>
/// The recurring look at what clients wrote: is it still there, and is it still what they said? Often while it is fresh, then ever less.
/// Networks that tell of edits and removals by themselves are not asked.
/// </summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class TrackMessages(
    Db db, ChannelCatalog channels, AccountAccess access, RateBudgets budgets,
    TrackChange follow, TimeProvider clock, ILogger<TrackMessages> log)
{
    /// <summary>When a message is looked at first.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMinutes(10);

    private const int Most = 500;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    // From which age on how often; after the last it is left alone.
    private static readonly (TimeSpan Until, TimeSpan Every)[] Ladder =
    [
        (TimeSpan.FromHours(2), TimeSpan.FromMinutes(15)),
        (TimeSpan.FromDays(1), TimeSpan.FromHours(2)),
        (TimeSpan.FromDays(7), TimeSpan.FromDays(1)),
        (TimeSpan.FromDays(30), TimeSpan.FromDays(7)),
    ];

    private static readonly Sql Due = Sql.Portable("""
        select Id, AccountId, RemoteId, ItemJson, ReceivedAt, NextCheckAt from InboundItems where NextCheckAt <= @Now
        order by NextCheckAt {page}
        """);

    // Whoever moves its time has it.
    private static readonly Sql Claim = Sql.Portable(
        "update InboundItems set NextCheckAt = @Next where Id = @Id and NextCheckAt = @NextCheckAt");

    public async Task RunAsync(CancellationToken ct)
    {
        var due = await db.QueryAsync<Watched>(Due, new { Now = clock.Now(), Take = Most }, ct);
        foreach (var ofAccount in due.GroupBy(d => d.AccountId))
        {
            try
            {
                await FollowAsync((await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = ofAccount.Key }, ct))!, [.. ofAccount], ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // What is wrong with one account must not keep the others' messages from being followed.
                log.LogError(e, "The messages of account {AccountId} could not be looked at", ofAccount.Key);
            }
        }
    }

    private async Task FollowAsync(AccountRow account, IReadOnlyList<Watched> due, CancellationToken ct)
    {
        var canAsk = channels.TryGet<IReadAgain>(account.Network, out var reader);
        var mine = new List<Watched>();
        foreach (var item in due)
        {
            var next = canAsk && DirectId.Parse(item.RemoteId) is null ? Next(item.ReceivedAt, clock.Now()) : null;
            if (await db.ExecuteAsync(Claim, new { item.Id, item.NextCheckAt, Next = next }, ct) == 1
                && canAsk && DirectId.Parse(item.RemoteId) is null)
            {
                mine.Add(item);
            }
        }

        if (mine.Count == 0 || account.State != AccountState.Active
            || await access.OpenAsync(account, ct) is not Reading<ChannelAccount>.Got { Value: var opened })
        {
            return; // listening says what is wrong with the access
        }

        foreach (var some in mine.Chunk(reader!.MostAtOnce))
        {
            if (!await budgets.HasSpareAsync(db, account.Id, reader.Facts, ct) || !await AskAsync(account, opened, reader, some, ct))
            {
                return; // the rest in its next turn
            }
        }
    }

    private async Task<bool> AskAsync(AccountRow account, ChannelAccount opened, IReadAgain reader, Watched[] some, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(CallTimeout);
        var answer = await reader.ReadAgainAsync(opened, [.. some.Select(s => s.RemoteId)], timeout.Token);
        await budgets.LearnAsync(db, account.Id, answer.Rate, ct);
        if (answer is not Reading<IReadOnlyList<InboundItem>>.Got { Value: var found })
        {
            return false;
        }

        var there = found.DistinctBy(f => f.RemoteId).ToDictionary(f => f.RemoteId, StringComparer.Ordinal);
        await db.InTransactionAsync(async tx =>
        {
            foreach (var one in some)
            {
                await follow.RunAsync(tx, account.Id, there.GetValueOrDefault(one.RemoteId)
                    ?? Json.Read<InboundItem>(one.ItemJson) with { Deleted = true }, isCurrent: true, ct);
            }
        }, ct);
        return true;
    }

    /// <summary>When a message is looked at again; null: never.</summary>
    public static DateTimeOffset? Next(DateTimeOffset receivedAt, DateTimeOffset now)
    {
        foreach (var (until, every) in Ladder)
        {
            if (now - receivedAt < until)
            {
                return now + every;
            }
        }

        return null;
    }

    private sealed record Watched
    {
        public Guid Id { get; init; }

        public Guid AccountId { get; init; }

        public string RemoteId { get; init; } = "";

        public string ItemJson { get; init; } = "";

        public DateTimeOffset ReceivedAt { get; init; }

        public DateTimeOffset NextCheckAt { get; init; }
    }
}
