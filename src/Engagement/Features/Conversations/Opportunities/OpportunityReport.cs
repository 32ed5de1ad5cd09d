using Engagement.Web.Sheets;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>Chances as a table for files.</summary>
internal static class OpportunityReport
{
    public static Sheet Of(IEnumerable<Opportunity> chances, TimeZoneInfo zone) => new("opportunities", "Opportunities",
        [
            new("Id", CellKind.Text), new("Stage", CellKind.Text), new("Service", CellKind.Text),
            new("Value", CellKind.Decimal), new("Currency", CellKind.Text),
            new("Client", CellKind.Text), new("Network", CellKind.Text),
            new("Ticket"), new("Article", CellKind.Text), new("Owner", CellKind.Text),
            new("Next step", CellKind.Text), new("By", CellKind.Text), new("Reason", CellKind.Text),
            new("Found", CellKind.Moment), new("Found by", CellKind.Text), new("Changed", CellKind.Moment), new("Closed", CellKind.Moment),
        ],
        [
            .. chances.Select(o => new ReportCell[]
            {
                o.Id.ToString(), o.Stage.ToString(), o.Service, o.Value, o.Currency,
                o.ClientName, o.Network, o.TicketNumber, o.ArticleTitle, o.OwnerName,
                o.NextStep, o.NextStepOn, o.Reason, new(o.CreatedAt), o.CreatedBy, new(o.UpdatedAt), new(o.ClosedAt),
            }),
        ]) { Zone = zone };
}
