using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Outbox;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>
/// After an interruption: reads the threads of an account's latest posts and tickets through, so that answers of ours that stand there and
/// are not on their tickets come onto them. Twice, because a ticket that is only now made anew has its thread read in the second turn.
/// </summary>
internal sealed class ReadBackThreads(
    Db db, OutboxTable outbox, ReadThreadAgain again, ChannelCatalog channels,
    AccountAccess access, Prices prices, StoreOwnAnswers store, TimeProvider clock) : IOutboxWork
{
    public const string Work = "read-back";

    /// <summary>How long after a start: listening has its turn first.</summary>
    public static readonly TimeSpan Start = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan SecondTurn = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Recent = TimeSpan.FromDays(30);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    // Of each sort; where reads are billed only the latest.
    private const int Most = 50;
    private const int MostBilled = 5;

    private static readonly Sql Posts = Sql.Portable(
        """
        select Id from Deliveries where AccountId = @AccountId and State = 'Published' and RemoteId is not null and Kind = 'post'
            and PublishedAt >= @Since
        order by PublishedAt desc {page}
        """);

    // What begins elsewhere: somebody named us, and we answered there.
    private static readonly Sql Threads = Sql.Portable(
        """
        select t.ThreadId from Tickets t
        where t.AccountId = @AccountId and t.LastActivityAt >= @Since and not exists (
            select 1 from Deliveries d where d.AccountId = t.AccountId and d.RemoteId = t.ThreadId and d.Kind = 'post')
        group by t.ThreadId order by max(t.LastActivityAt) desc {page}
        """);

    public async Task RunAsync(Guid refId, CancellationToken ct)
    {
        var account = await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = refId }, ct);
        var life = await db.OneAsync<DeskLife>(DeskLife.Read, ct: ct);
        if (account is not { State: AccountState.Active } || life is not { SilentFrom: { } from, SilentUntil: { } until }
            || channels.Find(account.Network) is not IReadThreads reader)
        {
            await outbox.DropAsync(db, Work, refId, ct);
            return;
        }

        var which = new { AccountId = refId, Since = from - Recent, Take = prices.Of(account.Network) is null ? Most : MostBilled };
        var refusal = (Refusal?)null;
        foreach (var post in await db.QueryAsync<Guid>(Posts, which, ct))
        {
            refusal ??= (await again.RunAsync(account, post, ct)).Refusal;
        }

        foreach (var thread in refusal is null ? await db.QueryAsync<string>(Threads, which, ct) : [])
        {
            refusal ??= DirectId.Parse(thread) is null ? await ReadAsync(account, reader, thread, ct) : null;
        }

        var now = clock.Now();
        if (refusal is { IsPassing: true })
        {
            await outbox.PutAsync(db, Work, refId, now + BackOff.After(3, refusal.RetryAfter), ct);
        }
        else if (now - until < SecondTurn)
        {
            await outbox.PutAsync(db, Work, refId, until + SecondTurn, ct);
        }
        else
        {
            await outbox.DropAsync(db, Work, refId, ct);
        }
    }

    private async Task<Refusal?> ReadAsync(AccountRow account, IReadThreads reader, string thread, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(CallTimeout);
        try
        {
            switch (await access.OpenAsync(account, ct))
            {
                case Reading<ChannelAccount>.Refused { Refusal: var shut }:
                    return shut;
                case Reading<ChannelAccount>.Got { Value: var opened }
                    when await reader.ReadThreadAsync(opened, thread, timeout.Token) is var answer:
                    if (answer is Reading<IReadOnlyList<InboundItem>>.Got { Value: var items })
                    {
                        await store.RunAsync(account, items, ct);
                    }

                    // A thread that is gone says nothing of the others.
                    return answer is Reading<IReadOnlyList<InboundItem>>.Refused { Refusal: { IsPassing: true } passing } ? passing : null;
                case var other:
                    throw new InvalidOperationException($"No way on from {other.GetType().Name}.");
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Refusal(RefusalKind.Unavailable, "The network did not answer in time.");
        }
    }
}
