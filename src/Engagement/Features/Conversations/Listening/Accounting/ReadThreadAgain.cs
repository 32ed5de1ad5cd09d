using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Metrics;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>
/// Reads the thread of one of our posts through, takes in what answers us there and is not here, and writes down what the network counts
/// but shows to nobody.
/// </summary>
internal sealed class ReadThreadAgain(
    Db db, ChannelCatalog channels, AccountAccess access, RateBudgets budgets,
    Spending spending, StoreInbound store, StoreOwnAnswers own, TimeProvider clock)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    private static readonly Sql ReadPost = Sql.Portable("select Id, RemoteId, PublishedAt from Deliveries where Id = @Id");

    private static readonly Sql HeardOf = Sql.Portable(
        "select RemoteId from InboundItems where AccountId = @AccountId and InReplyToId = @RemoteId and RemovedAt is null");

    // A notification may name our post by another id than the thread does (LinkedIn's, where it comes without decoratedSourcePost); the
    // thread, which was asked for by the post's own, is right.
    private static readonly Sql Answers = Sql.Portable("""
        update InboundItems set InReplyToId = @PostId where AccountId = @AccountId and RemoteId = @RemoteId
            and coalesce(InReplyToId, '') <> @PostId
        """);

    // What we have and the network does not show any more is looked at by itself: it may be gone.
    private static readonly Sql CheckNow = Sql.Portable(
        "update InboundItems set NextCheckAt = @Now where AccountId = @AccountId and RemoteId = @RemoteId and RemovedAt is null");

    private static readonly Sql UpdateAudit = Sql.Portable(
        "update ReplyAudits set ReadAt = @Now, Shown = @Shown, NotShown = @NotShown, IsComplete = @IsComplete where DeliveryId = @Id");

    private static readonly Sql InsertAudit = Sql.Portable(
        "insert into ReplyAudits (DeliveryId, ReadAt, Shown, NotShown, IsComplete) values (@Id, @Now, @Shown, @NotShown, @IsComplete)");

    /// <param name="Found">Messages that were taken in.</param>
    /// <param name="IsComplete">The network showed the whole thread.</param>
    /// <param name="Count">The replies as they stand now; null where nothing is known of them.</param>
    /// <param name="Refusal">Why it could not be read to the end.</param>
    internal sealed record Result(int Found, bool IsComplete, ReplyCount? Count, Refusal? Refusal = null);

    public async Task<Result> RunAsync(AccountRow account, Guid deliveryId, CancellationToken ct)
    {
        var post = (await db.OneAsync<Post>(ReadPost, new { Id = deliveryId }, ct))!;
        if (account.State != AccountState.Active || post.RemoteId is null
            || !channels.TryGet<IReadThreads>(account.Network, out var reader))
        {
            return await NotReadAsync(post, new Refusal(RefusalKind.Unavailable, Sentence.Of($"{account.Name} is not read just now.")), ct);
        }

        if (!await budgets.HasSpareAsync(db, account.Id, reader.Facts, ct))
        {
            return await NotReadAsync(post, new Refusal(RefusalKind.RateLimited, "Waits until calls are not scarce."), ct);
        }

        if (await spending.MonthAsync(db, account, ct) is { } month && month.LeftForPosts.Amount <= 0)
        {
            return await NotReadAsync(
                post, new Refusal(RefusalKind.RateLimited, $"Waits for next month's budget: {month.Words}", month.Next - clock.Now()), ct);
        }

        var opened = await access.OpenAsync(account, ct);
        if (opened is not Reading<ChannelAccount>.Got { Value: var secret })
        {
            return await NotReadAsync(post, ((Reading<ChannelAccount>.Refused)opened).Refusal, ct);
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(CallTimeout);
        try
        {
            await CountAsync(account, secret, post, timeout.Token);
            var answer = await reader.ReadThreadAsync(secret, post.RemoteId, timeout.Token);
            await budgets.LearnAsync(db, account.Id, answer.Rate, ct);
            return answer switch
            {
                Reading<IReadOnlyList<InboundItem>>.Got { Value: var thread } => await TakeAsync(account, reader.Facts, post, thread, ct),

                // The post itself is gone, and with it whatever was said under it.
                Reading<IReadOnlyList<InboundItem>>.Refused { Refusal.Kind: RefusalKind.NotFound } =>
                    await GoneAsync(account, reader.Facts, post, ct),
                Reading<IReadOnlyList<InboundItem>>.Refused { Refusal: var refusal } => await NotReadAsync(post, refusal, ct),
                var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return await NotReadAsync(post, new Refusal(RefusalKind.Unavailable, "The network did not answer in time."), ct);
        }
    }

    private async Task<Result> GoneAsync(AccountRow account, ChannelFacts facts, Post post, CancellationToken ct)
    {
        await db.ExecuteAsync(ReadPostMetrics.IsGone,
            new { post.Id, Now = clock.Now(), Shown = clock.Now() - ReadPostMetrics.ShownAfter }, ct);
        return await TakeAsync(account, facts, post, [], ct);
    }

    // The count of this moment, so that both sides are of one time.
    private async Task CountAsync(AccountRow account, ChannelAccount secret, Post post, CancellationToken ct)
    {
        if (channels.TryGet<IReadMetrics>(account.Network, out var metrics))
        {
            var answer = await metrics.ReadMetricsAsync(secret, post.RemoteId!, ct);
            await budgets.LearnAsync(db, account.Id, answer.Rate, ct);
            if (answer is Reading<PostMetrics>.Got { Value: var numbers })
            {
                await spending.ReadAsync(db, account, 1, own: false, ct);
                await db.ExecuteAsync(ReadPostMetrics.Insert,
                    new { post.Id, Now = clock.Now(), numbers.Likes, numbers.Reposts, numbers.Replies, numbers.Quotes, numbers.Views }, ct);
            }
        }
    }

    private async Task<Result> TakeAsync(
        AccountRow account, ChannelFacts facts, Post post, IReadOnlyList<InboundItem> thread, CancellationToken ct)
    {
        await spending.ReadAsync(db, account, thread.Count, own: false, ct);

        // What answers us, as the mentions would have told: what strangers say to each other under our post is theirs.
        var ours = thread.Where(i => i.Author.RemoteId == account.RemoteId)
            .Select(i => i.RemoteId).Append(post.RemoteId!).ToHashSet(StringComparer.Ordinal);
        var answers = thread.Where(i => i.Author.RemoteId != account.RemoteId && i.InReplyToId is { } to && ours.Contains(to)).ToList();
        var found = await store.RunAsync(account.Id,
            [.. answers.Select(i => i with { Kind = InboundKind.Reply, ThreadRootId = i.ThreadRootId ?? post.RemoteId })],
            null, StoreInbound.Backfill, ct, notBefore: account.ListenFrom);

        await own.RunAsync(account, thread, ct);

        var shown = answers.Where(i => i.InReplyToId == post.RemoteId && !i.Deleted)
            .Select(i => i.RemoteId).ToHashSet(StringComparer.Ordinal);
        var heard = await db.QueryAsync<string>(HeardOf, new { AccountId = account.Id, post.RemoteId }, ct);
        foreach (var other in shown.Except(heard))
        {
            await db.ExecuteAsync(Answers, new { AccountId = account.Id, RemoteId = other, PostId = post.RemoteId }, ct);
        }

        var missing = heard.Where(id => !shown.Contains(id)).ToList();
        foreach (var gone in missing)
        {
            await db.ExecuteAsync(CheckNow, new { AccountId = account.Id, RemoteId = gone, Now = clock.Now() }, ct);
        }

        var reaches = facts.ThreadReachesBack is not { } back || clock.Now() - post.PublishedAt < back;
        var isComplete = reaches && missing.Count == 0 && thread.Count < facts.ThreadShows;
        return new Result(found, isComplete, await AuditAsync(post, shown.Count, isComplete, ct));
    }

    // Of a thread that was shown whole, what is counted beyond it is shown to nobody.
    private async Task<ReplyCount?> AuditAsync(Post post, int shown, bool isComplete, CancellationToken ct)
    {
        if (await CountOfAsync(post, ct) is not { } count)
        {
            return null;
        }

        var audit = new
        {
            post.Id,
            Now = clock.Now(),
            Shown = shown,
            NotShown = isComplete ? Math.Max(0, (count.Reported ?? 0) - (count.Heard - count.Removed) - count.Ours) : count.NotShown,
            IsComplete = isComplete,
        };
        await db.InTransactionAsync(async tx =>
        {
            if (await tx.ExecuteAsync(UpdateAudit, audit, ct) == 0)
            {
                await tx.ExecuteAsync(InsertAudit, audit, ct);
            }
        }, ct);
        return count with { NotShown = audit.NotShown };
    }

    private async Task<Result> NotReadAsync(Post post, Refusal refusal, CancellationToken ct) =>
        new(0, false, await CountOfAsync(post, ct), refusal);

    private async Task<ReplyCount?> CountOfAsync(Post post, CancellationToken ct) =>
        (await db.QueryAsync<ReplyCount>(ReplyCount.OfDeliveries, new { Deliveries = Json.Ids([post.Id]) }, ct)).SingleOrDefault();

    private sealed record Post
    {
        public Guid Id { get; init; }

        public string? RemoteId { get; init; }

        public DateTimeOffset? PublishedAt { get; init; }
    }
}
