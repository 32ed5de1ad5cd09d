using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>
/// Of a thread as it stands at the network: keeps our own answers to others that nothing here knows of, to be read back onto their tickets.
/// </summary>
internal sealed class StoreOwnAnswers(Db db, StoreInbound store)
{
    /// <summary>How they came.</summary>
    public const string Via = "readback";

    private static readonly Sql IsKnown = Sql.Portable(
        """
        select (select count(*) from Deliveries where AccountId = @AccountId and RemoteId = @RemoteId)
            + (select count(*) from InboundItems where AccountId = @AccountId and RemoteId = @RemoteId)
        """);

    public async Task RunAsync(AccountRow account, IReadOnlyList<InboundItem> thread, CancellationToken ct)
    {
        var theirs = thread.Where(i => i.Author.RemoteId != account.RemoteId).Select(i => i.RemoteId).ToHashSet(StringComparer.Ordinal);
        var unknown = new List<InboundItem>();
        foreach (var own in thread.Where(i => i.Author.RemoteId == account.RemoteId && !i.Deleted
            && i.InReplyToId is { } to && theirs.Contains(to)).OrderBy(i => i.CreatedAt))
        {
            if (await db.ScalarAsync<int>(IsKnown, new { AccountId = account.Id, own.RemoteId }, ct) == 0)
            {
                unknown.Add(own with { Kind = InboundKind.Reply });
            }
        }

        if (unknown.Count > 0)
        {
            await store.RunAsync(account.Id, unknown, null, Via, ct);
        }
    }
}
