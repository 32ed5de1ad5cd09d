using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Conversations.Tickets;

internal sealed record NewTicket(
    string Subject, Guid ClientId, Guid AccountId, string Network, string ThreadId,
    Guid? DeliveryId, Guid? PostId, Guid? ArticleId, TicketRow? FollowUpOf)
{
    /// <summary>Null: the one its account's tickets go to, if any.</summary>
    public Guid? QueueId { get; init; }
}

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

    /// <summary>
    /// What the log calls it, where that is not its kind: an automatic answer is not an answer of ours, and stops no clock.
    /// </summary>
    public string? EventKind { get; init; }
}

/// <summary>Who changes something, and when.</summary>
/// <param name="Name">As the log names them for ever: a colleague, a rule, a job. Never a client's name, see
/// <see cref="TicketLog.Client"/>.</param>
/// <param name="Id">The colleague's; null for a program.</param>
internal sealed record Actor(string Name, Guid? Id, DateTimeOffset Now);

/// <summary>
/// The only code that writes tickets and their events: every change is a row in the log with who, when, before and after, in the same
/// transaction. The log is only ever added to, and holds no words of a client, so that it can stay when they ask to be forgotten.
/// </summary>
internal sealed partial class TicketLog(DomainEvents events)
{
    /// <summary>
    /// Its column's width. A subject is cut by what a reader counts, and ninety characters of a reader may be a thousand of these.
    /// </summary>
    public const int MostSubject = 400;

    /// <summary>The event of an answer that did not reach the client.</summary>
    public const string Unsent = "unsent";

    /// <summary>The event of an answer that the network has: only now is the client answered.</summary>
    public const string Answered = "answered";

    /// <summary>The event of what a rule sends by itself.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>The event of a mail of which something is not here; <see cref="TicketEvent.Words"/> has what.</summary>
    public const string Mail = "mail";

    /// <summary>How the log names whoever wrote in.</summary>
    public const string Client = "The client";

    /// <summary>
    /// Takes the lock of ticket numbers before its turn, for work that may yet open a ticket and is about to write what others write who
    /// hold the numbers: each would wait for the other, and SQL Server throws one of the two out (1205).
    /// </summary>
    public static Task HoldNumbersAsync(Tx tx, CancellationToken ct) => tx.ExecuteAsync(LogSql.HoldNumbers, ct: ct);

    /// <summary>Opens a ticket, with its number.</summary>
    public async Task<TicketRow> OpenAsync(Tx tx, NewTicket ticket, Actor actor, CancellationToken ct)
    {
        var queue = ticket.QueueId ?? await tx.ScalarAsync<Guid?>(DefaultQueue, new { ticket.AccountId }, ct);
        var isVip = await tx.ScalarAsync<int>(IsVip, new { ticket.ClientId }, ct) > 0;
        var opened = await OpenAsync(tx, ticket with { QueueId = queue }, isVip, actor, ct);
        await tx.WriteWaitingAsync(ct);
        return opened with { Number = tx.Waiting<WaitingLog>().NumberOf(opened.Id)!.Value };
    }

    /// <summary>
    /// The same where its queue (null: none) and whether the client is a VIP are known. It is written, and has its number, together with
    /// what else the transaction makes (<see cref="WaitingLog"/>).
    /// </summary>
    public async Task<TicketRow> OpenAsync(Tx tx, NewTicket ticket, bool isVip, Actor actor, CancellationToken ct)
    {
        var opened = new TicketRow
        {
            Id = Ids.New(actor.Now),
            Subject = Fit.Shorten(ticket.Subject, MostSubject),
            Status = TicketStatus.New,
            Priority = TicketPriority.Normal,
            ClientId = ticket.ClientId,
            AccountId = ticket.AccountId,
            Network = ticket.Network,
            ThreadId = ticket.ThreadId,
            DeliveryId = ticket.DeliveryId,
            PostId = ticket.PostId,
            ArticleId = ticket.ArticleId,
            QueueId = ticket.QueueId,
            FollowUpOfId = ticket.FollowUpOf?.Id,
            Version = 1,
            CreatedAt = actor.Now,
            LastActivityAt = actor.Now,
        };
        tx.Waiting<WaitingLog>().Open(new(opened.Id, opened.Subject, opened.ClientId, opened.AccountId, opened.Network, opened.ThreadId,
            opened.DeliveryId, opened.PostId, opened.ArticleId, opened.QueueId, opened.FollowUpOfId, actor.Now));
        var followsUp = ticket.FollowUpOf is { } old ? $"Follow-up of #{old.Number}" : null;
        await AddEventAsync(tx, opened.Id, new TicketEvent("created", null, followsUp), actor, ct);
        if (opened.QueueId is not null)
        {
            await AddEventAsync(tx, opened.Id,
                new TicketEvent("queue", null, await QueueAsync(tx, opened.QueueId, ct)) { AfterId = opened.QueueId }, actor, ct);
        }

        if (isVip)
        {
            await AddEventAsync(tx, opened.Id, new TicketEvent("vip", null, "yes"), actor, ct);
        }

        return opened;
    }

