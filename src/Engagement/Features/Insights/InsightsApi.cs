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
    internal sealed record TableResponse(
        OneOf<InsightsTables> Key, string Name, string Note, IReadOnlyList<string> Columns, IReadOnlyList<object?[]> Rows);

    internal sealed record FunnelResponse(ScopeKind Kind, Guid? Id, string Name, DateOnly From, DateOnly To, string Zone,
        FunnelFigures Figures);

    public static void Map(RouteGroupBuilder api)
    {
        var insights = api.MapGroup("/insights").WithTags("Insights").For(Area.Insights);
        insights.MapGet("/loop", LoopAsync).WithName("getLoop")
            .WithSummary("What came of everything, or of one article, template, series, account or post (`kind`, `id`)")
            .Produces<FunnelResponse>().ProducesProblem(404).ProducesProblem(422);
        insights.MapGet("/tables/{key}", TableAsync).WithName("getInsightsTable")
            .WithSummary($"A table of Insights: {string.Join(", ", ReadReports.All)}")
            .Produces<TableResponse>().ProducesProblem(404).ProducesProblem(422);
    }

    /// <summary>
    /// <c>/insights/export.csv</c> and <c>.xlsx</c>: the tables named in <c>sheets</c>, with commas between, or <c>all</c>. A CSV holds
    /// one.
    /// </summary>
    public static void MapFiles(IEndpointRouteBuilder app) =>
        app.MapGet("/insights/export.{format}", FileAsync).RequireAuthorization(Area.Insights).ExcludeFromDescription();

    private static async Task<IResult> FileAsync(string format, string? sheets, int? days, string? from, string? to,
        string? zone, Guid? account, ReadReports read, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var keys = sheets is null or "all" ? ReadReports.All : sheets.Split(',').Where(ReadReports.All.Contains).Distinct().ToList();
        if (keys.Count == 0 || format is not ("csv" or "xlsx"))
        {
            return Results.NotFound();
        }

        if (Period.Read(days, from, to, zone, http.User.TimeZone(), clock.GetUtcNow()) is not Result<Period>.Done { Value: var period })
        {
            return Results.BadRequest();
        }

        var tables = await read.RunAsync(format == "csv" ? keys.Take(1) : keys, period, account, ct);
        var file = ReportFile.Of(
            tables, $"insights-{(keys.Count == 1 ? keys[0] + "-" : "")}{period.First:yyyy-MM-dd}-{period.Last:yyyy-MM-dd}", format)!;
        return Results.File(file.FileContents, file.ContentType, file.FileDownloadName);
    }

    // A page shows the nearest that there is; a program is told. What is no day at all is refused before, as no number is.
    private static Result<Period> PeriodOf(int? days, DateOnly? from, DateOnly? to, string? zone, TimeProvider clock) =>
        days is < 1 or > Period.MostDays ? Result<Period>.Wrong(nameof(days), $"From 1 to {Period.MostDays}.")
        : days is not null && (from ?? to) is not null ? Result<Period>.Wrong(nameof(days), "Either days, or from and to.")
        : Period.Read(days, Period.Written(from), Period.Written(to), zone, TimeZoneInfo.Utc, clock.GetUtcNow());

    private static async Task<IResult> LoopAsync(ScopeKind? kind, Guid? id, int? days, DateOnly? from,
        DateOnly? to, string? zone, ReadFunnel loop, TimeProvider clock, CancellationToken ct)
    {
        var asked = PeriodOf(days, from, to, zone, clock);
        if (asked is not Result<Period>.Done { Value: var period })
        {
            return asked.ToResult();
        }

        var scope = kind is null or ScopeKind.All ? FunnelScope.All : new FunnelScope(kind.Value, id ?? Guid.Empty);
        if (scope.IsAll != id is null)
        {
            return Problems.Invalid(
                [new FieldError("id", scope.IsAll ? "Say of what kind it is, or leave it out." : $"Give the {scope.Word}'s id.")]);
        }

        return await loop.NameAsync(scope, ct) is { } name
            ? Results.Ok(new FunnelResponse(scope.Kind, scope.IsAll ? null : scope.Id, name,
                period.First, period.Last, period.Zone.Id, await loop.RunAsync(scope, period, ct)))
            : Problems.Missing("There is no such thing to read the loop of.");
    }

    private static async Task<IResult> TableAsync(OneOf<InsightsTables> key, int? days, DateOnly? from,
        DateOnly? to, string? zone, Guid? account, ReadReports read, TimeProvider clock, CancellationToken ct)
    {
        var asked = PeriodOf(days, from, to, zone, clock);
        if (asked is not Result<Period>.Done { Value: var period })
        {
            return asked.ToResult();
        }

        if (account is not null && (key.Word != ReadReports.OfOneAccount || (await read.AccountsAsync(ct)).All(a => a.Id != account)))
        {
            var why = key.Word == ReadReports.OfOneAccount
                ? "There is no such account."
                : $"Only {ReadReports.OfOneAccount} is about one account.";
            return Problems.Invalid([new FieldError("account", why)]);
        }

        return await read.RunAsync(key.Word, period, account, ct) is { } sheet
            ? Results.Ok(new TableResponse(sheet.Key, sheet.Name, sheet.Note, [.. sheet.Columns.Select(c => c.Name)],
                [.. sheet.Rows.Select(r => r.Select(c => c.Value).ToArray())]))
            : Problems.Missing("There is no such table.");
    }
}
