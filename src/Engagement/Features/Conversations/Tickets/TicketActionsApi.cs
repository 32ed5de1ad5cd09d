using Engagement.Data;
using Engagement.Features.Conversations.Tickets.Joining;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>What can be done with a ticket besides answering and changing it, in the API: the same use cases as on its page.</summary>
internal static class TicketActionsApi
{
    [SchemaName("TicketTagsRequest")]
    internal sealed record NewTags(string? Add = null, string? Remove = null);

    /// <param name="Values">By the field's id; empty empties it.</param>
    [SchemaName("TicketFieldsRequest")]
    internal sealed record NewFields(Dictionary<Guid, string?> Values, int? Version = null);

    /// <param name="Block">And take in nothing more of this client as a ticket.</param>
    [SchemaName("TicketSpamRequest")]
    internal sealed record NewSpam(bool IsSpam, bool Block = false);

    /// <param name="QueueId">Into this queue.</param>
    /// <param name="None">Out of its queue.</param>
    [SchemaName("TicketQueueRequest")]
    internal sealed record NewQueue(Guid? QueueId = null, bool None = false, int? Version = null);

    /// <param name="Until">Out of sight until then; null: in sight again.</param>
    [SchemaName("TicketSnoozeRequest")]
    internal sealed record NewSnooze(DateTimeOffset? Until, int? Version = null);

    [SchemaName("TicketNumber")]
    internal sealed record Other(long Number);

    [SchemaName("MessageReference")]
    internal sealed record OneMessage(Guid MessageId);

    [SchemaName("FollowUpRequest")]
    internal sealed record NewFollowUp(string Why);

    [SchemaName("TicketReference")]
    internal sealed record OpenedResponse(Guid Id, long Number);

    [SchemaName("TicketEvent")]
    internal sealed record EventResponse(string Kind, string? Before, string? After, string Actor, Guid? ActorId, DateTimeOffset At);

