using Engagement.Data;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing;

/// <summary><c>/deliveries</c> in the API.</summary>
internal static class DeliveriesApi
{
    internal sealed record HistoryShape(int Version, DeliveryState? From, DeliveryState To, string Reason, string By, DateTimeOffset At, string Node);

    public static void Map(RouteGroupBuilder api)
    {
        var deliveries = api.MapGroup("/deliveries").WithTags("Deliveries").For(Area.Posts);
        deliveries.MapGet("/{id:guid}/history", HistoryAsync).WithSummary("What a delivery did, from its making on").Produces<Page<HistoryShape>>().ProducesProblem(404);
    }

    private static async Task<IResult> HistoryAsync(Guid id, Db db, CancellationToken ct)
    {
        var rows = await db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { Id = id }, ct);
        return rows.Count == 0
            ? Problems.Missing("There is no such delivery.")
            : Results.Ok(new Page<HistoryShape>([.. rows.Select(r => new HistoryShape(r.Version, r.FromState, r.ToState, r.Reason, r.Actor, r.OccurredAt, r.Node))], null));
    }
}
