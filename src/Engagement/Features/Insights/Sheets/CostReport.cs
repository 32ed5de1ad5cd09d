using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Insights.Rollups;
using Engagement.Web.Sheets;

namespace Engagement.Features.Insights.Sheets;

/// <summary>What networks billed for each account, and for each post, visit, reply and ticket of it.</summary>
internal sealed class CostReport(Db db, ReadVisits read, Prices prices)
{
    public async Task<Sheet> RunAsync(Period period, CancellationToken ct)
    {
        var args = ReportArgs.Of(period);
        var posts = await ByAccountAsync(ReportSql.PostsByAccount, args, ct);
        var spent = await ByAccountAsync(ReportSql.CostByAccount, args, ct);
        var visits = (await read.ByAccountAsync(period, ct)).ToDictionary(r => r.Id, r => r.People);
        var desk = (await db.QueryAsync<DeskCounted>(DeskSumsSql.ByAccount,
            new { Pieces = VisitPieces.Write(VisitPieces.Of(period, Grain.Year)) }, ct)).ToDictionary(r => r.Id);
        var rows = (await db.QueryAsync<Named>(ReportSql.Accounts, ct: ct)).Select(a =>
        {
            var money = spent.GetValueOrDefault(a.Id) / 1_000_000m;
            var said = desk.GetValueOrDefault(a.Id);
            ReportCell Each(long number) => number == 0 || !spent.ContainsKey(a.Id)
                ? new ReportCell(null)
                : (ReportCell)Math.Round(money / number, 4);
            var (out_, seen, replies, tickets) = (posts.GetValueOrDefault(a.Id),
                visits.GetValueOrDefault(a.Id), said?.Replies ?? 0, said?.Tickets ?? 0);
            return new ReportCell[]
            {
                new(a.Name, VisitReports.Href("account", a.Id, period)), prices.Of(a.Network)?.Currency,
                money, out_, seen, replies, tickets, Each(out_), Each(seen), Each(replies), Each(tickets),
            };
        });
        return new Sheet("cost", "What it cost",
            [
                new("Account", CellKind.Text), new("Currency", CellKind.Text), new("Spent", CellKind.Decimal, IsDrawn: true),
                new("Posts"), new("Visits by people"), new("Replies"), new("Tickets"),
                new("Per post", CellKind.Decimal), new("Per visit", CellKind.Decimal),
                new("Per reply", CellKind.Decimal), new("Per ticket", CellKind.Decimal),
            ], [.. rows])
        {
            Chart = "bars", Zone = period.Zone, Note = "What networks bill for posting, answering and reading. People’s time is not in it. "
                + "No currency: the network bills nothing.", Empty = "No account is connected.",
        };
    }

    private async Task<Dictionary<Guid, long>> ByAccountAsync(Sql sql, object args, CancellationToken ct) =>
        (await db.QueryAsync<Counted>(sql, args, ct)).ToDictionary(r => r.Id!.Value, r => r.Number);

    private sealed record DeskCounted
    {
        public Guid Id { get; init; }

        public long Replies { get; init; }

        public long Tickets { get; init; }
    }
}
