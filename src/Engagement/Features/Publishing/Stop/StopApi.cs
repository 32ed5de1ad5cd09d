using Engagement.Data;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Stop;

/// <summary><c>/stops</c> in the API: a monitoring system may stop everything too.</summary>
internal static class StopApi
{
    /// <summary>Without an account everything is meant.</summary>
    internal sealed record StopBody(Guid? AccountId, string? Reason);

    internal sealed record StopShape(Guid? AccountId, string Reason, DateTimeOffset StoppedAt, string StoppedBy);

    internal sealed record ResumedShape(int Deliveries);

    public static void Map(RouteGroupBuilder api)
    {
        var stops = api.MapGroup("/stops").WithTags("Stops").For(Area.Posts);
        stops.MapGet("/", ListAsync).WithSummary("What is stopped: everything, or accounts").Produces<Page<StopShape>>();
        stops.MapPost("/", StopAsync).WithSummary("Stop all sending, posts and answers to clients, from one account or from all").Produces(204).ProducesProblem(404).ProducesProblem(422);
        stops.MapPost("/resume", ResumeAsync).WithSummary("Let sending go on").Produces<ResumedShape>().ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(Db db, CancellationToken ct) => Results.Ok(new Page<StopShape>(
        [.. (await db.QueryAsync<Stopped>(Stops.Read, ct: ct)).Select(s => new StopShape(s.AccountId, s.Reason, s.StoppedAt, s.StoppedBy))], null));

    private static async Task<IResult> StopAsync(StopBody body, StopSending stop, HttpContext http, CancellationToken ct) =>
        (await stop.RunAsync(new(body.AccountId, body.Reason, http.User.DisplayName()), ct)).ToResult(_ => Results.NoContent());

    private static async Task<IResult> ResumeAsync(StopBody body, ResumeSending resume, HttpContext http, CancellationToken ct) =>
        (await resume.RunAsync(new(body.AccountId, http.User.DisplayName()), ct)).ToResult(count => Results.Ok(new ResumedShape(count)));
}
