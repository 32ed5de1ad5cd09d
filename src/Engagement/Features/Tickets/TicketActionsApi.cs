using Engagement.Data;
using Engagement.Features.Tickets.Joining;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Tickets;

/// <summary>What can be done with a ticket besides answering and changing it, in the API: the same use cases as on its page.</summary>
internal static class TicketActionsApi
{
    internal sealed record NewTags(string? Add, string? Remove);

    /// <param name="Values">By the field's id; empty empties it.</param>
    internal sealed record NewFields(int? Version, Dictionary<Guid, string?>? Values);

    /// <param name="Block">And take in nothing more of this client as a ticket.</param>
    internal sealed record NewSpam(bool IsSpam, bool Block);

    /// <param name="QueueId">Into this queue.</param>
    /// <param name="None">Out of its queue.</param>
    internal sealed record NewQueue(Guid? QueueId, bool None, int? Version);

    /// <param name="Until">Out of sight until then; null: in sight again.</param>
    internal sealed record NewSnooze(DateTimeOffset? Until, int? Version);

    internal sealed record Other(long Number);

    internal sealed record OneMessage(Guid MessageId);

    internal sealed record NewFollowUp(string? Why);

    internal sealed record OpenedShape(Guid Id, long Number);

    internal sealed record EventShape(string Kind, string? Before, string? After, string Actor, Guid? ActorId, DateTimeOffset At);

    public static void Map(RouteGroupBuilder api)
    {
        var ticket = api.MapGroup("/tickets/{id:guid}").WithTags("Tickets").For(Area.Tickets);
        ticket.MapGet("/events", EventsAsync).WithSummary("Its log, the oldest first").Produces<IReadOnlyList<EventShape>>().ProducesProblem(404);
        ticket.MapPost("/tags", async (Guid id, NewTags body, TagTicket tag, HttpContext http, CancellationToken ct) =>
            End(await tag.RunAsync(new(id, body.Add, body.Remove, http.User.DisplayName(), http.User.UserId()), ct))).WithSummary("Add and remove tags").ProducesProblem(422);
        ticket.MapPut("/fields", async (Guid id, NewFields body, SetFields set, HttpContext http, CancellationToken ct) =>
            End(Named(await set.RunAsync(new(id, body.Version, body.Values ?? [], http.User.DisplayName(), http.User.UserId()), ct), "Fields", nameof(body.Values)))).WithSummary("Set its queue's own fields").ProducesProblem(409).ProducesProblem(422);
        ticket.MapPut("/spam", async (Guid id, NewSpam body, MarkSpam mark, HttpContext http, CancellationToken ct) =>
            End(await mark.RunAsync(new(id, body.IsSpam, body.Block, http.User.DisplayName(), http.User.UserId()), ct))).WithSummary("Say that it is spam, or is not").ProducesProblem(409);
        ticket.MapPut("/queue", async (Guid id, NewQueue body, ChangeTicket change, HttpContext http, CancellationToken ct) =>
            End(await change.RunAsync(Command(id, body.Version, http) with { QueueId = body.QueueId, Unqueue = body.None }, ct))).WithSummary("Put it into a queue").ProducesProblem(409).ProducesProblem(422);
        ticket.MapPut("/snooze", async (Guid id, NewSnooze body, ChangeTicket change, HttpContext http, CancellationToken ct) =>
            End(Named(await change.RunAsync(Command(id, body.Version, http) with { SnoozeUntil = body.Until, Wake = body.Until is null }, ct), nameof(ChangeTicket.Command.SnoozeUntil), nameof(body.Until)))).WithSummary("Out of sight until a time").ProducesProblem(409).ProducesProblem(422);
        ticket.MapPut("/merge", async (Guid id, Other body, MergeTickets merge, HttpContext http, CancellationToken ct) =>
            End(Named(await merge.RunAsync(new(id, body.Number, http.User.DisplayName(), http.User.UserId()), ct), nameof(MergeTickets.Command.IntoNumber), nameof(body.Number)))).WithSummary("Merge it into another").ProducesProblem(409).ProducesProblem(422);
        ticket.MapDelete("/merge", async (Guid id, MergeTickets merge, HttpContext http, CancellationToken ct) =>
            End(await merge.UndoAsync(id, http.User.DisplayName(), http.User.UserId(), ct))).WithSummary("Take a merge back").ProducesProblem(409);
        ticket.MapPost("/split", async (Guid id, OneMessage body, SplitMessage split, HttpContext http, CancellationToken ct) =>
            Opened(await split.RunAsync(new(id, body.MessageId, http.User.DisplayName(), http.User.UserId()), ct))).WithSummary("Make a ticket of one message").Produces<OpenedShape>(201).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPost("/follow-up", async (Guid id, NewFollowUp body, OpenFollowUp open, HttpContext http, CancellationToken ct) =>
            Opened(await open.RunAsync(new(id, body.Why, http.User.DisplayName(), http.User.UserId()), ct))).WithSummary("Open a ticket that goes on from it").Produces<OpenedShape>(201).ProducesProblem(409).ProducesProblem(422);
        ticket.MapPost("/links", async (Guid id, Other body, LinkTickets link, HttpContext http, CancellationToken ct) =>
            End(Named(await link.RunAsync(new(id, body.Number, http.User.DisplayName(), http.User.UserId()), ct), nameof(LinkTickets.Command.OtherNumber), nameof(body.Number)))).WithSummary("Link it with another").ProducesProblem(409).ProducesProblem(422);
        ticket.MapDelete("/links/{number:long}", async (Guid id, long number, LinkTickets link, HttpContext http, CancellationToken ct) =>
            End(await link.RunAsync(new(id, number, http.User.DisplayName(), http.User.UserId(), Unlink: true), ct))).WithSummary("Take a link away").ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> EventsAsync(Guid id, Db db, CancellationToken ct) =>
        await db.OneAsync<TicketRow>(TicketSql.Read, new { Id = id }, ct) is null
            ? Problems.Missing("There is no such ticket.")
            : Results.Ok((await db.QueryAsync<TicketEventRow>(TicketSql.Events, new { Id = id }, ct))
                .Select(e => new EventShape(e.Kind, e.WordsBefore ?? e.Before, e.WordsAfter ?? e.After, e.Actor, e.ActorId, e.OccurredAt)).ToList());

    private static ChangeTicket.Command Command(Guid id, int? version, HttpContext http) =>
        new(id, version, null, null, null, Unassign: false, http.User.DisplayName(), http.User.UserId());

    // A refusal names the field as it stands in the body that was sent.
    private static Answer<Guid> Named(Answer<Guid> answer, string field, string inBody) => answer is Answer<Guid>.Invalid { Errors: var errors }
        ? new Answer<Guid>.Invalid([.. errors.Select(e => e with { Field = e.Field.Replace(field, inBody, StringComparison.Ordinal) })])
        : answer;

    private static IResult End(Answer<Guid> answer) => answer.ToResult(_ => Results.NoContent());

    private static IResult Opened(Answer<TicketRow> answer) => answer.ToResult(t => Results.Created($"/api/v1/tickets/{t.Id}", new OpenedShape(t.Id, t.Number)));
}
