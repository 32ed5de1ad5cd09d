using Engagement.Data;
using Engagement.Features.Tickets.Joining;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Tickets;

/// <summary>What can be done with a ticket besides answering and changing it, in the API: the same use cases as on its page.</summary>
internal static class TicketActionsApi
{
    [SchemaName("TicketTagsRequest")]
    internal sealed record NewTags(string? Add, string? Remove);

    /// <param name="Values">By the field's id; empty empties it.</param>
    [SchemaName("TicketFieldsRequest")]
    internal sealed record NewFields(int? Version, Dictionary<Guid, string?>? Values);

    /// <param name="Block">And take in nothing more of this client as a ticket.</param>
    [SchemaName("TicketSpamRequest")]
    internal sealed record NewSpam(bool IsSpam, bool Block = false);

    /// <param name="QueueId">Into this queue.</param>
    /// <param name="None">Out of its queue.</param>
    [SchemaName("TicketQueueRequest")]
    internal sealed record NewQueue(Guid? QueueId = null, bool None = false, int? Version = null);

    /// <param name="Until">Out of sight until then; null: in sight again.</param>
    [SchemaName("TicketSnoozeRequest")]
    internal sealed record NewSnooze(DateTimeOffset? Until, int? Version);

    [SchemaName("TicketNumber")]
    internal sealed record Other(long Number);

    [SchemaName("MessageReference")]
    internal sealed record OneMessage(Guid MessageId);

    [SchemaName("FollowUpRequest")]
    internal sealed record NewFollowUp(string? Why);

    [SchemaName("TicketReference")]
    internal sealed record OpenedShape(Guid Id, long Number);

    [SchemaName("TicketEvent")]
    internal sealed record EventShape(string Kind, string? Before, string? After, string Actor, Guid? ActorId, DateTimeOffset At);

    public static void Map(RouteGroupBuilder api)
    {
        var ticket = api.MapGroup("/tickets/{id:guid}").WithTags("Tickets").For(Area.Tickets);
        ticket.MapGet("/events", EventsAsync).WithName("listTicketEvents").WithSummary("Its log, the oldest first").Produces<IReadOnlyList<EventShape>>().ProducesProblem(404);
        ticket.MapPost("/tags", async (Guid id, NewTags body, TagTicket tag, HttpContext http, CancellationToken ct) =>
            End(await tag.RunAsync(new(id, body.Add, body.Remove, http.User.DisplayName(), http.User.UserId()), ct))).WithName("tagTicket").WithSummary("Add and remove tags").Produces(204).ProducesProblem(422);
        ticket.MapPut("/fields", async (Guid id, NewFields body, SetFields set, HttpContext http, CancellationToken ct) =>
            End((await set.RunAsync(new(id, body.Version, body.Values ?? [], http.User.DisplayName(), http.User.UserId()), ct)).Named(("Fields", "values")))).WithName("setTicketFields").WithSummary("Set its queue's own fields").Produces(204).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPut("/spam", async (Guid id, NewSpam body, MarkSpam mark, HttpContext http, CancellationToken ct) =>
            End(await mark.RunAsync(new(id, body.IsSpam, body.Block, http.User.DisplayName(), http.User.UserId()), ct))).WithName("setTicketSpam").WithSummary("Say that it is spam, or is not").Produces(204).ProducesProblem(409);
        ticket.MapPut("/queue", async (Guid id, NewQueue body, ChangeTicket change, HttpContext http, CancellationToken ct) =>
            End(await change.RunAsync(Command(id, body.Version, http) with { QueueId = body.QueueId, Unqueue = body.None }, ct))).WithName("setTicketQueue").WithSummary("Put it into a queue").Produces(204).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPut("/snooze", async (Guid id, NewSnooze body, ChangeTicket change, HttpContext http, CancellationToken ct) =>
            End((await change.RunAsync(Command(id, body.Version, http) with { SnoozeUntil = body.Until, Wake = body.Until is null }, ct)).Named((nameof(ChangeTicket.Command.SnoozeUntil), "until")))).WithName("snoozeTicket").WithSummary("Out of sight until a time").Produces(204).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPut("/merge", async (Guid id, Other body, MergeTickets merge, HttpContext http, CancellationToken ct) =>
            End((await merge.RunAsync(new(id, body.Number, http.User.DisplayName(), http.User.UserId()), ct)).Named((nameof(MergeTickets.Command.IntoNumber), "number")))).WithName("mergeTicket").WithSummary("Merge it into another").Produces(204).ProducesProblem(409).ProducesProblem(422);
        ticket.MapDelete("/merge", async (Guid id, MergeTickets merge, HttpContext http, CancellationToken ct) =>
            End(await merge.UndoAsync(id, http.User.DisplayName(), http.User.UserId(), ct))).WithName("unmergeTicket").WithSummary("Take a merge back").Produces(204).ProducesProblem(409);
        ticket.MapPost("/split", async (Guid id, OneMessage body, SplitMessage split, HttpContext http, CancellationToken ct) =>
            Opened(await split.RunAsync(new(id, body.MessageId, http.User.DisplayName(), http.User.UserId()), ct))).WithName("splitTicket").WithSummary("Make a ticket of one message").Produces<OpenedShape>(201).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPost("/follow-up", async (Guid id, NewFollowUp body, OpenFollowUp open, HttpContext http, CancellationToken ct) =>
            Opened(await open.RunAsync(new(id, body.Why, http.User.DisplayName(), http.User.UserId()), ct))).WithName("createFollowUp").WithSummary("Open a ticket that goes on from it").Produces<OpenedShape>(201).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPost("/links", async (Guid id, Other body, LinkTickets link, HttpContext http, CancellationToken ct) =>
            End((await link.RunAsync(new(id, body.Number, http.User.DisplayName(), http.User.UserId()), ct)).Named((nameof(LinkTickets.Command.OtherNumber), "number")))).WithName("linkTicket").WithSummary("Link it with another").Produces(204).ProducesProblem(409).ProducesProblem(422);
        ticket.MapDelete("/links/{number:long}", async (Guid id, long number, LinkTickets link, HttpContext http, CancellationToken ct) =>
            End(await link.RunAsync(new(id, number, http.User.DisplayName(), http.User.UserId(), Unlink: true), ct))).WithName("unlinkTicket").WithSummary("Take a link away").Produces(204).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> EventsAsync(Guid id, Db db, CancellationToken ct) =>
        await db.OneAsync<TicketRow>(TicketSql.Read, new { Id = id }, ct) is null
            ? Problems.Missing("There is no such ticket.")
            : Results.Ok((await db.QueryAsync<TicketEventRow>(TicketSql.Events, new { Id = id }, ct))
                .Select(e => new EventShape(e.Kind, e.WordsBefore ?? e.Before, e.WordsAfter ?? e.After, e.Actor, e.ActorId, e.OccurredAt)).ToList());

    private static ChangeTicket.Command Command(Guid id, int? version, HttpContext http) =>
        new(id, version, null, null, null, Unassign: false, http.User.DisplayName(), http.User.UserId());

    private static IResult End(Answer<Guid> answer) => answer.ToResult(_ => Results.NoContent());

    private static IResult Opened(Answer<TicketRow> answer) => answer.ToResult(t => Results.Created($"/api/v1/tickets/{t.Id}", new OpenedShape(t.Id, t.Number)));
}