    /// <summary>The client wrote again: what waited for them, slept, or was solved, is open. Spam stays spam.</summary>
    public async Task<TicketRow> WakeAsync(Tx tx, TicketRow ticket, Actor actor, CancellationToken ct)
    {
        if (ticket.SpamAt is not null || (ticket.Status is TicketStatus.New or TicketStatus.Open && ticket.SnoozedUntil is null))
        {
            return ticket;
        }

        var to = TicketChange.Of(ticket)
            with { Status = ticket.Status == TicketStatus.New ? TicketStatus.New : TicketStatus.Open, SnoozedUntil = null };
        return await ChangeAsync(tx, ticket, to, actor, ct)
            ? ticket with { Status = to.Status, SnoozedUntil = null, SolvedAt = null, ClosedAt = null, Version = ticket.Version + 1 }
            : (await tx.OneAsync<TicketRow>(TicketSql.Read, new { ticket.Id }, ct))!;
    }

    /// <summary>Changes what differs, with an event for each difference.</summary>
    /// <returns>False when somebody else changed it meanwhile.</returns>
    public async Task<bool> ChangeAsync(Tx tx, TicketRow ticket, TicketChange to, Actor actor, CancellationToken ct)
    {
        var was = TicketChange.Of(ticket);
        if (was == to)
        {
            return true;
        }

        var now = actor.Now;
        var row = new
        {
            ticket.Id,
            ticket.Version,
            Status = to.Status.ToString(),
            Priority = to.Priority.ToString(),
            to.AssigneeId,
            to.QueueId,
            to.SnoozedUntil,
            to.MergedIntoId,
            SpamAt = to.IsSpam ? ticket.SpamAt ?? now : (DateTimeOffset?)null,
            SolvedAt = to.Status switch
            {
                TicketStatus.Solved => ticket.Status == TicketStatus.Solved ? ticket.SolvedAt : now,
                TicketStatus.Closed => ticket.SolvedAt ?? now,
                _ => null,
            },
            ClosedAt = to.Status == TicketStatus.Closed ? ticket.ClosedAt ?? now : (DateTimeOffset?)null,
            Now = now,
        };

        // Beside what waits, unless that is the ticket itself: what is written of others has nothing to do with it.
        var isThere = !tx.Waiting<WaitingLog>().Opens(ticket.Id);
        if ((isThere ? await tx.ExecuteBesideAsync(TicketSql.Change, row, ct) : await tx.ExecuteAsync(TicketSql.Change, row, ct)) == 0)
        {
            return false;
        }

        foreach (var difference in await DifferencesAsync(tx, was, to, actor, ct))
        {
            await AddEventAsync(tx, ticket.Id, difference, actor, ct);
        }

        await events.RaiseAsync(tx, new TicketChanged(ticket, to, actor), ct);
        return true;
    }

    public async Task AddMessageAsync(Tx tx, NewMessage message, DateTimeOffset now, CancellationToken ct)
    {
        tx.Waiting<WaitingLog>().Add(message, now);
        var actor = new Actor(message.Kind == MessageKind.Inbound ? Client : message.AuthorName, message.AuthorId, now);
        await AddEventAsync(tx, message.TicketId,
            new TicketEvent(message.EventKind ?? message.Kind, null, message.Detail) { AfterId = message.Id }, actor, ct);
        await events.RaiseAsync(tx, new MessageAdded(message), ct);
    }

    /// <summary>An answer is not going out after all, or it is again, or it is out: the log says so, and clocks go by it.</summary>
    /// <param name="kind"><see cref="MessageKind.Outbound"/>, <see cref="Acknowledged"/>, <see cref="Unsent"/> or
    /// <see cref="Answered"/>.</param>
    public Task AnswerAsync(Tx tx, Guid ticketId, Guid? messageId, string kind, string? reason, Actor actor, CancellationToken ct) =>
        AddEventAsync(tx, ticketId, new TicketEvent(kind, null, Fit.Shorten(reason, 400)) { AfterId = messageId }, actor, ct);

    private static async Task<IReadOnlyList<TicketEvent>> DifferencesAsync(
        Tx tx, TicketChange was, TicketChange to, Actor actor, CancellationToken ct)
    {
        var found = new List<TicketEvent>();
        if (was.Status != to.Status)
        {
            found.Add(new("status", was.Status.ToString(), to.Status.ToString()));
        }

        if (was.Priority != to.Priority)
        {
            found.Add(new("priority", was.Priority.ToString(), to.Priority.ToString()));
        }

        if (was.AssigneeId != to.AssigneeId)
        {
            // Who takes a ticket is known by name.
            var taker = to.AssigneeId == actor.Id ? actor.Name : await PersonAsync(tx, to.AssigneeId, ct);
            found.Add(new("assignee", await PersonAsync(tx, was.AssigneeId, ct), to.AssigneeId is null ? null : taker)
                { BeforeId = was.AssigneeId, AfterId = to.AssigneeId });
        }

        if (was.QueueId != to.QueueId)
        {
            found.Add(new("queue", await QueueAsync(tx, was.QueueId, ct), await QueueAsync(tx, to.QueueId, ct))
                { BeforeId = was.QueueId, AfterId = to.QueueId });
        }

        if (was.SnoozedUntil != to.SnoozedUntil)
        {
            found.Add(new("snooze", Moment(was.SnoozedUntil), Moment(to.SnoozedUntil)));
        }

        if (was.IsSpam != to.IsSpam)
        {
            found.Add(new("spam", was.IsSpam ? "Spam" : null, to.IsSpam ? "Spam" : null));
        }

        if (was.MergedIntoId != to.MergedIntoId)
        {
            found.Add(new("merged", await NumberAsync(tx, was.MergedIntoId, ct), await NumberAsync(tx, to.MergedIntoId, ct))
                { BeforeId = was.MergedIntoId, AfterId = to.MergedIntoId });
        }

        return found;
    }
}
