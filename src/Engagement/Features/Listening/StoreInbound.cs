using Engagement.Channels;
using Engagement.Data;
using Engagement.Outbox;

namespace Engagement.Features.Listening;

/// <summary>
/// Stores what was read, raw, before anything is made of it: a page of items, the work that follows from the new ones, and the cursor,
/// in one transaction. Reads overlap, so most of a page is often known; an item is new once.
/// </summary>
internal sealed class StoreInbound(Db db, OutboxTable outbox, TimeProvider clock)
{
    /// <summary>The kind of an item's outbox row.</summary>
    public const string Work = "ingest";

    public const string Mentions = "mentions";

    public const string Direct = "direct";

    /// <returns>How many were new.</returns>
    public Task<int> RunAsync(Guid accountId, IReadOnlyList<InboundItem> items, string? cursor, string via, CancellationToken ct, string stream = Mentions) =>
        db.InTransactionAsync(async tx =>
        {
            var stored = new List<Guid>();
            foreach (var item in items)
            {
                var id = Ids.New(clock);
                if (await tx.ExecuteAsync(ListeningSql.StoreRaw, new
                {
                    Id = id,
                    AccountId = accountId,
                    item.RemoteId,
                    item.InReplyToId,
                    AuthorId = item.Author.RemoteId,
                    Kind = item.Kind.ToString(),
                    ItemJson = Json.Write(item with { RawJson = "" }),
                    item.RawJson,
                    Via = via,
                    Now = clock.Now(),
                }, ct) == 1)
                {
                    stored.Add(id);
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
}
