using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Clients;

/// <summary>Who changed what about a client. What was said is not repeated: it would outlive an erasure.</summary>
internal static class ClientLog
{
    public static readonly Sql OfPerson = Sql.Portable(
        """
        select Kind, Detail, Actor, OccurredAt from ClientEvents
        where ClientId in (select c.Id from Clients c where c.Id = @Id union all select c.Id from Clients c where c.MatchedIntoId = @Id)
        order by OccurredAt desc, Id desc {page}
        """);

    public static Task AddAsync(Tx tx, Guid clientId, string kind, string? detail, Actor actor, CancellationToken ct) =>
        tx.ExecuteAsync(ClientSql.InsertEvent, new
        {
            Id = Ids.New(actor.Now),
            ClientId = clientId,
            Kind = kind,
            Detail = Fit.Shorten(detail, 400),
            Actor = Fit.Shorten(actor.Name, Fit.Name),
            ActorId = actor.Id,
            actor.Now,
        }, ct);
}

internal sealed record ClientEventRow
{
    public string Kind { get; init; } = "";

    public string? Detail { get; init; }

    public string Actor { get; init; } = "";

    public DateTimeOffset OccurredAt { get; init; }
}
