using Engagement.Data;
using Engagement.Features.Bridge;
using Engagement.Features.Mail;
using Engagement.Features.Notices;
using Engagement.Features.Webhooks;

namespace Engagement.Features.Tickets;

/// <summary>
/// What the ticket log is to others: to programs elsewhere each line of it an event, with the ticket as it is after it; to a colleague,
/// that a ticket is theirs now.
/// </summary>
internal sealed class TellOfTickets(EmitEvent emit, PutMail put, RaiseNotice raise, ResolveNotice resolve)
{
    /// <summary>
    /// Whoever was given it is told, unless they took it themselves; what is somebody else's or settled needs no telling any more.
    /// </summary>
    public async Task ChangedAsync(Tx tx, TicketRow ticket, TicketChange to, Actor actor, CancellationToken ct)
    {
        var isSettled = to.Status is TicketStatus.Solved or TicketStatus.Closed;
        var isGiven = to.AssigneeId != ticket.AssigneeId;
        if (ticket.AssigneeId is not null && (isGiven || isSettled && ticket.Status != to.Status))
        {
            await resolve.RunAsync(tx, Key(ticket.Id), ct);
        }

        if (isGiven && !isSettled && to.AssigneeId is { } assignee && assignee != actor.Id)
        {
            await raise.RunAsync(tx, new Notice(
                NoticeKinds.TicketAssigned, $"#{ticket.Number} is yours", $"{actor.Name} gave it to you.",
                $"/tickets/{ticket.Number}", Key(ticket.Id), assignee), ct);
        }
    }

    /// <summary>Messages are told by <see cref="MessageAsync"/>, with their words.</summary>
    public async Task EventAsync(Tx tx, Guid ticketId, string kind, string? before, string? after, string actor, CancellationToken ct)
    {
        var type = kind switch
        {
            "created" => WebhookEvents.TicketCreated,
            MessageKind.Inbound or MessageKind.Outbound or MessageKind.Note => null,
            _ => WebhookEvents.TicketChanged,
        };
        if (type is not null && await emit.IsWantedAsync(tx, type, ct))
        {
            var ticket = await ReadAsync(tx, ticketId, ct);
            await emit.RunAsync(tx, type, ticketId, type == WebhookEvents.TicketCreated
                ? (object)new { ticket }
                : new { ticket, change = new { what = kind, before, after, by = actor } }, ct);
        }
    }

    public async Task MessageAsync(Tx tx, NewMessage message, CancellationToken ct)
    {
        if (message.Kind == MessageKind.Inbound && await BridgeSettings.ReadAsync(tx, ct) is not null)
        {
            await put.RunAsync(tx, BridgeMail.Kind, null, message.Id, null, ct);
        }

        var type = message.Kind switch
        {
            MessageKind.Inbound => WebhookEvents.MessageReceived,
            MessageKind.Outbound => WebhookEvents.MessageSent,
            _ => WebhookEvents.NoteAdded,
        };
        if (await emit.IsWantedAsync(tx, type, ct))
        {
            await emit.RunAsync(tx, type, message.Id, new
            {
                ticket = await ReadAsync(tx, message.TicketId, ct),
                message = new { id = message.Id, kind = message.Kind, author = message.AuthorName,
                    text = message.Body, url = message.Url, deliveryId = message.DeliveryId, saidAt = message.SaidAt },
            }, ct);
        }
    }

    private static string Key(Guid ticketId) => $"ticket-assigned:{ticketId:N}";

    private static async Task<TicketsApi.TicketShape> ReadAsync(Tx tx, Guid id, CancellationToken ct) =>
        TicketsApi.Shape((await tx.OneAsync<TicketView>(TicketSql.ReadView, new { Id = id }, ct))!);
}
