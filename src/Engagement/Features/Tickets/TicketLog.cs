using Engagement.Data;

namespace Engagement.Features.Tickets;

internal sealed record NewTicket(
    string Subject, Guid ClientId, Guid AccountId, string Network, string ThreadId, Guid? DeliveryId, Guid? PostId, Guid? ArticleId, TicketRow? FollowUpOf);

/// <param name="Body">As it was said or written.</param>
/// <param name="SaidAt">By the network's clock for theirs, by ours for ours.</param>
internal sealed record NewMessage(Guid Id, Guid TicketId, string Kind, string AuthorName, string Body, DateTimeOffset SaidAt)
{
    public Guid? AuthorId { get; init; }

    public Guid? HandleId { get; init; }

    public Guid? AccountId { get; init; }

    public string? RemoteId { get; init; }

    public string? InReplyToRemoteId { get; init; }

    public string? Url { get; init; }

    public Guid? DeliveryId { get; init; }

    public Guid? InboundItemId { get; init; }

    /// <summary>What the event log says of it, e.g. "Mention".</summary>
    public string? Detail { get; init; }
}

/// <summary>What a ticket becomes.</summary>
internal sealed record TicketChange(TicketStatus Status, TicketPriority Priority, Guid? AssigneeId);

/// <summary>
/// The only code that writes tickets and their events: every change is a row in the log with who, when, before and after, in the same
/// transaction. The log is only ever added to.
/// </summary>
internal sealed class TicketLog
{
    /// <summary>The event of an answer that did not reach the client.</summary>
    public const string Unsent = "unsent";

    private static readonly Sql NameOf = Sql.Portable("select Name from Users where Id = @Id");

    public async Task<TicketRow> OpenAsync(Tx tx, NewTicket ticket, string actor, DateTimeOffset now, CancellationToken ct)
    {
        if (await tx.ExecuteAsync(TicketSql.NextNumber, ct: ct) == 0)
        {
            await tx.ExecuteAsync(TicketSql.FirstNumber, ct: ct);
        }

        var number = await tx.ScalarAsync<long>(TicketSql.ReadNumber, ct: ct);
        var id = Ids.New(now);
        await tx.ExecuteAsync(TicketSql.Insert, new
        {
            Id = id,
            Number = number,
            ticket.Subject,
            ticket.ClientId,
            ticket.AccountId,
            ticket.Network,
            ticket.ThreadId,
            ticket.DeliveryId,
            ticket.PostId,
            ticket.ArticleId,
            FollowUpOfId = ticket.FollowUpOf?.Id,
            Now = now,
        }, ct);
        await EventAsync(tx, id, "created", null, ticket.FollowUpOf is { } old ? $"Follow-up of #{old.Number}" : null, actor, null, now, ct);
        return (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = id }, ct))!;
    }

    /// <summary>The client wrote again: what waited for them, or was solved, is open.</summary>
    public async Task<TicketRow> WakeAsync(Tx tx, TicketRow ticket, string actor, DateTimeOffset now, CancellationToken ct)
    {
        if (ticket.Status is TicketStatus.New or TicketStatus.Open)
        {
            return ticket;
        }

        await ChangeAsync(tx, ticket, new TicketChange(TicketStatus.Open, ticket.Priority, ticket.AssigneeId), actor, null, now, ct);
        return (await tx.OneAsync<TicketRow>(TicketSql.Read, new { ticket.Id }, ct))!;
    }

    /// <summary>Changes what differs, with an event for each difference.</summary>
    /// <returns>False when somebody else changed it meanwhile.</returns>
    public async Task<bool> ChangeAsync(Tx tx, TicketRow ticket, TicketChange to, string actor, Guid? actorId, DateTimeOffset now, CancellationToken ct)
    {
        var changed = await tx.ExecuteAsync(TicketSql.Change, new
        {
            ticket.Id,
            ticket.Version,
            Status = to.Status.ToString(),
            Priority = to.Priority.ToString(),
            to.AssigneeId,
            SolvedAt = to.Status switch
            {
                TicketStatus.Solved => ticket.Status == TicketStatus.Solved ? ticket.SolvedAt : now,
                TicketStatus.Closed => ticket.SolvedAt ?? now,
                _ => null,
            },
            ClosedAt = to.Status == TicketStatus.Closed ? now : (DateTimeOffset?)null,
            Now = now,
        }, ct);
        if (changed == 0)
        {
            return false;
        }

        if (ticket.Status != to.Status)
        {
            await EventAsync(tx, ticket.Id, "status", ticket.Status.ToString(), to.Status.ToString(), actor, actorId, now, ct);
        }

        if (ticket.Priority != to.Priority)
        {
            await EventAsync(tx, ticket.Id, "priority", ticket.Priority.ToString(), to.Priority.ToString(), actor, actorId, now, ct);
        }

        if (ticket.AssigneeId != to.AssigneeId)
        {
            await EventAsync(tx, ticket.Id, "assignee", await PersonAsync(tx, ticket.AssigneeId, ct), await PersonAsync(tx, to.AssigneeId, ct), actor, actorId, now, ct);
        }

        return true;
    }

    public async Task AddMessageAsync(Tx tx, NewMessage message, DateTimeOffset now, CancellationToken ct)
    {
        await tx.ExecuteAsync(TicketSql.InsertMessage, new
        {
            message.Id,
            message.TicketId,
            message.Kind,
            message.AuthorId,
            message.AuthorName,
            message.HandleId,
            message.AccountId,
            message.RemoteId,
            message.InReplyToRemoteId,
            message.Body,
            message.Url,
            message.DeliveryId,
            message.InboundItemId,
            message.SaidAt,
            Now = now,
        }, ct);
        await EventAsync(tx, message.TicketId, message.Kind, null, message.Detail, message.AuthorName, message.AuthorId, now, ct);
        await tx.ExecuteAsync(TicketSql.Touch, new { Id = message.TicketId, Now = now }, ct);
    }

    /// <summary>An answer is not going out after all, or it is again: the log says so, and clocks go by it.</summary>
    public Task AnswerAsync(Tx tx, Guid ticketId, bool isComing, string reason, string actor, DateTimeOffset now, CancellationToken ct) =>
        EventAsync(tx, ticketId, isComing ? MessageKind.Outbound : Unsent, null, reason.Length > 400 ? $"{reason[..399]}…" : reason, actor, null, now, ct);

    private static async Task<string?> PersonAsync(Tx tx, Guid? id, CancellationToken ct) =>
        id is null ? null : await tx.ScalarAsync<string>(NameOf, new { Id = id }, ct);

    private static async Task EventAsync(
        Tx tx, Guid ticketId, string kind, string? before, string? after, string actor, Guid? actorId, DateTimeOffset now, CancellationToken ct)
    {
        await tx.ExecuteAsync(TicketSql.InsertEvent, new
        {
            Id = Ids.New(now),
            TicketId = ticketId,
            Kind = kind,
            Before = before,
            After = after,
            Actor = actor,
            ActorId = actorId,
            Now = now,
        }, ct);
        await tx.ExecuteAsync(TicketSql.ClocksFallBehind, new { Id = ticketId }, ct);
    }
}
