using System.Security.Cryptography;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Outbox;
using Hangfire;

namespace Engagement.Features.Conversations.Listening;

/// <summary>
/// The recurring read: every account whose time has come, each in one node's hands at a time. Polling is the truth; a push only says
/// that there is something to read now.
/// </summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class ListenToAccounts(
    Db db, ChannelCatalog channels, AccountAccess access, RateBudgets budgets, Spending spending,
    StoreInbound store, FindMissingReplies gaps, AccountRests sending, TimeProvider clock, ILogger<ListenToAccounts> log)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    // After an outage there may be much to catch up with; the rest waits for the next round, cursor in hand.
    private const int MostPages = 50;
    private const int MostAccounts = 100;
    private const int AtOnce = 4;

    // While a slow one is read, others come due, and a dead node's are free again.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Reads what is due, and what comes due while it reads; each account once.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var (begun, inHand) = (new HashSet<Guid>(), new List<Task>());
        IReadOnlyList<Guid> due;
        try
        {
            do
            {
                due = await db.QueryAsync<Guid>(ListeningSql.Due, new { Now = clock.Now(), Take = MostAccounts }, ct);
                inHand.AddRange(due.Where(begun.Add).Take(AtOnce - inHand.Count).Select(id => Task.Run(() => ListenHeldAsync(id, ct), ct)));
                if (inHand.Count == 0)
                {
                    break; // nothing to wait for
                }

                await Task.WhenAny([.. inHand, Task.Delay(LookAgain, ct)]);
                foreach (var ended in inHand.Where(task => task.IsCompleted).ToList())
                {
                    inHand.Remove(ended);
                    await ended;
                }
            }
            while (inHand.Count > 0 || due.Any(id => !begun.Contains(id)));
        }
        finally
        {
            await Task.WhenAll(inHand).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenHeldAsync(Guid id, CancellationToken ct)
    {
        var now = clock.Now();
        var held = now + Lease.Length;
        if (await db.ExecuteAsync(ListeningSql.Claim, new { Id = id, Now = now, LeaseUntil = held }, ct) == 0)
        {
            return;
        }

        await using var heartbeat = Heartbeat.Start(clock, async until =>
        {
            var renewed = await db.ExecuteAsync(
                ListeningSql.Renew, new { Id = id, Held = held, LeaseUntil = until }, CancellationToken.None) == 1;
            held = until;
            return renewed;
        });
        await ListenAloneAsync(id, now, ct);
    }

    // Whatever is wrong with one account (its key is gone, its row is broken, its adapter has a bug), the others are still heard.
    private async Task ListenAloneAsync(Guid id, DateTimeOffset since, CancellationToken ct)
    {
        try
        {
            await ListenAsync(id, since, ct);
        }
        catch (Exception e) when (DbFaults.Passes(e))
        {
            // Not the account's doing: it is read again when its lease ends, from the cursor that was kept.
            log.LogWarning(e, "Account {AccountId} is read again: the database was away", id);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "Account {AccountId} could not be listened to", id);
            var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct))!;
            await WriteDeafAsync(account, e is CryptographicException
                ? new Refusal(RefusalKind.BadToken, "Its access cannot be opened: the key it was stored with is gone. Connect it again.")
                : new Refusal(RefusalKind.Unavailable, $"Something went wrong here: {e.GetType().Name}."));
        }
    }

    private async Task ListenAsync(Guid accountId, DateTimeOffset since, CancellationToken ct)
    {
        var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = accountId }, ct))!;
        if (channels.Find(account.Network) is null)
        {
            // Not heard, and no fault that passes: looked at again hourly, in case another build has it.
            await db.ExecuteAsync(ListeningSql.Unheard, new { Id = accountId, Next = clock.Now().AddHours(1) }, ct);
            return;
        }

        if (!channels.TryGet<IReadMentions>(account.Network, out var reader))
        {
            // Nothing to read there; looked at again daily, in case a newer build can.
            await db.ExecuteAsync(
                ListeningSql.Heard, new { Id = accountId, Since = since, Now = clock.Now(), Next = clock.Now().AddDays(1) }, ct);
            return;
        }

        if (await spending.MonthAsync(db, account, ct) is { IsUsedUp: true } month)
        {
            await db.ExecuteAsync(ListeningSql.Deaf,
                new { Id = accountId, month.Next, Passes = false, Error = $"The month's budget of {month.Budget} is used up, "
                    + $"so nothing is read before {month.Next:d MMMM}. Raise the budget to listen again." }, ct);
            return;
        }

        var (refusal, rests) = await ReadAllAsync(account, reader, ct);
        if (refusal?.Kind == RefusalKind.BadToken && channels.TryGet<IRefreshTokens>(account.Network, out _))
        {
            switch (await access.RenewAsync(account, ct))
            {
                case Reading<ChannelAccount>.Got:
                    account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = accountId }, ct))!;
                    (refusal, rests) = await ReadAllAsync(account, reader, ct);
                    break;
                case Reading<ChannelAccount>.Refused { Refusal: { IsPassing: true } passing }:
                    // A token endpoint that is down says nothing about our access.
                    refusal = passing;
                    break;
            }
        }

        if (refusal is null && rests is null && channels.TryGet<IReadDirectMessages>(account.Network, out var direct)
            && !(account.NextDirectAt > clock.GetUtcNow()))
        {
            await ReadDirectAsync(account, direct, ct);
        }

        await WriteHealthAsync(account, reader.Facts, since, refusal, rests);
        if (refusal is null)
        {
            await sending.HeardAsync(db, account, ct);
            await gaps.AfterReadAsync(account.Id, account.ListenLastOkAt, reader.Facts.PollEvery, ct);
        }
    }

    private async Task<(Refusal? Refusal, DateTimeOffset? RestsUntil)> ReadAllAsync(
        AccountRow row, IReadMentions reader, CancellationToken ct)
    {
        var opened = await access.OpenAsync(row, ct);
        if (opened is not Reading<ChannelAccount>.Got { Value: var account })
        {
            return (((Reading<ChannelAccount>.Refused)opened).Refusal, null);
        }

        DateTimeOffset? rests = null;
        var (refusal, more) = await ReadPagesAsync(row, StoreInbound.Mentions, async (cursor, stop) =>
        {
            // A limit that is used up is no fault: the rest is read when it starts anew.
            if (await budgets.DrawAsync(db, row, reader.Facts, Draws.Listening, stop) is { } usedUp)
            {
                rests = usedUp.Until;
                return null;
            }

            return await reader.ReadMentionsAsync(account, cursor, stop);
        }, ct);
        return (refusal, rests ?? (more ? clock.Now() : null));
    }

    // What keeps us from these keeps nothing else: the mentions were heard. The account says so, and it is tried again.
    private async Task ReadDirectAsync(AccountRow row, IReadDirectMessages reader, CancellationToken ct)
    {
        var refusal = await access.OpenAsync(row, ct) is Reading<ChannelAccount>.Got { Value: var account }
            ? (await ReadPagesAsync(row, StoreInbound.Direct,
                async (cursor, stop) => await reader.ReadDirectMessagesAsync(account, cursor, stop), ct)).Refusal
            : null;
        if (refusal is not null || row.DirectError is not null)
        {
            await db.ExecuteAsync(ListeningSql.DirectMessages, new
            {
                row.Id,
                Error = Fit.Shorten(refusal?.Reason, Fit.Error),
                Next = refusal is null ? (DateTimeOffset?)null
                    : clock.Now() + (refusal.IsPassing ? refusal.RetryAfter ?? TimeSpan.FromMinutes(5) : TimeSpan.FromDays(1)),
            }, ct);
        }
    }

    // Page after page until there is no more, or the reader wants none (null), or others must have their turn before the rest (More).
    private async Task<(Refusal? Refusal, bool More)> ReadPagesAsync(
        AccountRow row, string stream, Func<string?, CancellationToken, Task<Reading<InboundPage>?>> read, CancellationToken ct)
    {
        var cursor = await db.ScalarAsync<string>(ListeningSql.ReadCursor, new { AccountId = row.Id, Stream = stream }, ct);
        var notBefore = Beginning.Of(row, isFirst: cursor is null);
        for (var pages = 0; pages < MostPages; pages++)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
            timeout.CancelAfter(CallTimeout);
            Reading<InboundPage>? answer;
            try
            {
                answer = await read(cursor, timeout.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return (new Refusal(RefusalKind.Unavailable, "The network did not answer in time."), false);
            }

            await budgets.LearnAsync(db, row.Id, answer?.Rate, ct);
            switch (answer)
            {
                case Reading<InboundPage>.Refused refused:
                    return (refused.Refusal, false);
                case Reading<InboundPage>.Got { Value: var page }:
                    var stored = await store.RunAsync(row.Id, page.Items, page.Cursor, "poll", ct, stream, notBefore);
                    await spending.ReadAsync(db, row, page.Items.Count, own: true, ct);
                    if (stored > 0)
                    {
                        log.LogInformation("Heard {Count} new items on account {AccountId}", stored, row.Id);
                    }

                    // A page that does not move on would be read for ever.
                    if (!page.HasMore || page.Cursor is null || page.Cursor == cursor)
                    {
                        return (null, false);
                    }

                    cursor = page.Cursor;
                    break;
                default:
                    return (null, false);
            }
        }

        return (null, true);
    }

    private Task WriteHealthAsync(
        AccountRow account, ChannelFacts facts, DateTimeOffset since, Refusal? refusal, DateTimeOffset? restsUntil)
    {
        var now = clock.Now();
        return refusal switch
        {
            null => db.ExecuteAsync(
                ListeningSql.Heard, new { account.Id, Since = since, Now = now, Next = restsUntil ?? now + facts.PollEvery }),
            { Kind: RefusalKind.BadToken } =>
                db.ExecuteAsync(ListeningSql.NeedsReconnect, new { account.Id, Now = now, Error = Fit.Shorten(refusal.Reason, Fit.Error) }),
            _ => WriteDeafAsync(account, refusal),
        };
    }

    private Task WriteDeafAsync(AccountRow account, Refusal refusal) => db.ExecuteAsync(ListeningSql.Deaf, new
    {
        account.Id,
        Next = clock.Now() + BackOff.After(account.ListenFailures + 1, refusal.RetryAfter),
        Passes = refusal.IsPassing,
        Error = Fit.Shorten(refusal.Reason, Fit.Error),
    });
}
