using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Links;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary><c>/deliveries</c> in the API.</summary>
internal static class DeliveriesApi
{
    [SchemaName("DeliveryHistoryEntry")]
    internal sealed record HistoryResponse(
        int Version, DeliveryState? From, DeliveryState To, string Reason, string By, DateTimeOffset At, string Node);

    /// <summary>
    /// A delivery. <c>goneAt</c>: when the network was first seen to have it no more, though it was not taken back. <c>link</c> is the
    /// short link and <c>visits</c> who followed it; both are null where it carries the article's own address.
    /// </summary>
    internal sealed record DeliveryResponse(
        Guid Id, OneOf<DeliveryKinds> Kind, Guid? PostId, Guid? ArticleId, Guid AccountId,
        string Network, DeliveryState State, int Version, string Text, DateTimeOffset DueAt,
        DateTimeOffset? PublishedAt, string? Url, int Attempts, string? LastError,
        string? Link, VisitCounts? Visits, DateTimeOffset? GoneAt);

    public static void Map(RouteGroupBuilder api)
    {
        var deliveries = api.MapGroup("/deliveries").WithTags("Deliveries").For(Area.Posts);
        deliveries.MapGet("/{id:guid}", ReadAsync).WithName("getDelivery")
            .WithSummary("A delivery, its link and who followed it").Produces<DeliveryResponse>().ProducesProblem(404);
        deliveries.MapDelete("/{id:guid}", TakeBackAsync).WithName("withdrawDelivery")
            .WithSummary("Delete on the network what was published there").Produces(204).ProducesProblem(404).ProducesProblem(409);
        deliveries.MapGet("/{id:guid}/history", HistoryAsync).WithName("listDeliveryHistory")
            .WithSummary("What a delivery did, from its making on").Produces<Page<HistoryResponse>>().ProducesProblem(404);

        var approval = api.MapGroup("/deliveries").WithTags("Deliveries").For(Area.Approval);
        approval.MapPost("/{id:guid}/approval", ApproveAsync).WithName("approveDelivery")
            .WithSummary("Let a delivery that awaits approval go out").Produces(204).ProducesProblem(404).ProducesProblem(409);
        approval.MapPost("/{id:guid}/return", ReturnAsync).WithName("returnDelivery")
            .WithSummary("Give a delivery that awaits approval back, with a comment")
            .Produces(204).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    internal static async Task<IResult> ReadAsync(Guid id, Db db, CountVisits count, CancellationToken ct)
    {
        if (await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct) is not { } d)
        {
            return Missing();
        }

        var visits = (await count.OfDeliveriesAsync([id], ct)).GetValueOrDefault(id);
        return Results.Ok(new DeliveryResponse(
            d.Id, d.Kind, d.PostId, d.ArticleId, d.AccountId, d.Network, d.State, d.Version, d.Body, d.DueAt,
            d.PublishedAt, d.RemoteUrl, d.Attempts, d.LastError, visits is null ? null : d.LinkUrl, visits?.Counts, d.GoneAt));
    }

    /// <summary>
    /// Of the version that was read, so that nobody approves what they have not seen; <c>now</c>: also when its time is past.
    /// </summary>
    [SchemaName("ApprovalRequest")]
    internal sealed record ApprovalRequest(int Version, bool Now = false);

    [SchemaName("ReturnRequest")]
    internal sealed record ReturnRequest(int Version, string Comment);

    private static async Task<IResult> ApproveAsync(
        Guid id, ApprovalRequest body, ApproveDeliveries approve, HttpContext http, CancellationToken ct) =>
        (await approve.RunAsync(new([new SeenDelivery(id, body.Version)], body.Now, http.User.DisplayName(),
            http.User.UserId(), http.User.Role()!.Value), ct)).ToResult(_ => Results.NoContent());

    private static async Task<IResult> ReturnAsync(
        Guid id, ReturnRequest body, ReturnDeliveries giveBack, HttpContext http, CancellationToken ct) =>
        (await giveBack.RunAsync(new([new SeenDelivery(id, body.Version)], body.Comment, http.User.DisplayName()), ct))
            .ToResult(_ => Results.NoContent());

    private static async Task<IResult> TakeBackAsync(Guid id, Db db, TakeBack takeBack, HttpContext http, CancellationToken ct)
    {
        var version = (await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct))?.Version ?? 0;
        var answer = await takeBack.RunAsync(id, version, http.User.DisplayName(), ct);
        return answer is Result<Guid>.Done ? Results.NoContent() : answer.ToResult();
    }

    private static async Task<IResult> HistoryAsync(Guid id, Db db, CancellationToken ct)
    {
        var rows = await db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { Id = id }, ct);
        return rows.Count == 0
            ? Missing()
            : Results.Ok(new Page<HistoryResponse>(
                [.. rows.Select(r => new HistoryResponse(r.Version, r.FromState, r.ToState, r.Reason, r.Actor, r.OccurredAt, r.Node))],
                    null));
    }

    internal static IResult Missing() => Problems.Missing("There is no such delivery.");
}
