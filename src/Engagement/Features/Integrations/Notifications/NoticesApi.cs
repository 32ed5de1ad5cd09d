using Engagement.Data;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>
/// <c>/notices</c> in the API: what people are told, for a pager, a chat or a monitor. A program sees the kinds its role is told of.
/// </summary>
internal static class NoticesApi
{
    /// <param name="Link">A path in this portal.</param>
    /// <param name="ResolvedAt">What it tells of is mended since.</param>
    /// <param name="Unread">How many of those who were told have not read it.</param>
    internal sealed record NoticeResponse(Guid Id, OneOf<NoticeTypes> Kind, string Title, string Text,
        string Link, DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt, int Unread);

    private static readonly Sql List = Sql.Portable(
        """
        select n.Id, n.Kind, n.Title, n.Body, n.Link, n.CreatedAt, n.ResolvedAt, (select count(*) from NoticeReaders r
            where r.NoticeId = n.Id and r.ReadAt is null) as Unread
        from Notices n {where} order by n.CreatedAt desc, n.Id desc {page}
        """);

    private static readonly Sql OfKinds = Sql.For(
        sqlServer: "n.Kind in (select value {exact} from openjson(@Kinds))",
        sqlite: "n.Kind in (select value from json_each(@Kinds))");

    private static readonly Sql IsOpen = Sql.Portable("n.ResolvedAt is null");

    private static readonly Sql Before = Sql.Portable("n.CreatedAt <= @AfterTime and (n.CreatedAt < @AfterTime or n.Id < @AfterId)");

    private static readonly Sql KindOf = Sql.Portable("select Kind from Notices where Id = @Id");

    private static readonly Sql ReadByAll = Sql.Portable("update NoticeReaders set ReadAt = @Now where NoticeId = @Id and ReadAt is null");

    public static void Map(RouteGroupBuilder api)
    {
        var notices = api.MapGroup("/notices").WithTags("Notices").For(Area.Own);
        notices.MapGet("/", ListAsync).WithName("listNotices")
            .WithSummary("What people with the key's role are told, the newest first; open=true: what is not mended")
            .Produces<Page<NoticeResponse>>().ProducesProblem(422);
        notices.MapPost("/{id:guid}/read", ReadAsync).WithName("markNoticeRead")
            .WithSummary("Somebody has seen to it: read for everybody who was told").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(
        bool? open, OneOf<NoticeTypes>? kind, string? after, int? take, Db db, HttpContext http, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        List<Sql> conditions = [OfKinds];
        if (open == true)
        {
            conditions.Add(IsOpen);
        }

        if (cursor is not null)
        {
            conditions.Add(Before);
        }

        var kinds = NoticeCatalog.All.Where(k => IsToldOf(http, k) && (kind is null || k.Key == kind.Value.Word)).Select(k => k.Key);
        var rows = await db.QueryAsync<Row>(List.Where(conditions),
            new { Kinds = Json.Write(kinds), AfterTime = cursor?.Time, AfterId = cursor?.Id, Take = count + 1 }, ct);
        return Results.Ok(Page<NoticeResponse>.Of(
            rows, count, r => new NoticeResponse(r.Id, r.Kind, r.Title, r.Body, r.Link, r.CreatedAt, r.ResolvedAt, r.Unread),
            r => new Cursor(r.CreatedAt, r.Id)));
    }

    private static async Task<IResult> ReadAsync(Guid id, Db db, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (await db.ScalarAsync<string>(KindOf, new { Id = id }, ct) is not { } kind || !IsToldOf(http, NoticeCatalog.Of(kind)))
        {
            return Problems.Missing("There is no such notice.");
        }

        await db.ExecuteAsync(ReadByAll, new { Id = id, Now = clock.Now() }, ct);
        return Results.NoContent();
    }

    // As RaiseNotice chooses people. One's own work is nothing for programs.
    private static bool IsToldOf(HttpContext http, NoticeKind kind) =>
        kind.Area != Area.Own && Area.All.Single(a => a.Name == kind.Area).Allows(http.User.Role()!.Value, HttpMethods.Post);

    private sealed record Row
    {
        public Guid Id { get; init; }

        public string Kind { get; init; } = "";

        public string Title { get; init; } = "";

        public string Body { get; init; } = "";

        public string Link { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? ResolvedAt { get; init; }

        public int Unread { get; init; }
    }
}