    public static void Map(RouteGroupBuilder api)
    {
        var ticket = api.MapGroup("/tickets/{id:guid}").WithTags("Tickets").For(Area.Tickets);
        ticket.MapGet("/events", EventsAsync).WithName("listTicketEvents")
            .WithSummary("Its log, the oldest first").Produces<Page<EventResponse>>().ProducesProblem(404);
        ticket.MapPost("/tags", async (Guid id, NewTags body, TagTicket tag, HttpContext http, CancellationToken ct) =>
            TagWords.Of(body.Add).Count + TagWords.Of(body.Remove).Count == 0
                ? Problems.Invalid([new FieldError("add", "Give tags to add, or to remove.")])
                : End(await tag.RunAsync(new(id, body.Add, body.Remove, http.User.DisplayName(), http.User.UserId()), ct)))
            .WithName("tagTicket").WithSummary("Add and remove tags").Produces(204).ProducesProblem(422);
        ticket.MapPut("/fields", async (Guid id, NewFields body, SetFields set, HttpContext http, CancellationToken ct) =>
            body.Values.Count == 0
                ? Problems.Invalid([new FieldError("values", "Give at least one field, by its id.")])
                : End((await set.RunAsync(new(id, body.Version, body.Values, http.User.DisplayName(), http.User.UserId()), ct))
                    .Named(("Fields", "values")))).WithName("setTicketFields")
            .WithSummary("Set its queue's own fields").Produces(204).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPut("/spam", async (Guid id, NewSpam body, MarkSpam mark, HttpContext http, CancellationToken ct) =>
            body is { IsSpam: false, Block: true }
                ? Problems.Invalid([new FieldError("block", "A client is blocked with what is spam.")])
                : End(await mark.RunAsync(new(id, body.IsSpam, body.Block, http.User.DisplayName(), http.User.UserId()), ct)))
            .WithName("setTicketSpam").WithSummary("Say that it is spam, or is not").Produces(204).ProducesProblem(409);
        ticket.MapPut("/queue", async (Guid id, NewQueue body, ChangeTicket change, HttpContext http, CancellationToken ct) =>
            body.None == body.QueueId is not null
                ? Problems.Invalid([new FieldError("queueId", "Give a queue's id, or none: true.")])
                : End(await change.RunAsync(Command(id, body.Version, http) with { QueueId = body.QueueId, Unqueue = body.None }, ct)))
            .WithName("setTicketQueue").WithSummary("Put it into a queue").Produces(204).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPut("/snooze", async (Guid id, NewSnooze body, ChangeTicket change, HttpContext http, CancellationToken ct) =>
            End((await change.RunAsync(Command(id, body.Version, http) with { SnoozeUntil = body.Until, Wake = body.Until is null }, ct))
                .Named((nameof(ChangeTicket.Command.SnoozeUntil), "until")))).WithName("snoozeTicket")
            .WithSummary("Out of sight until a time").Produces(204).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPut("/merge", async (Guid id, Other body, MergeTickets merge, HttpContext http, CancellationToken ct) =>
            End((await merge.RunAsync(new(id, body.Number, http.User.DisplayName(), http.User.UserId()), ct))
                .Named((nameof(MergeTickets.Command.IntoNumber), "number")))).WithName("mergeTicket")
            .WithSummary("Merge it into another").Produces(204).ProducesProblem(409).ProducesProblem(422);
        ticket.MapDelete("/merge", async (Guid id, MergeTickets merge, HttpContext http, CancellationToken ct) =>
            End(await merge.UndoAsync(id, http.User.DisplayName(), http.User.UserId(), ct)))
            .WithName("unmergeTicket").WithSummary("Take a merge back").Produces(204).ProducesProblem(409);
        ticket.MapPost("/split", async (Guid id, OneMessage body, SplitMessage split, HttpContext http, CancellationToken ct) =>
            Opened(await split.RunAsync(new(id, body.MessageId, http.User.DisplayName(), http.User.UserId()), ct))).WithName("splitTicket")
            .WithSummary("Make a ticket of one message").Produces<OpenedResponse>(201).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPost("/follow-up", async (Guid id, NewFollowUp body, OpenFollowUp open, HttpContext http, CancellationToken ct) =>
            Opened(await open.RunAsync(new(id, body.Why, http.User.DisplayName(), http.User.UserId()), ct))).WithName("createFollowUp")
            .WithSummary("Open a ticket that goes on from it").Produces<OpenedResponse>(201).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPost("/links", async (Guid id, Other body, LinkTickets link, HttpContext http, CancellationToken ct) =>
            End((await link.RunAsync(new(id, body.Number, http.User.DisplayName(), http.User.UserId()), ct))
                .Named((nameof(LinkTickets.Command.OtherNumber), "number"))))
            .WithName("linkTicket").WithSummary("Link it with another").Produces(204);
        ticket.MapDelete("/links/{number:long}", async (Guid id, long number, LinkTickets link, HttpContext http, CancellationToken ct) =>
            End(await link.RunAsync(new(id, number, http.User.DisplayName(), http.User.UserId(), Unlink: true), ct)))
            .WithName("unlinkTicket").WithSummary("Take a link away").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> EventsAsync(Guid id, string? after, int? take, Db db, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        if (await db.OneAsync<TicketRow>(TicketSql.Read, new { Id = id }, ct) is null)
        {
            return Problems.Missing("There is no such ticket.");
        }

        var place = cursor is null ? null : await db.ScalarAsync<long?>(TicketSql.EventPlace, new { EventId = cursor.Id, Id = id }, ct);
        if (cursor is not null && place is null)
        {
            return Problems.Invalid([new FieldError("after", "The event it goes on from is not in this ticket's log. Begin without it.")]);
        }

        Sql[] conditions = place is null ? [TicketSql.EventsOf] : [TicketSql.EventsOf, TicketSql.EventsAfter];
        var rows = await db.QueryAsync<TicketEventRow>(
            TicketSql.EventPage.Where(conditions), new { Id = id, AfterSeq = place, Take = count + 1 }, ct);
        return Results.Ok(Page<EventResponse>.Of(
            rows, count, e => new EventResponse(e.Kind, e.WordsBefore ?? e.Before, e.WordsAfter ?? e.After, e.Actor, e.ActorId,
                e.OccurredAt),
            e => new Cursor(e.OccurredAt, e.Id)));
    }

    private static ChangeTicket.Command Command(Guid id, int? version, HttpContext http) =>
        new(id, version, null, null, null, Unassign: false, http.User.DisplayName(), http.User.UserId());

    private static IResult End(Result<Guid> answer) => answer.ToResult(_ => Results.NoContent());

    private static IResult Opened(Result<TicketRow> answer) =>
        answer.ToResult(t => Results.Created($"/api/v1/tickets/{t.Id}", new OpenedResponse(t.Id, t.Number)));
}
