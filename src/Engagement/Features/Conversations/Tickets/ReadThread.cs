using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>
/// The whole conversation as it stands on the network now, from its root: what others said in between, which is no ticket of ours.
/// Read when somebody asks for it, and not kept.
/// </summary>
internal sealed class ReadThread(Db db, ChannelCatalog channels, AccountAccess access)
{
    // Somebody waits for the page.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <param name="Items">From the root on, in the order they were said.</param>
    /// <param name="OurId">The network's id of the account the ticket came to.</param>
    internal sealed record Thread(IReadOnlyList<InboundItem> Items, string OurId);

    public async Task<Result<Thread>> RunAsync(TicketRow ticket, CancellationToken ct)
    {
        var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = ticket.AccountId }, ct))!;
        if (!channels.TryGet<IReadThreads>(account.Network, out var channel))
        {
            return new Result<Thread>.Conflict(channels.Find(account.Network) is null
                ? GoneChannel.Words(account.Network)
                : $"{channels[account.Network].Facts.Name} does not let us read whole threads.");
        }

        if (DirectId.Parse(ticket.ThreadId) is not null)
        {
            return new Result<Thread>.Conflict("This is a direct conversation: all of it is in the ticket.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Patience);
        try
        {
            return await access.OpenAsync(account, timeout.Token) switch
            {
                Reading<ChannelAccount>.Refused no => Refused(channel, no.Refusal),
                Reading<ChannelAccount>.Got { Value: var opened } =>
                    await channel.ReadThreadAsync(opened, ticket.ThreadId, timeout.Token) switch
                    {
                        Reading<IReadOnlyList<InboundItem>>.Got { Value: var items } =>
                            new Thread([.. items.OrderBy(i => i.CreatedAt)], account.RemoteId),
                        Reading<IReadOnlyList<InboundItem>>.Refused no => Refused(channel, no.Refusal),
                        var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
                    },
                var other => throw new InvalidOperationException($"No way on from {other.GetType().Name}."),
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Result<Thread>.Conflict($"{channel.Facts.Name} did not answer within {Patience.TotalSeconds:0} seconds. Try again.");
        }
    }

    private static Result<Thread> Refused(IChannel channel, Refusal refusal) =>
        new Result<Thread>.Conflict($"{channel.Facts.Name}: {refusal.Reason}");
}
