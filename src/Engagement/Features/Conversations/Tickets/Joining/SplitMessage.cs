using Engagement.Data;
using Engagement.Features.Content.Templates.Functions;

namespace Engagement.Features.Conversations.Tickets.Joining;

/// <summary>Gives one thing a client said a ticket of its own, linked to the one it stood in. What they answer to it comes there.</summary>
internal sealed class SplitMessage(Db db, TicketLog log, TimeProvider clock)
{
    private static readonly Sql Read = Sql.Portable(
        "select Id, TicketId, Kind, RemoteId, Body, CreatedAt from Messages where Id = @MessageId and TicketId = @TicketId");

    private static readonly Sql Others = Sql.Portable(
        "select count(*) from Messages where TicketId = @TicketId and Kind = 'inbound' and Id <> @MessageId");

    private static readonly Sql Move = Sql.Portable("update Messages set TicketId = @NewId where Id = @MessageId and TicketId = @TicketId");

    internal sealed record Command(Guid TicketId, Guid MessageId, string By, Guid? ById);

    /// <returns>The new ticket.</returns>
    public Task<Result<TicketRow>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<TicketRow>(async tx =>
    {
        if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = command.TicketId }, ct) is not { } ticket)
        {
            return new Result<TicketRow>.Missing("There is no such ticket.");
        }

        if (await tx.OneAsync<Words>(Read, command, ct) is not { } message)
        {
            return Result<TicketRow>.Wrong(nameof(command.MessageId), "There is no such message on the ticket.");
        }

        if (message.Kind != MessageKind.Inbound || message.RemoteId is null)
        {
            return new Result<TicketRow>.Conflict("Only what a client said can have a ticket of its own.");
        }

        if (await tx.ScalarAsync<int>(Others, command, ct) == 0)
        {
            return new Result<TicketRow>.Conflict("It is all the client said here. Change the ticket itself.");
        }

        var actor = new Actor(command.By, command.ById, clock.Now());
        var line = string.Join(' ', message.Body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var opened = await log.OpenAsync(tx, new NewTicket(
            line.Length == 0 ? "(no words)" : ShortenWords.ByCharacters(line, 90), ticket.ClientId, ticket.AccountId, ticket.Network,
            message.RemoteId, ticket.DeliveryId, ticket.PostId, ticket.ArticleId, FollowUpOf: null)
        { QueueId = ticket.QueueId }, actor, ct);
        await tx.ExecuteAsync(Move, new { NewId = opened.Id, command.MessageId, command.TicketId }, ct);
        await tx.ExecuteAsync(TicketSql.TouchInbound, new { opened.Id, actor.Now }, ct);
        await log.AddEventAsync(
            tx, ticket.Id, new TicketEvent("split", null, $"#{opened.Number}") { BeforeId = message.Id, AfterId = opened.Id }, actor, ct);
        await log.AddEventAsync(
            tx, opened.Id, new TicketEvent("split", $"#{ticket.Number}", null) { BeforeId = ticket.Id, AfterId = message.Id }, actor, ct);
        await LinkTickets.InsertAsync(tx, ticket.Id, opened.Id, "split", actor.Now, ct);
        return opened;
    }, ct);

    private sealed record Words
    {
        public Guid Id { get; init; }

        public Guid TicketId { get; init; }

        public string Kind { get; init; } = "";

        public string? RemoteId { get; init; }

        public string Body { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }
    }
}
