using Engagement.Data;
using Engagement.Features.Conversations.Tickets.Joining;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Conversations.Tickets;

/// <summary><c>/tickets</c> in the API. Messages (the newest fifty; <c>messagesNext</c> goes on to those before them), tags, fields, links
/// and whether the client is blocked are null in lists and events, and told of one ticket.</summary>
internal static class TicketsApi
{
    internal sealed record TicketResponse(
        Guid Id, long Number, string Subject, TicketStatus Status, TicketPriority Priority,
        Guid ClientId, string ClientName, Guid AccountId, string Network,
        Guid? DeliveryId, Guid? PostId, Guid? ArticleId, string? ArticleTitle, Guid? AssigneeId, string? AssigneeName, Guid? FollowUpOfId,
        int Version, DateTimeOffset CreatedAt, DateTimeOffset LastActivityAt, DateTimeOffset? SolvedAt, DateTimeOffset? ClosedAt,
        Guid? QueueId, string? QueueName, DateTimeOffset? SnoozedUntil, DateTimeOffset? SpamAt,
        Guid? MergedIntoId, long? MergedIntoNumber, long? FollowUpOfNumber, bool IsVip, DateTimeOffset? DueAt,
        IReadOnlyList<MessageResponse>? Messages = null, string? MessagesNext = null, IReadOnlyList<string>? Tags = null,
            IReadOnlyList<FieldResponse>? Fields = null, IReadOnlyList<LinkResponse>? Links = null,
        DateTimeOffset? ClientBlockedAt = null);

    /// <param name="EditedAt">When its author changed it at the network.</param>
    /// <param name="RemovedAt">When we learnt that it is no longer there.</param>
    internal sealed record MessageResponse(
        Guid Id, OneOf<MessageKinds> Kind, string Author, string? Handle, string Text,
        string? Url, Guid? DeliveryId, DeliveryState? DeliveryState, string? DeliveryError,
        DateTimeOffset SaidAt, DateTimeOffset? EditedAt, DateTimeOffset? RemovedAt);

    /// <summary>A field of the ticket's queue, set under <c>/fields</c> by its id.</summary>
    /// <param name="Kind">text, number, choice or date.</param>
    /// <param name="Choices">Of a choice; empty otherwise.</param>
    /// <param name="Value">Null: nothing is in it.</param>
    [SchemaName("TicketField")]
    internal sealed record FieldResponse(Guid Id, string Name, OneOf<FieldKinds> Kind, IReadOnlyList<string> Choices, string? Value);

    /// <param name="Kind">related, split, merged (into this one) or follow-up (of this one).</param>
    [SchemaName("TicketLink")]
    internal sealed record LinkResponse(Guid Id, long Number, string Subject, TicketStatus Status, OneOf<LinkKinds> Kind);

    /// <param name="ConfirmPersonal">A public reply that seems to hold personal data is refused without it.</param>
    internal sealed record NewReply(string Text, bool Solve = false, bool ConfirmPersonal = false);

    [SchemaName("SentReply")]
    internal sealed record ReplyResponse(Guid MessageId, Guid DeliveryId);

    [SchemaName("AddedNote")]
    internal sealed record NoteResponse(Guid Id);

    /// <summary>What is left out stays as it is.</summary>
    internal sealed record TicketPatch(
        TicketStatus? Status = null, TicketPriority? Priority = null, Guid? AssigneeId = null, bool Unassign = false, int? Version = null);

    private static readonly Sql ClientBlocked = Sql.Portable("select BlockedAt from Clients where Id = @Id");

