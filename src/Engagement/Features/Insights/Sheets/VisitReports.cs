using Engagement.Data;
using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Rollups;
using Engagement.Web.Sheets;

namespace Engagement.Features.Insights.Sheets;

/// <summary>Visits over time and by article, and which articles raise questions.</summary>
internal sealed class VisitReports(Db db, ReadVisits visits)
{
    // What nobody scrolls through; files have the same, and say so.
    private const int Most = 200;

    // Two tables of a page ask for it, and it is the dearest question here.
    private (Period Period, IReadOnlyList<VisitCounted> Rows)? _byArticle;

    public async Task<Sheet> OverTimeAsync(Period period, CancellationToken ct)
    {
        var parts = period.Parts();
        var rows = (await visits.OverTimeAsync(FunnelScope.All, parts, ct)).ToDictionary(r => r.Part);
        return new Sheet("visits", "Visits over time",
            [new("When", CellKind.Text), new("Visits by people", IsDrawn: true),
                new("Different people", IsDrawn: true), new("Link previews"), new("Bots")],
            [.. parts.Select((p, i) => rows.TryGetValue(i, out var r)
                ? new ReportCell[] { p.Name, r.People, r.Firsts, r.Previews, r.Bots }
                : [p.Name, 0, 0, 0, 0])])
        {
            Chart = "line", Zone = period.Zone,
            Note = "Different people: each at their first visit of an article on a day (UTC). "
                + "Previews and bots stand beside, never among people.",
        };
    }

    /// <summary>People's visits of one thing's links.</summary>
    public async Task<Sheet> OverTimeAsync(FunnelScope scope, Period period, CancellationToken ct)
    {
        if (scope.IsAll)
        {
            return await OverTimeAsync(period, ct);
        }

        var parts = period.Parts();
        var rows = (await visits.OverTimeAsync(scope, parts, ct)).ToDictionary(r => r.Part);
        return new Sheet("visits", "Visits over time", [new("When", CellKind.Text), new("Visits by people", IsDrawn: true)],
            [.. parts.Select((p, i) => new ReportCell[] { p.Name, rows.GetValueOrDefault(i)?.People ?? 0 })])
            { Chart = "line", Zone = period.Zone };
    }

    public async Task<Sheet> ByArticleAsync(Period period, CancellationToken ct)
    {
        var rows = (await CountByArticleAsync(period, ct)).Where(r => r.People + r.Previews + r.Bots > 0)
            .OrderByDescending(r => r.People).ThenBy(r => r.Id).Take(Most).ToList();
        var titles = await TitlesAsync(rows.Select(r => r.Id), ct);
        return new Sheet("articles", "Visits by article",
            [new("Article", CellKind.Text), new("Visits by people", IsDrawn: true),
                new("Different people"), new("Link previews"), new("Bots")],
            [.. rows.Select(r => new ReportCell[]
                { new(titles[r.Id], Href("article", r.Id, period)), r.People, r.Firsts, r.Previews, r.Bots })])
        {
            Chart = "bars", Zone = period.Zone, Note = rows.Count == Most ? $"The {Most} most visited." : "",
            Empty = "No visits in this period. They are counted where Settings name a public address for short links.",
        };
    }

    public async Task<Sheet> QuestionsAsync(Period period, CancellationToken ct)
    {
        var asked = (await db.QueryAsync<Counted>(ReportSql.TicketsByArticle, ReportArgs.Of(period), ct))
            .OrderByDescending(r => r.Number).ThenBy(r => r.Id).Take(Most).ToList();
        var seen = (await CountByArticleAsync(period, ct)).ToDictionary(r => r.Id, r => r.People);
        var titles = await TitlesAsync(asked.Select(r => r.Id!.Value), ct);
        return new Sheet("questions", "Articles that raise questions",
            [new("Article", CellKind.Text), new("Tickets", IsDrawn: true),
                new("Visits by people"), new("Tickets per 100 visits", CellKind.Decimal)],
            [
                .. asked.Select(r => (r.Id, r.Number, Visits: seen.GetValueOrDefault(r.Id!.Value)))
                    .Select(r => new ReportCell[] { new(titles[r.Id!.Value], Href("article", r.Id!.Value, period)), r.Number,
                        r.Visits, r.Visits == 0 ? new ReportCell(null) : (ReportCell)Math.Round(100m * r.Number / r.Visits, 2) }),
            ])
        {
            Chart = "bars", Zone = period.Zone, Note = "A ticket belongs to the article whose post the client answered. "
                + "Many for few visits: the article may leave something open.",
            Empty = "No ticket of this period came from an article.",
        };
    }

    /// <summary>The loop of one thing, in the same period.</summary>
    public static string Href(string kind, Guid id, Period period) => $"/insights/loop/{kind}/{id}{QueryString.Create(period.Query)}";

    private async Task<IReadOnlyList<VisitCounted>> CountByArticleAsync(Period period, CancellationToken ct)
    {
        if (_byArticle is not { } known || known.Period != period)
        {
            _byArticle = known = (period, await visits.ByArticleAsync(period, ct));
        }

        return known.Rows;
    }

    private async Task<Dictionary<Guid, string>> TitlesAsync(IEnumerable<Guid> ids, CancellationToken ct) =>
        (await db.QueryAsync<Named>(ReportSql.ArticleTitles, new { Wanted = Json.Ids(ids) }, ct)).ToDictionary(a => a.Id, a => a.Name);
}
