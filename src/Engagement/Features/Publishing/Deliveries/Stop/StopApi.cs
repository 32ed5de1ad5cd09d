using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Deliveries.Stop;

/// <summary><c>/stops</c> in the API: a monitoring system may stop everything too.</summary>
internal static class StopApi
{
    /// <summary>
    /// One account, or <c>everything</c>; a reason alone means everything too. Nothing at all stops nothing: it is no order but a mistake.
    /// </summary>
    [SchemaName("StopRequest")]
    internal sealed record StopRequest(Guid? AccountId = null, string? Reason = null, bool Everything = false);

    /// <summary>
    /// One of them: an account; or <c>everything</c>, and accounts that were stopped by themselves stay so; or <c>paused</c>, what a start
    /// after an interruption has paused, and nothing else.
    /// </summary>
    [SchemaName("ResumeRequest")]
    internal sealed record ResumeRequest(Guid? AccountId = null, bool Everything = false, bool Paused = false);

    /// <param name="Paused">Set by a start after an interruption: resumed with <c>paused: true</c>.</param>
    internal sealed record StopResponse(Guid? AccountId, string Reason, DateTimeOffset StoppedAt, string StoppedBy, bool Paused);

    [SchemaName("ResumedDeliveries")]
    internal sealed record ResumedResponse(int Deliveries);

    public static void Map(RouteGroupBuilder api)
    {
        var stops = api.MapGroup("/stops").WithTags("Stops").For(Area.Posts);
        stops.MapGet("/", ListAsync).WithName("listStops")
            .WithSummary("What is stopped: everything, or accounts").Produces<Page<StopResponse>>();
        stops.MapPost("/", StopAsync).WithName("stopSending")
            .WithSummary("Stop all sending, posts and answers to clients, from one account or from all").Produces(204).ProducesProblem(422);
        stops.MapPost("/resume", ResumeAsync).WithName("resumeSending").WithSummary("Let sending go on")
            .Produces<ResumedResponse>().ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(Db db, CancellationToken ct) => Results.Ok(new Page<StopResponse>(
        [.. (await db.QueryAsync<Stopped>(Stops.Read, ct: ct))
            .Select(s => new StopResponse(s.AccountId, s.Reason, s.StoppedAt, s.StoppedBy, s.IsPause))], null));

    private static async Task<IResult> StopAsync(StopRequest body, StopSending stop, HttpContext http, CancellationToken ct) =>
        body is { AccountId: null, Everything: false } && string.IsNullOrWhiteSpace(body.Reason)
            ? Problems.Invalid([new FieldError("accountId", "Give an accountId, or everything: true.")])
        : body is { AccountId: not null, Everything: true }
            ? Problems.Invalid([new FieldError("everything", "Either an account or everything, not both.")])
        : (await stop.RunAsync(new(body.AccountId, body.Reason, http.User.DisplayName()), ct))
            .MissingIs("accountId").ToResult(_ => Results.NoContent());

    private static async Task<IResult> ResumeAsync(
        ResumeRequest body, ResumeSending resume, ResumePublishing after, HttpContext http, CancellationToken ct) =>
        body is { AccountId: null, Everything: false, Paused: false }
            ? Problems.Invalid([new FieldError("accountId", "Give an accountId, or everything: true, or paused: true.")])
        : body is { AccountId: not null, Paused: true } or { Everything: true, Paused: true }
            ? Problems.Invalid([new FieldError("paused", "Either an account, or everything, or what is paused.")])
        : body is { AccountId: not null, Everything: true }
            ? Problems.Invalid([new FieldError("everything", "Either an account or everything, not both.")])
        : (body.Paused ? await after.RunAsync(http.User.DisplayName(), ct)
            : await resume.RunAsync(new(body.AccountId, http.User.DisplayName()), ct))
            .ToResult(count => Results.Ok(new ResumedResponse(count)));
}
