using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Series;

/// <summary><c>/series</c> in the API.</summary>
internal static class SeriesApi
{
    /// <param name="Days">E.g. <c>Monday</c>.</param>
    /// <param name="Time">E.g. <c>09:00</c>.</param>
    [SchemaName("SeriesSlot")]
    internal sealed record SlotResponse(DayOfWeek[] Days, string Time);

    /// <summary>A series to be made.</summary>
    [SchemaName("SeriesRequest")]
    internal record SeriesRequest(
        string Name, SlotResponse[] Slots, string TimeZone, Guid[] Templates, Guid[] Accounts,
        SeriesQueue Queue = SeriesQueue.Hand, string? Tag = null, int? RestDays = null,
        bool Repeats = false, string? StartsOn = null, string? EndsOn = null,
        int? HorizonDays = null, int? GraceMinutes = null, WhenLate WhenLate = WhenLate.Missed);

    /// <summary>
    /// A series as it is to be: what is left out is as when one is made. <c>anew</c>: posts that wait are cancelled and made anew;
    /// <c>version</c>: of the series as it was read.
    /// </summary>
    [SchemaName("SeriesUpdate")]
    internal sealed record SeriesChange(
        int Version, string Name, SlotResponse[] Slots, string TimeZone, Guid[] Templates,
        Guid[] Accounts, SeriesQueue Queue = SeriesQueue.Hand, string? Tag = null,
        int? RestDays = null, bool Repeats = false, string? StartsOn = null,
        string? EndsOn = null, int? HorizonDays = null, int? GraceMinutes = null, WhenLate WhenLate = WhenLate.Missed, bool Anew = false)
        : SeriesRequest(Name, Slots, TimeZone, Templates, Accounts, Queue, Tag,
            RestDays, Repeats, StartsOn, EndsOn, HorizonDays, GraceMinutes, WhenLate);

