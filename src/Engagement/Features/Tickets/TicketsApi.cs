using Engagement.Data;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Tickets;

/// <summary><c>/tickets</c> in the API.</summary>
internal static class TicketsApi
{
    internal sealed record TicketShape(
        Guid Id, long Number, string Subject, TicketStatus Status, TicketPriority Priority, Guid ClientId, string ClientName, Guid AccountId, string Network,
        Guid? DeliveryId, Guid? PostId, Guid? ArticleId, string? ArticleTitle, Guid? AssigneeId, string? AssigneeName, Guid? FollowUpOfId,
        int Version, DateTimeOffset CreatedAt, DateTimeOffset LastActivityAt, DateTimeOffset? SolvedAt, IReadOnlyList<MessageShape>? Messages = null);

    internal sealed record MessageShape(Guid Id, string Kind, string Author, string? Handle, string Text, string? Url, Guid? DeliveryId, string? DeliveryState, DateTimeOffset SaidAt);

    /// <param name="ConfirmPersonal">A public reply that seems to hold personal data is refused without it.</param>
    internal sealed record NewReply(string? Text, bool Solve, bool ConfirmPersonal = false);

    internal sealed record ReplyShape(Guid MessageId, Guid DeliveryId);

    /// <summary>What is left out stays as it is.</summary>
    internal sealed record TicketPatch(TicketStatus? Status, TicketPriority? Priority, Guid? AssigneeId, bool Unassign, int? Version);

    public static void Map(RouteGroupBuilder api)
    {
        var tickets = api.MapGroup("/tickets").WithTags("Tickets").For(Area.Tickets);
        tickets.MapGet("/", ListAsync).WithSummary("Tickets, the newest activity first").Produces<Page<TicketShape>>();
        tickets.MapGet("/{id:guid}", ReadAsync).WithSummary("A ticket with its messages").Produces<TicketShape>().ProducesProblem(404);
        tickets.MapPost("/{id:guid}/replies", ReplyAsync).WithSummary("Answer the client").Produces<ReplyShape>(201).ProducesProblem(422);
        tickets.MapPost("/{id:guid}/notes", NoteAsync).WithSummary("Add an internal note").Produces<ReplyShape>(201).ProducesProblem(422);
        tickets.MapPatch("/{id:guid}", PatchAsync).WithSummary("Change status, priority or assignee").Produces<TicketShape>().ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(
        string? after, int? take, TicketStatus? status, bool? unsolved, Guid? assigneeId, bool? unassigned, string? network, Guid? articleId, Guid? clientId, DateTimeOffset? openedBefore, string? q,
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
            Network = network,
            ArticleId = articleId,
            ClientId = clientId,
            OpenedBefore = openedBefore,
            Words = q,
        }, cursor, count, ct);
        return Results.Ok(new Page<TicketShape>([.. page.Items.Select(t => Shape(t))], page.Next));
    }

    private static async Task<IResult> ReadAsync(Guid id, Db db, CancellationToken ct) =>
        await ShapeAsync(db, id, ct) is { } shape ? Results.Ok(shape) : Problems.Missing("There is no such ticket.");

    private static async Task<IResult> ReplyAsync(
        Guid id, NewReply body, [FromHeader(Name = "Idempotency-Key")] string? key, ReplyToTicket reply, HttpContext http, CancellationToken ct) =>
        (await reply.RunAsync(new(id, body.Text ?? "", http.User.DisplayName(), http.User.UserId(), string.IsNullOrWhiteSpace(key) ? null : key.Trim(), body.Solve) { ConfirmPersonal = body.ConfirmPersonal }, ct))
            .ToResult(sent => Results.Created($"/api/v1/deliveries/{sent.DeliveryId}/history", new ReplyShape(sent.MessageId, sent.DeliveryId)));

    private static async Task<IResult> NoteAsync(Guid id, NewReply body, AddNote note, HttpContext http, CancellationToken ct) =>
        (await note.RunAsync(new(id, body.Text ?? "", http.User.DisplayName(), http.User.UserId()), ct))
            .ToResult(message => Results.Created($"/api/v1/tickets/{id}", new { id = message }));

    private static async Task<IResult> PatchAsync(Guid id, TicketPatch body, ChangeTicket change, Db db, HttpContext http, CancellationToken ct)
    {
        var answer = await change.RunAsync(new(
            id, body.Version, body.Status, body.Priority, body.AssigneeId, body.Unassign, http.User.DisplayName(), http.User.UserId()), ct);
        return answer is Answer<Guid>.Done ? Results.Ok(await ShapeAsync(db, id, ct)) : answer.ToResult();
    }

    private static async Task<TicketShape?> ShapeAsync(Db db, Guid id, CancellationToken ct) =>
        await db.OneAsync<TicketView>(TicketSql.ReadView, new { Id = id }, ct) is { } ticket
            ? Shape(ticket, [.. (await db.QueryAsync<MessageRow>(TicketSql.Messages, new { Id = id }, ct)).Select(m =>
                new MessageShape(m.Id, m.Kind, m.AuthorName, m.Handle, m.Body, m.Url ?? m.DeliveryUrl, m.DeliveryId, m.DeliveryState?.ToString(), m.SaidAt))])
            : null;

    internal static TicketShape Shape(TicketView t, IReadOnlyList<MessageShape>? messages = null) => new(
        t.Id, t.Number, t.Subject, t.Status, t.Priority, t.ClientId, t.ClientName, t.AccountId, t.Network, t.DeliveryId, t.PostId, t.ArticleId, t.ArticleTitle,
        t.AssigneeId, t.AssigneeName, t.FollowUpOfId, t.Version, t.CreatedAt, t.LastActivityAt, t.SolvedAt, messages);
}
