using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Features.Tickets;

namespace Engagement.Features.Listening.Chain;

/// <summary>One item on its way through the chain: what it is, and what the steps have found out.</summary>
internal sealed class InboundContext(Guid itemId, InboundItem item, AccountRow account, DateTimeOffset now)
{
    public Guid ItemId { get; } = itemId;

    /// <summary>
    /// Steps may add to it what they have found out. An id it answers that we never kept answers nothing here: SQL Server would take one
    /// that ends in a space for the one without.
    /// </summary>
    public InboundItem Item { get; set; } =
        item with { InReplyToId = ItemIds.Fitting(item.InReplyToId), ThreadRootId = ItemIds.Fitting(item.ThreadRootId) };

    /// <summary>A person has said that it belongs in a ticket.</summary>
    public bool IsLetIn { get; init; }

    public AccountRow Account { get; } = account;

    public DateTimeOffset Now { get; } = now;

    /// <summary>Set by a step that ends the chain: nothing is to be made of this item, and why.</summary>
    public string? Ignored { get; set; }

    public Guid ClientId { get; set; }

    public string ClientName { get; set; } = "";

    public Guid HandleId { get; set; }

    /// <summary>The first message of its thread, by the network's id.</summary>
    public string ThreadId => Item.ThreadRootId ?? Item.InReplyToId ?? Item.RemoteId;

    /// <summary>What of ours it answers.</summary>
    public Guid? DeliveryId { get; set; }

    public Guid? PostId { get; set; }

    public Guid? ArticleId { get; set; }

    public TicketRow? Ticket { get; set; }
}

/// <summary>One step of the inbound chain. Small, ordered, in the item's transaction: all of them or none.</summary>
internal interface IInboundStep
{
    /// <summary>For the list of items that need attention.</summary>
    string Name { get; }

    Task RunAsync(Tx tx, InboundContext context, CancellationToken ct);
}
