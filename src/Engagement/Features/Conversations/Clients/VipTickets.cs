using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Clients;

/// <summary>
/// Tells a client's unsolved tickets that the client is a VIP now, or none any more: clocks and rules go by a ticket's own log.
/// </summary>
internal sealed class VipTickets(TicketLog log)
{
    private static readonly Sql Unsolved = Sql.Portable(
        $"""
        select t.Id from Tickets t
        where t.ClientId in (select c.Id from Clients c where c.Id = @ClientId union all select c.Id from Clients c
            where c.MatchedIntoId = @ClientId)
            and {TicketSql.Unsolved}
        """);

    public async Task TellAsync(Tx tx, Guid clientId, bool isVip, Actor actor, CancellationToken ct)
    {
        foreach (var ticket in await tx.QueryAsync<Guid>(Unsolved, new { ClientId = clientId }, ct))
        {
            await log.AddEventAsync(tx, ticket, new TicketEvent("vip", isVip ? "no" : "yes", isVip ? "yes" : "no"), actor, ct);
        }
    }
}
