using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening.Following;
using Engagement.Outbox;

namespace Engagement.Features.Conversations.Listening;

/// <summary>
/// Stores what was read, raw, before anything is made of it: a page of items, the work that follows from the new ones, and the cursor,
/// in one transaction. Reads overlap, so most of a page is often known; an item is new once, and what is told of it later is followed.
/// </summary>
internal sealed class StoreInbound(Db db, OutboxTable outbox, TrackChange follow, DomainEvents events, TimeProvider clock)
{
    /// <summary>The kind of an item's outbox row.</summary>
    public const string Work = "ingest";

    public const string Mentions = "mentions";

    public const string Direct = "direct";

    /// <summary>How it came, when a thread was read again.</summary>
    public const string Backfill = "backfill";

    /// <param name="notBefore">What was said before this is kept as left out; null: nothing is.</param>
    /// <returns>How many were new and go through the chain.</returns>
    public Task<int> RunAsync(
        Guid accountId, IReadOnlyList<InboundItem> items, string? cursor, string via,
        CancellationToken ct, string stream = Mentions, DateTimeOffset? notBefore = null) =>
        db.InTransactionAsync(async tx =>
        {
            var stored = new List<Guid>();
            foreach (var item in items)
            {
                var id = Ids.New(clock);
                var problem = ItemIds.Problem(item);
                var isOld = problem is null && item.CreatedAt < notBefore;
                if (await tx.ExecuteAsync(ListeningSql.StoreRaw, new
                {
                    Id = id,
                    AccountId = accountId,
                    RemoteId = Fit.Key(item.RemoteId),
                    InReplyToId = ItemIds.Fitting(item.InReplyToId),
                    AuthorId = Fit.Key(item.Author.RemoteId),
                    Kind = item.Kind.ToString(),
                    ItemJson = Json.Write(item with { RawJson = "" }),
                    item.RawJson,
                    Via = via,
                    State = isOld ? "Ignored" : "New",
                    Outcome = isOld ? Beginning.Reason : null,
                    ProcessedAt = isOld ? clock.Now() : (DateTimeOffset?)null,
                    NextCheckAt = item.Deleted || isOld || problem is not null ? (DateTimeOffset?)null : clock.Now() + TrackMessages.First,
                    RemovedAt = item.Deleted ? clock.Now() : (DateTimeOffset?)null,
                    Now = clock.Now(),
                }, ct) == 1)
                {
                    if (problem is null && !isOld)
                    {
                        stored.Add(id);
                    }
                    else if (problem is not null)
                    {
                        await SetAsideAsync(tx, id, problem, ct);
                    }
                }
                else if (problem is null)
                {
                    await follow.RunAsync(tx, accountId, item, isCurrent: false, ct);
                }
            }

            await outbox.PutNewAsync(tx, Work, stored, clock.Now(), ct);
            if (cursor is not null)
            {
                var position = new { AccountId = accountId, Stream = stream, Position = cursor, Now = clock.Now() };
                if (await tx.ExecuteAsync(ListeningSql.MoveCursor, position, ct) == 0)
                {
                    await tx.ExecuteAsync(ListeningSql.StartCursor, position, ct);
                }
            }

            return stored.Count;
        }, ct);

    // Kept as it came and in view, with why; the page and its cursor go on.
    private async Task SetAsideAsync(Tx tx, Guid id, string problem, CancellationToken ct)
    {
        await tx.ExecuteAsync(ListeningSql.Settle,
            new { Id = id, State = "Failed", Outcome = problem, FailedStep = ItemIds.Step, Now = clock.Now() }, ct);
        await events.RaiseAsync(tx, new NoticeDue(new Notice(
            NoticeKinds.InboundSetAside, "A message could not be taken in",
            $"{problem} It is kept as it came.", "/tickets/attention", ReplayItem.KeyOf(id))), ct);
    }
}
