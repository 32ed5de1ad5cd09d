using Engagement.Data;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary><c>/listening</c> in the API: the account of what was heard, to be read by programs.</summary>
internal static class ListeningApi
{
    /// <param name="Heard">Answers that reached us, removed ones among them.</param>
    /// <param name="NotShown">Counted by the network and shown to nobody.</param>
    [SchemaName("PostReplies")]
    internal sealed record RepliesResponse(
        Guid DeliveryId, Guid? PostId, string Network, string Account, DateTimeOffset PublishedAt, int? Reported,
        DateTimeOffset? ReportedAt, int Heard, int Removed, int Ours, int NotShown, int Tickets, int? Unexplained);

    internal sealed record GapResponse(
        Guid Id, Guid AccountId, Guid? DeliveryId, GapKind Kind, GapState State, DateTimeOffset? From,
        DateTimeOffset? To, int? Reported, int Unexplained, int Found, int Tries,
        DateTimeOffset? NextTryAt, string? Note, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, string? ClosedBy);

    [SchemaName("DailyReport")]
    internal sealed record StatementResponse(string Day, string TimeZone, DateTimeOffset From, DateTimeOffset To, DateTimeOffset MadeAt,
        int Unexplained, DateTimeOffset? SignedAt, string? SignedBy, string? Remark, IReadOnlyList<DayFigures> Accounts);

    public static void Map(RouteGroupBuilder api)
    {
        var listening = api.MapGroup("/listening").WithTags("Listening").For(Area.Accounts);
        listening.MapGet("/posts", PostsAsync).WithName("listPostReplies")
            .WithSummary("Published posts with their replies: counted there, heard, removed, not accounted for")
            .Produces<Page<RepliesResponse>>();
        listening.MapGet("/gaps", GapsAsync).WithName("listGaps")
            .WithSummary("What may not have been heard, the latest first").Produces<Page<GapResponse>>();
        listening.MapGet("/days/{day}", DayAsync).WithName("getDailyReport")
            .WithSummary("A day's statement, e.g. of 2026-11-24").Produces<StatementResponse>().ProducesProblem(404);
    }

    private static async Task<IResult> PostsAsync(
        string? after, int? take, Guid? accountId, bool? gaps, ListPosts list, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        var page = await list.RunAsync(new(accountId, null, gaps == true), cursor, count, ct);
        return Results.Ok(new Page<RepliesResponse>(
            [.. page.Items.Select(p => new RepliesResponse(p.Id, p.PostId, p.Network, p.AccountName, p.PublishedAt,
                p.Reported, p.ReadAt, p.Heard, p.Removed, p.Ours, p.NotShown, p.Tickets, p.Unexplained))], page.Next));
    }

    private static async Task<IResult> GapsAsync(
        string? after, int? take, Guid? accountId, GapState? state, ListMissingReplies list, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        var page = await list.RunAsync(new(state, accountId), cursor, count, ct);
        return Results.Ok(new Page<GapResponse>(
            [.. page.Items.Select(g => new GapResponse(g.Id, g.AccountId, g.DeliveryId, g.Kind, g.State, g.FromAt, g.ToAt, g.Reported,
                g.Unexplained, g.BroughtIn, g.Tries, g.NextTryAt, g.Note, g.OpenedAt, g.ClosedAt, g.ClosedBy))], page.Next));
    }

    private static async Task<IResult> DayAsync(string day, Db db, CancellationToken ct) =>
        await db.OneAsync<Statement>(DailyReportSql.OfDay, new { Day = day }, ct) is { } s
            ? Results.Ok(new StatementResponse(s.Day, s.TimeZone, s.FromAt, s.ToAt,
                s.MadeAt, s.Unexplained, s.SignedAt, s.SignedBy, s.Remark, s.Figures))
            : Problems.Missing("There is no statement of that day.");
}
