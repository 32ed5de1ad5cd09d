using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>
/// What is here already of what the items of one transaction may have to do with: read for all of them at once
/// (<see cref="ReadInboundKnown"/>), and kept up as they are taken in.
/// </summary>
internal sealed class InboundKnown
{
    private readonly Dictionary<(string Network, string RemoteId), KnownClient> _clients = [];
    private readonly Dictionary<(Guid AccountId, string RemoteId), KnownDelivery> _deliveries = [];
    private readonly Dictionary<(Guid AccountId, string RemoteId), Guid> _messages = [];
    private readonly HashSet<(string Network, string Server, string RemoteId)> _ours = [];
    private readonly Dictionary<Guid, TicketRow> _tickets = [];
    private readonly HashSet<string> _threads = new(StringComparer.Ordinal);

    /// <summary>Something was written that is not kept up here: it is to be read again before the next item.</summary>
    public bool IsForgotten { get; private set; }

    public required IReadOnlyCollection<Guid> Accounts { get; init; }

    /// <summary>Are there several items? Then one may open a ticket after rules have run for another.</summary>
    public required bool IsOfSeveral { get; init; }

    /// <summary>The lock of ticket numbers was taken for what comes.</summary>
    public bool HoldsNumbers { get; set; }

    public void Forget() => IsForgotten = true;

    public void PutOurs(AccountRow account) => _ours.Add((account.Network, account.Server, account.RemoteId));

    public void Put(KnownClient client) => _clients[(client.Network, client.RemoteId)] = client;

    public void Put(KnownDelivery delivery) => _deliveries.TryAdd((delivery.AccountId, delivery.RemoteId), delivery);

    public void Put(TicketRow ticket) => _tickets[ticket.Id] = ticket;

    public void PutMessage(Guid accountId, string remoteId, Guid ticketId) => _messages[(accountId, remoteId)] = ticketId;

    /// <summary>All tickets of these clients in these threads are known.</summary>
    public void PutThreads(IEnumerable<string> threads) => _threads.UnionWith(threads);

    /// <summary>Is it an account of ours, this one or another on the same server?</summary>
    public bool IsOurs(AccountRow account, string authorId) => _ours.Contains((account.Network, account.Server, authorId));

    public KnownClient? Client(string network, string remoteId) => _clients.GetValueOrDefault((network, remoteId));

    public IEnumerable<Guid> ClientIds => _clients.Values.Select(c => c.ClientId);

    public KnownDelivery? Delivery(Guid accountId, string remoteId) => _deliveries.GetValueOrDefault((accountId, remoteId));

    public Guid? TicketOfMessage(Guid accountId, string remoteId) =>
        _messages.TryGetValue((accountId, remoteId), out var ticketId) ? ticketId : null;

    public TicketRow? Ticket(Guid id) => _tickets.GetValueOrDefault(id);

    public async Task<TicketRow?> TicketAsync(Tx tx, Guid id, CancellationToken ct)
    {
        if (Ticket(id) is null && await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = id }, ct) is { } read)
        {
            Put(read);
        }

        return Ticket(id);
    }

    /// <summary>The threads of the tickets that a message of this id stands in.</summary>
    public async Task<IReadOnlyList<string>> ThreadsOfAsync(Tx tx, Guid accountId, string remoteId, CancellationToken ct)
    {
        var threads = new List<string>();
        Guid?[] tickets = [TicketOfMessage(accountId, remoteId), Delivery(accountId, remoteId)?.TicketId];
        foreach (var id in tickets.OfType<Guid>().Distinct())
        {
            if (await TicketAsync(tx, id, ct) is { } ticket)
            {
                threads.Add(ticket.ThreadId);
            }
        }

        return threads;
    }

    /// <summary>The newest ticket of a client in one of these threads.</summary>
    public async Task<TicketRow?> NewestAsync(
        Tx tx, Guid clientId, Guid accountId, IReadOnlyCollection<string> threads, CancellationToken ct)
    {
        if (threads.Where(t => !_threads.Contains(t)).ToList() is { Count: > 0 } unknown)
        {
            // One that a merged ticket led to.
            foreach (var ticket in await ReadInboundKnown.TicketsAsync(tx, this, [], unknown, ct))
            {
                _tickets.TryAdd(ticket.Id, ticket);
            }

            PutThreads(unknown);
        }

        // One without a number was opened a moment ago.
        return _tickets.Values.Where(t => t.ClientId == clientId && t.AccountId == accountId && threads.Contains(t.ThreadId))
            .OrderBy(t => t.Number == 0 ? long.MaxValue : t.Number).LastOrDefault();
    }
}

/// <summary>The client behind a handle.</summary>
internal sealed record KnownClient
{
    /// <summary>Of the handle.</summary>
    public Guid Id { get; init; }

    public Guid ClientId { get; init; }

    public string Network { get; init; } = "";

    public string RemoteId { get; init; } = "";

    public string Handle { get; init; } = "";

    public string DisplayName { get; init; } = "";

    public string? AvatarUrl { get; init; }

    public string? ProfileUrl { get; init; }

    /// <summary>Of the person: of whom they are matched with.</summary>
    public string ClientName { get; init; } = "";

    public string? Company { get; init; }

    public bool IsVip { get; init; }

    /// <summary>They or whom they are matched with.</summary>
    public bool IsBlocked { get; init; }
}

/// <summary>Words of ours that a network has.</summary>
internal sealed record KnownDelivery
{
    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    public string RemoteId { get; init; } = "";

    public string Kind { get; init; } = "";

    public Guid? PostId { get; init; }

    public Guid? ArticleId { get; init; }

    public Guid? TicketId { get; init; }
}