    internal sealed record SeriesResponse(
        Guid Id, string Name, SeriesState State, int Version, SlotResponse[] Slots,
        string TimeZone, SeriesQueue Queue, string? Tag, int RestDays, bool Repeats,
        string? StartsOn, string? EndsOn, int HorizonDays, int? GraceMinutes, WhenLate? WhenLate,
        IReadOnlyList<Guid> Templates, IReadOnlyList<Guid> Accounts, string? LastProblem,
        DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

    /// <param name="ClockChange">None, Skipped or Doubled; what was done about it is in the note.</param>
    [SchemaName("SeriesOccurrence")]
    internal sealed record OccurrenceResponse(
        string LocalTime, DateTimeOffset DueAt, ClockChange ClockChange, string? Note, OneOf<OccurrenceStates> State, Guid? PostId);

    [SchemaName("SeriesVersion")]
    internal sealed record StateRequest(int Version);

    [SchemaName("SeriesArticlesRequest")]
    internal sealed record QueueRequest(Guid[] Articles);

    [SchemaName("SeriesArticle")]
    internal sealed record QueueResponse(Guid ArticleId, string Title, DateTimeOffset? LastPostedAt, int Turns, bool Postable);

    public static void Map(RouteGroupBuilder api)
    {
        var series = api.MapGroup("/series").WithTags("Series").For(Area.Posts);
        series.MapGet("/", ListAsync).WithName("listSeries").WithSummary("Series, the newest first").Produces<Page<SeriesResponse>>();
        series.MapPost("/", (SeriesRequest body, SaveSeries save, Db db, HttpContext http, CancellationToken ct) =>
            SaveAsync(null, body, 0, false, save, db, http, ct)).WithName("createSeries")
            .WithSummary("Make a series").Produces<SeriesResponse>(201).ProducesProblem(422);
        series.MapGet("/{id:guid}", ReadAsync).WithName("getSeries").WithSummary("A series").Produces<SeriesResponse>()
            .ProducesProblem(404);
        series.MapPut("/{id:guid}", (Guid id, SeriesChange body, SaveSeries save, Db db, HttpContext http, CancellationToken ct) =>
            SaveAsync(id, body, body.Version, body.Anew, save, db, http, ct)).WithName("updateSeries")
            .WithSummary("Change a series").Produces<SeriesResponse>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        series.MapPost("/{id:guid}/pause", (Guid id, StateRequest body, SetSeriesState set, HttpContext http, CancellationToken ct) =>
            StateAsync(id, body, SeriesState.Paused, set, http, ct)).WithName("pauseSeries")
            .WithSummary("Let it make no posts; those it has made stay").Produces(204).ProducesProblem(404).ProducesProblem(409);
        series.MapPost("/{id:guid}/resume", (Guid id, StateRequest body, SetSeriesState set, HttpContext http, CancellationToken ct) =>
            StateAsync(id, body, SeriesState.Active, set, http, ct)).WithName("resumeSeries")
            .WithSummary("Let it go on").Produces(204).ProducesProblem(404).ProducesProblem(409);
        series.MapGet("/{id:guid}/occurrences", OccurrencesAsync).WithName("listSeriesOccurrences")
            .WithSummary("Its next times, with what clock changes do to them").Produces<Page<OccurrenceResponse>>().ProducesProblem(404);
        series.MapGet("/{id:guid}/articles", QueueAsync).WithName("listSeriesArticles")
            .WithSummary("The articles it takes next, in order").Produces<Page<QueueResponse>>().ProducesProblem(404);
        series.MapPut("/{id:guid}/articles", SetQueueAsync).WithName("setSeriesArticles")
            .WithSummary("Set the list kept by hand, in order").Produces<Page<QueueResponse>>().ProducesProblem(404).ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(string? after, int? take, Db db, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        var sql = cursor is null ? SeriesSql.List.Where() : SeriesSql.List.Where(SeriesSql.Before);
        var rows = await db.QueryAsync<SeriesRow>(sql, new { Take = count + 1, AfterTime = cursor?.Time, AfterId = cursor?.Id }, ct);
        var page = Page<SeriesRow>.Of(rows, count, r => r, r => new Cursor(r.CreatedAt, r.Id));
        var shapes = new List<SeriesResponse>();
        foreach (var row in page.Items)
        {
            shapes.Add(await ShapeAsync(db, row, ct));
        }

        return Results.Ok(new Page<SeriesResponse>(shapes, page.Next));
    }

    private static async Task<IResult> ReadAsync(Guid id, Db db, CancellationToken ct) =>
        await db.OneAsync<SeriesRow>(SeriesSql.Read, new { Id = id }, ct) is { } row
            ? Results.Ok(await ShapeAsync(db, row, ct)) : Missing();

    private static async Task<IResult> SaveAsync(
        Guid? id, SeriesRequest body, int version, bool anew, SaveSeries save, Db db, HttpContext http, CancellationToken ct)
    {
        var answer = await save.RunAsync(new(
            id, version, body.Name, [.. body.Slots.Select(s => new Slot(s.Days, s.Time))],
            body.TimeZone, body.Queue, body.Tag, body.RestDays ?? 30, body.Repeats,
            body.StartsOn, body.EndsOn, body.HorizonDays ?? 14, body.GraceMinutes is { } minutes
                ? new LatePolicy(TimeSpan.FromMinutes(minutes), body.WhenLate)
                : null,
            body.Templates, body.Accounts, anew, http.User.DisplayName(), http.User.UserId()), ct);
        if (answer is not Result<SaveSeries.Saved>.Done { Value: var saved })
        {
            return answer.Named(("Late.Grace", "graceMinutes"), ("Late.Then", "whenLate")).ToResult();
        }

        var shape = await ShapeAsync(db, (await db.OneAsync<SeriesRow>(SeriesSql.Read, new { saved.Id }, ct))!, ct);
        return id is null ? Results.Created($"/api/v1/series/{shape.Id}", shape) : Results.Ok(shape);
    }

    private static async Task<IResult> StateAsync(
        Guid id, StateRequest body, SeriesState state, SetSeriesState set, HttpContext http, CancellationToken ct) =>
        (await set.RunAsync(new(id, body.Version, state, http.User.DisplayName()), ct)).ToResult(_ => Results.NoContent());

    private static async Task<IResult> OccurrencesAsync(Guid id, int? take, Db db, ListOccurrences list, CancellationToken ct)
    {
        if (Cursor.Check(null, take, out _, out var count) is { } wrong)
        {
            return wrong;
        }

        return await db.OneAsync<SeriesRow>(SeriesSql.Read, new { Id = id }, ct) is { } row
            ? Results.Ok(new Page<OccurrenceResponse>([.. (await list.OfAsync(row, count, ct)).Select(o => new OccurrenceResponse(
                o.Occurrence.Key, o.Made?.DueAt ?? o.Occurrence.Instant, o.Occurrence.Change, o.Occurrence.Note, o.Made?.State
                    ?? "Coming", o.Made?.State == "Made" ? o.Made.PostId : null))], null))
            : Missing();
    }

    private static async Task<IResult> QueueAsync(Guid id, Db db, TimeProvider clock, CancellationToken ct) =>
        await db.OneAsync<SeriesRow>(SeriesSql.Read, new { Id = id }, ct) is { } row
            ? Results.Ok(await QueueOfAsync(db, row, clock, ct))
            : Missing();

    private static async Task<IResult> SetQueueAsync(
        Guid id, QueueRequest body, ArrangeQueue arrange, Db db, TimeProvider clock, CancellationToken ct)
    {
        var answer = await arrange.SetAsync(id, body.Articles, ct);
        return answer is Result<Guid>.Done
            ? Results.Ok(await QueueOfAsync(db, (await db.OneAsync<SeriesRow>(SeriesSql.Read, new { Id = id }, ct))!, clock, ct))
            : answer.Named(("ArticleId", "articles")).ToResult();
    }

    private static async Task<Page<QueueResponse>> QueueOfAsync(Db db, SeriesRow row, TimeProvider clock, CancellationToken ct)
    {
        var articles = row.Queue == SeriesQueue.Hand
            ? await db.QueryAsync<QueuedArticle>(
                NextArticle.ByHand, new { SeriesId = row.Id, At = clock.GetUtcNow().AddDays(row.HorizonDays) }, ct)
            : await NextArticle.OfAsync(db, row, clock.GetUtcNow().AddDays(row.HorizonDays), Cursor.DefaultTake, ct);
        return new([.. articles.Select(a => new QueueResponse(a.Id, a.Title, a.LastAt, a.UsedCount, a.IsPostable))], null);
    }

    private static async Task<SeriesResponse> ShapeAsync(Db db, SeriesRow r, CancellationToken ct) => new(
        r.Id, r.Name, r.State, r.Version, [.. r.Slots.Select(s => new SlotResponse([.. s.Days], s.Time))],
        r.TimeZone, r.Queue, r.Tag, r.RestDays, r.Repeats, r.StartsOn, r.EndsOn,
        r.HorizonDays, r.GraceMinutes, r.WhenLate, await db.QueryAsync<Guid>(SeriesSql.Templates, new { r.Id }, ct),
        await db.QueryAsync<Guid>(SeriesSql.Accounts, new { r.Id }, ct), r.LastProblem, r.CreatedAt, r.UpdatedAt);

    private static IResult Missing() => Problems.Missing("There is no such series.");
}
