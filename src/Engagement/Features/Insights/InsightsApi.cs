using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Sheets;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Engagement.Web.Sheets;

namespace Engagement.Features.Insights;

/// <summary><c>/insights</c> in the API, and the files that pages offer.</summary>
internal static class InsightsApi
{
    /// <summary>A table: its columns, and rows of as many cells.</summary>
    [SchemaName("InsightsTable")]
    internal sealed record TableShape(string Key, string Name, string Note, IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows);

    internal sealed record LoopShape(string Kind, Guid? Id, string Name, DateOnly From, DateOnly To, string Zone, LoopFigures Figures);

    public static void Map(RouteGroupBuilder api)
    {
        var insights = api.MapGroup("/insights").WithTags("Insights").For(Area.Insights);
        insights.MapGet("/loop", LoopAsync).WithName("getLoop").WithSummary("What came of everything, or of one article, template, series, account or post (`kind`, `id`)").Produces<LoopShape>().ProducesProblem(404).ProducesProblem(422);
        insights.MapGet("/tables/{key}", TableAsync).WithName("getInsightsTable").WithSummary($"A table of Insights: {string.Join(", ", ReadSheets.All)}").Produces<TableShape>().ProducesProblem(404).ProducesProblem(422);
    }

    /// <summary><c>/insights/export.csv</c> and <c>.xlsx</c>: the tables named in <c>sheets</c>, with commas between, or <c>all</c>. A CSV holds one.</summary>
    public static void MapFiles(IEndpointRouteBuilder app) =>
        app.MapGet("/insights/export.{format}", FileAsync).RequireAuthorization(Area.Insights).ExcludeFromDescription();

    private static async Task<IResult> FileAsync(string format, string? sheets, int? days, string? from, string? to, string? zone, Guid? account, ReadSheets read, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var keys = sheets is null or "all" ? ReadSheets.All : sheets.Split(',').Where(ReadSheets.All.Contains).Distinct().ToList();
        if (keys.Count == 0 || format is not ("csv" or "xlsx"))
        {
            return Results.NotFound();
        }

        if (Period.Read(days, from, to, zone, http.User.TimeZone(), clock.GetUtcNow()) is not Answer<Period>.Done { Value: var period })
        {
            return Results.BadRequest();
        }

        var tables = await read.RunAsync(format == "csv" ? keys.Take(1) : keys, period, account, ct);
        var file = SheetFile.Of(tables, $"insights-{(keys.Count == 1 ? keys[0] + "-" : "")}{period.First:yyyy-MM-dd}-{period.Last:yyyy-MM-dd}", format)!;
        return Results.File(file.FileContents, file.ContentType, file.FileDownloadName);
    }

    private static async Task<IResult> LoopAsync(string? kind, Guid? id, int? days, string? from, string? to, string? zone, ReadLoop loop, TimeProvider clock, CancellationToken ct)
    {
        var asked = Period.Read(days, from, to, zone, TimeZoneInfo.Utc, clock.GetUtcNow());
        if (asked is not Answer<Period>.Done { Value: var period })
        {
            return asked.ToResult();
        }

        return LoopScope.Read(kind, id) is { } scope && await loop.NameAsync(scope, ct) is { } name
            ? Results.Ok(new LoopShape(scope.Word, scope.IsAll ? null : scope.Id, name, period.First, period.Last, period.Zone.Id, await loop.RunAsync(scope, period, ct)))
            : Problems.Missing("There is no such thing to read the loop of.");
    }

    private static async Task<IResult> TableAsync(string key, int? days, string? from, string? to, string? zone, Guid? account, ReadSheets read, TimeProvider clock, CancellationToken ct)
    {
        var asked = Period.Read(days, from, to, zone, TimeZoneInfo.Utc, clock.GetUtcNow());
        if (asked is not Answer<Period>.Done { Value: var period })
        {
            return asked.ToResult();
        }

        return await read.RunAsync(key, period, account, ct) is { } sheet
            ? Results.Ok(new TableShape(sheet.Key, sheet.Name, sheet.Note, [.. sheet.Columns.Select(c => c.Name)], [.. sheet.Rows.Select(r => r.Select(c => c.Value).ToArray())]))
            : Problems.Missing("There is no such table.");
    }
}
