using System.Security.Cryptography;
using System.Text;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Tickets.Answers;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>
/// An agent's answer: a message on the ticket and a delivery in the ledger, in one transaction, so neither can be there without the other.
/// It goes out under the client's newest words, and the ticket waits for the client.
/// </summary>
internal sealed class ReplyToTicket(Db db, Ledger ledger, TicketLog log, ChannelCatalog channels, ReplyLinks links, TimeProvider clock)
{
    // Another's words; one's own answer from another window is no surprise.
    private static readonly Sql SaidSince = Sql.Portable(
        """
        select m.Seq, m.Kind, m.AuthorName from Messages m
        where m.TicketId in (select s.Id from Tickets s where s.Id = @Id union all select s.Id from Tickets s where s.MergedIntoId = @Id)
            and m.Seq > @SeenSeq and (m.Kind = 'inbound' or (m.Kind = 'outbound' and (m.AuthorId is null or m.AuthorId <> @Me)))
        order by m.Seq
        """);

    /// <param name="IdempotencyKey">The same key for the same ticket answers with the same message.</param>
    /// <param name="Solve">The answer settles it.</param>
    internal sealed record Command(Guid TicketId, string Text, string By, Guid? ById, string? IdempotencyKey = null, bool Solve = false)
    {
        /// <summary>Everybody may read what seems to be a person's own in it.</summary>
        public bool ConfirmPersonal { get; init; }

        /// <summary>
        /// The newest message the writer saw, by its <see cref="MessageRow.Seq"/>: what came after it is to be read before this goes out.
        /// Null: whatever there is.
        /// </summary>
        public long? SeenSeq { get; init; }
    }

    internal sealed record Sent(Guid MessageId, Guid DeliveryId);

    /// <summary>A ticket with what an answer to it is looked at with.</summary>
    /// <param name="Links">Short links that were made for it.</param>
    internal sealed record Seen(TicketRow Ticket, AccountRow Account, IReadOnlyList<ReplyLink> Links, Brand Brand);

    public async Task<Result<Sent>> RunAsync(Command command, CancellationToken ct) =>
        await SeeAsync(TicketSql.Read, AccountSql.OfTicketId, ReplyLinks.OfTicket, new { Id = command.TicketId }, ct) is { } seen
            ? await RunAsync(seen, command, ct)
            : new Result<Sent>.Missing("There is no such ticket.");

    /// <summary>For a page, which has the ticket's number. Null: there is no such ticket.</summary>
    public Task<Seen?> SeeAsync(long number, CancellationToken ct) =>
        SeeAsync(TicketSql.ReadByNumber, AccountSql.OfTicket, ReplyLinks.OfNumber, new { Number = number }, ct);

    private async Task<Seen?> SeeAsync(Sql ticketBy, Sql accountBy, Sql linksBy, object key, CancellationToken ct)
    {
        var reads = new Reads();
        var ticket = reads.Add<TicketRow>(ticketBy, key);
        var account = reads.Add<AccountRow>(accountBy, key);
        var links = reads.Add<ReplyLink>(linksBy, key);
        var brand = Brand.In(reads);
        await db.ReadAsync(reads, ct);
        return ticket.One is { } found ? new(found, account.One!, links.Rows, brand()) : null;
    }

