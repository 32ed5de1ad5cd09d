using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>One item on its way through the chain: what it is, and what the steps have found out.</summary>
internal sealed class InboundContext(Guid itemId, InboundItem item, AccountRow account, InboundKnown known, DateTimeOffset now)
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

    /// <summary>What is here already of what it may have to do with.</summary>
    public InboundKnown Known { get; } = known;

    public DateTimeOffset Now { get; } = now;

    /// <summary>Set by a step that ends the chain: nothing is to be made of this item, and why.</summary>
    public string? Ignored { get; set; }

    /// <summary>Who says it; known from the step that finds them on.</summary>
    public KnownClient Client { get; set; } = null!;

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

    /// <summary>Once in a transaction, when all of its items are through: for what is said once of several of them.</summary>
    Task EndAsync(Tx tx, IReadOnlyList<InboundContext> taken, CancellationToken ct) => Task.CompletedTask;
}
