using Engagement.Data;
using Engagement.Web.Api;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>An endpoint's log, the newest first, a page at a time by key.</summary>
internal sealed class ListDeliveries(Db db)
{
    public async Task<Page<WebhookDeliveryRow>> RunAsync(
        Guid endpointId, string? state, string? type, Cursor? after, int take, CancellationToken ct)
    {
        List<Sql> conditions = [WebhookSql.OfEndpoint];
        if (!string.IsNullOrEmpty(state))
        {
            conditions.Add(WebhookSql.InState);
        }

        if (!string.IsNullOrEmpty(type))
        {
            conditions.Add(WebhookSql.OfType);
        }

        if (after is not null)
        {
            conditions.Add(WebhookSql.Before);
        }

        var rows = await db.QueryAsync<WebhookDeliveryRow>(
            WebhookSql.ListDeliveries.Where(conditions),
            new { EndpointId = endpointId, State = state, Type = type, AfterTime = after?.Time, AfterId = after?.Id, Take = take + 1 }, ct);
        return Page<WebhookDeliveryRow>.Of(rows, take, row => row, row => new Cursor(row.CreatedAt, row.Id));
    }
}