    /// <param name="of">The ticket as it was just read.</param>
    /// <param name="command">The answer.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<Sent>> RunAsync(Seen of, Command command, CancellationToken ct)
    {
        var text = command.Text.ReplaceLineEndings("\n").Trim();
        var (seen, account) = (of.Ticket, of.Account);
        var linked = ReplyLinks.Standing(of.Links, text);
        text = ReplyLinks.WithOne(text, linked);
        if (account.State == AccountState.Removed)
        {
            return Result<Sent>.Wrong("AccountId", Sentence.Of($"{account.Name} was removed. Connect it again to answer."));
        }

        if (!channels.TryGet<IReply>(seen.Network, out var channel))
        {
            var why = channels.Find(seen.Network) is null ? GoneChannel.Words(seen.Network) : "This network takes no replies from us.";
            return Result<Sent>.Wrong("AccountId", why); // the ticket's
        }

        if (channel.MeasurePart(text, part: null, contentWarning: null, account.ForMeasure()).Explain() is { } problem)
        {
            return Result<Sent>.Wrong(nameof(command.Text), problem);
        }

        if (!command.ConfirmPersonal && DirectId.Parse(seen.ThreadId) is null
            && PersonalData.Warning(PersonalData.In(text, of.Brand)) is { } warning)
        {
            return Result<Sent>.Wrong(nameof(command.ConfirmPersonal), warning);
        }

        return await db.InTransactionAsync<Result<Sent>>(async tx =>
        {
            var now = clock.Now();
            var messageId = command.IdempotencyKey is { } key ? IdOf(command.TicketId, key) : Ids.New(now);
            if (command.IdempotencyKey is not null
                && await tx.OneAsync<MessageRow>(TicketSql.ReadMessageOf, new { Id = messageId, command.TicketId }, ct) is { } before)
            {
                return before.Body == text
                    ? new Sent(messageId, before.DeliveryId!.Value)
                    : Result<Sent>.Wrong("Idempotency-Key", "This key came with other words before. Use a new key for a new reply.");
            }

            var look = new Reads();
            var there = look.Add<TicketRow>(TicketSql.Read, new { Id = command.TicketId });
            var since = command.SeenSeq is { } seenSeq ? look.Add<MessageRow>(
                SaidSince, new { Id = command.TicketId, SeenSeq = seenSeq, Me = command.ById ?? Guid.Empty }) : null;
            var last = look.Add<string>(TicketSql.LastInbound, new { Id = command.TicketId, Take = 1 });
            await tx.ReadAsync(look, ct);
            var ticket = there.One!;
            if (ticket.Status == TicketStatus.Closed)
            {
                return new Result<Sent>.Conflict(ticket.MergedIntoId is null
                    ? "The ticket is closed. Reopen it to answer."
                    : "The ticket was merged into another. Answer there.");
            }

            if (since?.Rows is [var newer, ..])
            {
                return new Result<Sent>.Conflict(newer.Kind == MessageKind.Inbound
                    ? "The client wrote meanwhile. Nothing was sent: read it, then send your words as they are or changed."
                    : Sentence.Of($"{newer.AuthorName} answered meanwhile. Nothing was sent: read it, then send your words "
                        + $"as they are or changed."));
            }

            var parent = last.One;
            var deliveryId = await ledger.CreateAsync(tx, new NewDelivery(
                "reply", ticket.AccountId, ticket.Network, text, now, DeliveryState.Scheduled, command.By)
            {
                TicketId = ticket.Id,
                MessageId = messageId,
                ArticleId = ticket.ArticleId,
                InReplyToRemoteId = parent ?? ticket.ThreadId,
                Reason = $"An answer on ticket #{ticket.Number}.",
            }, ct);
            await links.StoreAsync(tx, ticket.Id, linked, deliveryId, ticket.Network, ct);
            await log.AddMessageAsync(tx, new NewMessage(messageId, ticket.Id, MessageKind.Outbound, command.By, text, now)
            {
                AuthorId = command.ById,
                AccountId = ticket.AccountId,
                InReplyToRemoteId = parent,
                DeliveryId = deliveryId,
            }, now, ct);

            // Whoever answers a ticket nobody has, has it.
            var to = TicketChange.Of(ticket) with
            {
                Status = command.Solve ? TicketStatus.Solved : TicketStatus.Pending,
                AssigneeId = ticket.AssigneeId ?? command.ById,
                SnoozedUntil = null,
            };
            await log.ChangeAsync(tx, ticket, to, new Actor(command.By, command.ById, now), ct);
            if (command.ById is not null)
            {
                await tx.ExecuteAsync(TicketSql.DeleteDraft, new { TicketId = ticket.Id, UserId = command.ById, Kind = "reply" }, ct);
            }

            return new Sent(messageId, deliveryId);
        }, ct);
    }

    // The key names the message: a second request finds the first one's, whichever node it reaches.
    internal static Guid IdOf(Guid ticketId, string key) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{ticketId:N}:{key}")).AsSpan(0, 16));
}
