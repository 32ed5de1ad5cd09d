using System.Globalization;
using Engagement.Data;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary><c>/opportunities</c> in the API; the shape is also what the webhook <c>opportunity.changed</c> carries.</summary>
internal static class OpportunitiesApi
{
    internal sealed record OpportunityResponse(
        Guid Id, string Service, decimal? Value, string Currency, OpportunityStage Stage,
        Guid? OwnerId, string? OwnerName, string? NextStep, DateOnly? NextStepOn, string? Reason,
        Guid TicketId, long TicketNumber, Guid? MessageId, string ClientName, string Network, int Version,
        DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset UpdatedAt, DateTimeOffset? ClosedAt, Evidence? Evidence = null);

    internal sealed record NewOpportunity(
        Guid TicketId, string Service, string Currency, Guid? MessageId = null, decimal? Value = null,
        OpportunityStage Stage = default, Guid? OwnerId = null, string? NextStep = null,
        DateOnly? NextStepOn = null, string? Reason = null);

    /// <summary>All of it: what is left out is taken away.</summary>
    [SchemaName("OpportunityUpdate")]
    internal sealed record OpportunityRequest(
        string Service, string Currency, OpportunityStage Stage, decimal? Value = null,
        Guid? OwnerId = null, string? NextStep = null, DateOnly? NextStepOn = null, string? Reason = null, int? Version = null);

    public static void Map(RouteGroupBuilder api)
    {
        var chances = api.MapGroup("/opportunities").WithTags("Opportunities").For(Area.Opportunities);
        chances.MapGet("/", ListAsync).WithName("listOpportunities")
            .WithSummary("Chances to sell, the latest changed first").Produces<Page<OpportunityResponse>>();
        chances.MapGet("/{id:guid}", ReadAsync).WithName("getOpportunity")
            .WithSummary("A chance, and the trail back to the article it came from").Produces<OpportunityResponse>().ProducesProblem(404);
        chances.MapPost("/", MarkAsync).WithName("createOpportunity")
            .WithSummary("Mark a ticket or a message as a chance").Produces<OpportunityResponse>(201).ProducesProblem(422);
        chances.MapPut("/{id:guid}", ChangeAsync).WithName("updateOpportunity").WithSummary("Say anew what is known of a chance")
            .Produces<OpportunityResponse>().ProducesProblem(409).ProducesProblem(422);
    }

    public static OpportunityResponse ToResponse(Opportunity o) => new(
        o.Id, o.Service, o.Value, o.Currency, o.Stage, o.OwnerId, o.OwnerName, o.NextStep,
        o.NextStepOn is { } on ? DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null, o.Reason,
        o.TicketId, o.TicketNumber, o.MessageId, o.ClientName, o.Network, o.Version, o.CreatedAt, o.CreatedBy, o.UpdatedAt, o.ClosedAt);

    private static async Task<IResult> ListAsync(string? after, int? take, OpportunityStage? stage,
        bool? open, Guid? ownerId, string? q, ListOpportunities list, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        var page = await list.RunAsync(
            new OpportunityFilter { Stage = stage, Open = open ?? false, OwnerId = ownerId, Words = q }, cursor, count, ct);
        return Results.Ok(new Page<OpportunityResponse>([.. page.Items.Select(ToResponse)], page.Next));
    }

    private static async Task<IResult> ReadAsync(Guid id, Db db, ReadEvidence evidence, CancellationToken ct) =>
        await db.OneAsync<Opportunity>(OpportunitySql.Read, new { Id = id }, ct) is { } found
            ? Results.Ok(ToResponse(found) with { Evidence = await evidence.RunAsync(id, ct) })
            : Problems.Missing("There is no such opportunity.");

    private static async Task<IResult> MarkAsync(NewOpportunity body, MarkOpportunity mark, HttpContext http, CancellationToken ct) =>
        (await mark.RunAsync(new(body.TicketId, body.MessageId,
            new(body.Service, body.Value, body.Currency, body.Stage, body.OwnerId, body.NextStep, body.NextStepOn, body.Reason),
            http.User.DisplayName(), http.User.UserId()), ct))
            .MissingIs("ticketId").ToResult(made => Results.Created($"/api/v1/opportunities/{made.Id}", ToResponse(made)));

    private static async Task<IResult> ChangeAsync(
        Guid id, OpportunityRequest body, ChangeOpportunity change, HttpContext http, CancellationToken ct) =>
        (await change.RunAsync(new(id, body.Version,
            new(body.Service, body.Value, body.Currency, body.Stage, body.OwnerId, body.NextStep, body.NextStepOn, body.Reason),
            http.User.DisplayName(), http.User.UserId()), ct))
            .ToResult(changed => Results.Ok(ToResponse(changed)));
}
