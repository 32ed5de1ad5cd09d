using Engagement.Data;
using Engagement.Features.Conversations.Tickets.Inbox;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>An internal note: for colleagues, never sent. Whoever is named in it with @ is told.</summary>
internal sealed class AddNote(Db db, TicketLog log, Mentions mentions, TimeProvider clock)
{
    private const int MaxLength = 20_000;

    internal sealed record Command(Guid TicketId, string Text, string By, Guid? ById)
    {
        /// <summary>The same key for the same ticket makes one note.</summary>
        public string? IdempotencyKey { get; init; }
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        var text = command.Text.Trim();
        if (text.Length is 0 or > MaxLength)
        {
            return Result<Guid>.Wrong(nameof(command.Text), text.Length == 0
                ? "A note needs words."
                : $"At most {MaxLength:N0} characters.");
        }

        return await db.InTransactionAsync<Result<Guid>>(async tx =>
        {
            if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = command.TicketId }, ct) is not { } ticket)
            {
                return new Result<Guid>.Missing("There is no such ticket.");
            }

            var now = clock.Now();
            var id = command.IdempotencyKey is { } key ? ReplyToTicket.IdOf(ticket.Id, key) : Ids.New(now);
            if (command.IdempotencyKey is not null
                && await tx.OneAsync<MessageRow>(TicketSql.ReadMessageOf, new { Id = id, TicketId = ticket.Id }, ct) is not null)
            {
                return id;
            }

            await log.AddMessageAsync(
                tx, new NewMessage(id, ticket.Id, MessageKind.Note, command.By, text, now) { AuthorId = command.ById }, now, ct);
            await mentions.RecordAsync(tx, ticket, id, text, new Actor(command.By, command.ById, now), ct);
            if (command.ById is not null)
            {
                await tx.ExecuteAsync(TicketSql.DeleteDraft, new { TicketId = ticket.Id, UserId = command.ById, Kind = "note" }, ct);
            }

            return id;
        }, ct);
    }
}
