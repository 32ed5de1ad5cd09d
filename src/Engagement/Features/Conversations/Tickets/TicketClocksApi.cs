using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>A ticket's promises in the API, read from its log as its page reads them.</summary>
internal static class TicketClocksApi
{
    /// <param name="Clock">FirstReply, NextReply or Resolution.</param>
    /// <param name="EndedBy">What stopped it; null while it runs.</param>
    /// <param name="IsPaused">It is the client's turn.</param>
    /// <param name="Policy">Null: nothing was promised.</param>
    /// <param name="PolicyBook">The version of the policies it goes by.</param>
    /// <param name="TargetSeconds">Open time that was promised.</param>
    /// <param name="SpentSeconds">Open time that went by.</param>
    [SchemaName("TicketClock")]
    internal sealed record ClockResponse(
        ClockKind Clock, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? EndedBy, bool IsPaused, string? Policy, int? PolicyBook,
        double? TargetSeconds, double SpentSeconds, double? LeftSeconds, DateTimeOffset? WarnsAt, DateTimeOffset? DueAt, bool IsBreached);

    [SchemaName("TicketClocks")]
    internal sealed record ClocksResponse(IReadOnlyList<ClockResponse> Items);

    public static void Map(RouteGroupBuilder api) =>
        api.MapGroup("/tickets/{id:guid}").WithTags("Tickets").For(Area.Tickets)
            .MapGet("/clocks", ReadAsync).WithName("getTicketClocks")
            .WithSummary("What was promised, and how it stands").Produces<ClocksResponse>().ProducesProblem(404);

    private static async Task<IResult> ReadAsync(Guid id, Db db, ReadClocks read, CancellationToken ct) =>
        await db.OneAsync<TicketRow>(TicketSql.Read, new { Id = id }, ct) is { } ticket
            ? Results.Ok(new ClocksResponse([.. (await read.RunAsync(db, ticket, await SlaBooks.ReadAsync(db, ct), ct))
                .Select(ToResponse)]))
            : Problems.Missing("There is no such ticket.");

    private static ClockResponse ToResponse(Clock c) => new(
        c.Kind, c.StartedAt, c.EndedAt, c.EndedBy, c.IsPaused, c.Policy, c.Policy is null ? null : c.Book,
        c.Target?.TotalSeconds, c.Spent.TotalSeconds, c.Left?.TotalSeconds, c.WarnsAt, c.DueAt, c.IsBreached);
}
