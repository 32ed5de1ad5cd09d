using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Tickets;

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

    private static readonly Sql QueueNameOf = Sql.Portable("select Name from Queues where Id = @Id");

    private static readonly Sql NumberOf = Sql.Portable("select Number from Tickets where Id = @Id");

    private static readonly Sql IsVip = Sql.Portable("""
        select count(*) from Clients c left join Clients p on p.Id = c.MatchedIntoId
        where c.Id = @ClientId and coalesce(p.IsVip, c.IsVip) = 1
        """);

    private static readonly Sql InsertWords = Sql.Portable(
        "insert into TicketEventWords (EventId, TicketId, Before, After) values (@EventId, @TicketId, @Before, @After)");

    /// <summary>Adds what is no column of the ticket's own: a rule that ran, an edit at the network, a link.</summary>
    public async Task AddEventAsync(Tx tx, Guid ticketId, TicketEvent what, Actor actor, CancellationToken ct)
    {
        // First: from here on the ticket is locked until this is committed, so its events are seen in the order of their numbers, and who
        // reads past a number passes none over. Numbers of different tickets are committed in any order.
        await tx.ExecuteAsync(TicketSql.ClocksFallBehind, new { Id = ticketId }, ct);
        var id = Ids.New(actor.Now);
        await tx.ExecuteAsync(TicketSql.InsertEvent, new
        {
            Id = id,
            TicketId = ticketId,
            what.Kind,
            Before = Fit.Shorten(what.Before, 1000),
            After = Fit.Shorten(what.After, 1000),
            what.BeforeId,
            what.AfterId,
            Actor = Fit.Shorten(actor.Name, Fit.Name),
            ActorId = actor.Id,
            actor.Now,
        }, ct);
        if (what.Words is { } words)
        {
            await tx.ExecuteAsync(InsertWords, new { EventId = id, TicketId = ticketId, words.Before, words.After }, ct);
        }

        await events.RaiseAsync(tx, new TicketLogged(ticketId, what.Kind, what.Before, what.After, actor.Name), ct);
    }

    private static async Task<string?> PersonAsync(Tx tx, Guid? id, CancellationToken ct) =>
        id is null ? null : await tx.ScalarAsync<string>(NameOf, new { Id = id }, ct);

    private static async Task<string?> QueueAsync(Tx tx, Guid? id, CancellationToken ct) =>
        id is null ? null : await tx.ScalarAsync<string>(QueueNameOf, new { Id = id }, ct);

    private static async Task<string?> NumberAsync(Tx tx, Guid? id, CancellationToken ct) =>
        id is null ? null : $"#{await tx.ScalarAsync<long>(NumberOf, new { Id = id }, ct)}";

    private static string? Moment(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
