using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>One row of the log: what it was and what it is, in words that stay true.</summary>
internal sealed record TicketEvent(string Kind, string? Before, string? After)
{
    /// <summary>What <see cref="Before"/> names, where it is a row of its own.</summary>
    public Guid? BeforeId { get; init; }

    public Guid? AfterId { get; init; }

    /// <summary>Words of a client, or about one: kept beside the log, so that they can be erased while the log stays.</summary>
    public (string? Before, string? After)? Words { get; init; }
}

internal sealed partial class TicketLog
{
    private static readonly Sql NameOf = Sql.Portable("select Name from Users where Id = @Id");

    private static readonly Sql QueueNames = Sql.Portable("select Id, Name from Queues");

    private static readonly Sql NumberOf = Sql.Portable("select Number from Tickets where Id = @Id");

    private static readonly Sql DefaultQueue = Sql.Portable("select DefaultQueueId from Accounts where Id = @AccountId");

    private static readonly Sql IsVip = Sql.Portable("""
        select count(*) from Clients c left join Clients p on p.Id = c.MatchedIntoId
        where c.Id = @ClientId and coalesce(p.IsVip, c.IsVip) = 1
        """);

    /// <summary>Adds what is no column of the ticket's own: a rule that ran, an edit at the network, a link.</summary>
    public async Task AddEventAsync(Tx tx, Guid ticketId, TicketEvent what, Actor actor, CancellationToken ct)
    {
        tx.Waiting<WaitingLog>().Add(ticketId, what, actor);
        await events.RaiseAsync(tx, new TicketLogged(ticketId, what.Kind, what.Before, what.After, actor.Name), ct);
    }

    // Both beside what waits: a name is nothing of a ticket's.
    private static async Task<string?> PersonAsync(Tx tx, Guid? id, CancellationToken ct) =>
        id is null ? null : await tx.QueryBesideAsync<string>(NameOf, new { Id = id }, ct) is [var name, ..] ? name : null;

    private static async Task<string?> QueueAsync(Tx tx, Guid? id, CancellationToken ct) =>
        id is null ? null : (await tx.OnceAsync<QueueName>(QueueNames, null, ct)).FirstOrDefault(q => q.Id == id)?.Name;

    private static async Task<string?> NumberAsync(Tx tx, Guid? id, CancellationToken ct) =>
        id is null ? null : $"#{await tx.ScalarAsync<long>(NumberOf, new { Id = id }, ct)}";

    private sealed record QueueName
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";
    }

    private static string? Moment(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