    public static void Map(RouteGroupBuilder api)
    {
        var tickets = api.MapGroup("/tickets").WithTags("Tickets").For(Area.Tickets);
        tickets.MapGet("/", ListAsync).WithName("listTickets")
            .WithSummary("Tickets, the newest activity first").Produces<Page<TicketResponse>>();
        tickets.MapGet("/{id:guid}", ReadAsync).WithName("getTicket").WithSummary("A ticket with its newest messages")
            .Produces<TicketResponse>().ProducesProblem(404);
        tickets.MapGet("/{id:guid}/messages", MessagesAsync).WithName("listTicketMessages").WithSummary("Its messages, the newest first")
            .Produces<Page<MessageResponse>>().ProducesProblem(404).ProducesProblem(422);
        tickets.MapPost("/{id:guid}/replies", ReplyAsync).WithName("replyToTicket")
            .WithSummary("Answer the client").Produces<ReplyResponse>(201).ProducesProblem(409);
        tickets.MapPost("/{id:guid}/notes", NoteAsync).WithName("addTicketNote")
            .WithSummary("Add an internal note").Produces<NoteResponse>(201).ProducesProblem(422);
        tickets.MapPatch("/{id:guid}", PatchAsync).WithName("updateTicket").WithSummary("Change status, priority or assignee")
            .Produces<TicketResponse>().ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(
        string? after, int? take, TicketStatus? status, bool? unsolved, Guid? assigneeId, bool? unassigned,
        OneOf<Networks>? network, Guid? articleId, Guid? clientId, DateTimeOffset? openedBefore, string? q,
        ListTickets list, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        var page = await list.RunAsync(new TicketFilter
        {
            Status = status,
            Unsolved = unsolved ?? false,
            AssigneeId = assigneeId,
            Unassigned = unassigned ?? false,
            Network = network?.Word,
            ArticleId = articleId,
            ClientId = clientId,
            OpenedBefore = openedBefore,
            Words = q,
        }, cursor, count, ct);
        return Results.Ok(new Page<TicketResponse>([.. page.Items.Select(ToResponse)], page.Next));
    }

    private static async Task<IResult> ReadAsync(Guid id, Db db, CancellationToken ct) =>
        await ShapeAsync(db, id, ct) is { } shape ? Results.Ok(shape) : Problems.Missing("There is no such ticket.");

    private static async Task<IResult> MessagesAsync(Guid id, string? after, int? take, Db db, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        if (await db.OneAsync<TicketRow>(TicketSql.Read, new { Id = id }, ct) is null)
        {
            return Problems.Missing("There is no such ticket.");
        }

        var part = cursor is null
            ? await ReadMessages.NewestAsync(db, id, count, ct)
            : await ReadMessages.BeforeAsync(db, id, cursor.Id, count, ct);
        return part is null
            ? Problems.Invalid([new FieldError("after", "The message it goes on from is not in this ticket any more. Begin without it.")])
            : Results.Ok(new Page<MessageResponse>([.. part.Items.Reverse().Select(ToResponse)],
                part.HasEarlier ? Next(part.Items[0]) : null));
    }

    private static string Next(MessageRow message) => new Cursor(message.SaidAt, message.Id).ToString();

    private static MessageResponse ToResponse(MessageRow m) => new(
        m.Id, m.Kind, m.AuthorName, m.Handle, m.Body, m.Url ?? m.DeliveryUrl, m.DeliveryId, m.DeliveryState,
        m.DeliveryError, m.SaidAt, m.EditedAt, m.RemovedAt);

    private static async Task<IResult> ReplyAsync(
        Guid id, NewReply body, [FromHeader(Name = "Idempotency-Key")] string? key,
        ReplyToTicket reply, HttpContext http, CancellationToken ct) =>
        (await reply.RunAsync(new(id, body.Text, http.User.DisplayName(), http.User.UserId(), string.IsNullOrWhiteSpace(key)
            ? null : key.Trim(), body.Solve) { ConfirmPersonal = body.ConfirmPersonal }, ct))
            .ToResult(sent => Results.Created($"/api/v1/deliveries/{sent.DeliveryId}/history",
                new ReplyResponse(sent.MessageId, sent.DeliveryId)));

    private static async Task<IResult> NoteAsync(Guid id, NewReply body, AddNote note, HttpContext http, CancellationToken ct) =>
        (await note.RunAsync(new(id, body.Text, http.User.DisplayName(), http.User.UserId()), ct))
            .ToResult(message => Results.Created($"/api/v1/tickets/{id}", new NoteResponse(message)));

    private static async Task<IResult> PatchAsync(
        Guid id, TicketPatch body, ChangeTicket change, Db db, HttpContext http, CancellationToken ct)
    {
        if (body is { AssigneeId: not null, Unassign: true })
        {
            return Problems.Invalid([new FieldError("unassign", "Either an assignee or none, not both.")]);
        }

        var answer = await change.RunAsync(new(
            id, body.Version, body.Status, body.Priority, body.AssigneeId, body.Unassign, http.User.DisplayName(), http.User.UserId()), ct);
        return answer is Result<Guid>.Done ? Results.Ok(await ShapeAsync(db, id, ct)) : answer.ToResult();
    }

    private static async Task<TicketResponse?> ShapeAsync(Db db, Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<TicketView>(TicketSql.ReadView, new { Id = id }, ct) is not { } ticket)
        {
            return null;
        }

        var of = new { Id = id };
        var part = await ReadMessages.NewestAsync(db, id, ReadMessages.Part, ct);
        return ToResponse(ticket) with
        {
            Messages = [.. part.Items.Select(ToResponse)],
            MessagesNext = part.HasEarlier ? Next(part.Items[0]) : null,
            Tags = await db.QueryAsync<string>(TagWords.OfTicket, of, ct),
            Fields = [.. (await db.QueryAsync<TicketField>(QueueSql.FieldsOfTicket, of, ct))
                .Select(f => new FieldResponse(f.Id, f.Name, f.Kind, f.ChoiceList, f.Value))],
            Links = [.. (await db.QueryAsync<LinkedTicket>(LinkTickets.Beside, of, ct))
                .Select(l => new LinkResponse(l.Id, l.Number, l.Subject, l.Status, l.Kind))],
            ClientBlockedAt = await db.ScalarAsync<DateTimeOffset?>(ClientBlocked, new { Id = ticket.ClientId }, ct),
        };
    }

    /// <summary>A ticket that is there, as the API and webhooks say it.</summary>
    internal static async Task<TicketResponse> ReadShapeAsync(DbSession session, Guid id, CancellationToken ct) =>
        ToResponse((await session.OneAsync<TicketView>(TicketSql.ReadView, new { Id = id }, ct))!);

    internal static TicketResponse ToResponse(TicketView t) => new(
        t.Id, t.Number, t.Subject, t.Status, t.Priority, t.ClientId, t.ClientName,
        t.AccountId, t.Network, t.DeliveryId, t.PostId, t.ArticleId, t.ArticleTitle,
        t.AssigneeId, t.AssigneeName, t.FollowUpOfId, t.Version, t.CreatedAt, t.LastActivityAt, t.SolvedAt, t.ClosedAt,
        t.QueueId, t.QueueName, t.SnoozedUntil, t.SpamAt, t.MergedIntoId, t.MergedIntoNumber, t.FollowUpOfNumber, t.IsVip, t.DueAt);
}
