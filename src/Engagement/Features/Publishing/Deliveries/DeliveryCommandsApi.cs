using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Links;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// What can be done with a delivery in the API: the same use cases as on its page, the same moves. 409 says why one may not be made.
/// Whether one whose outcome is unknown is out is no guess for a program: a person looks, and settles it on its page.
/// </summary>
internal static class DeliveryCommandsApi
{
    /// <param name="Version">Of the delivery as it was read, so that nothing that happened meanwhile is overruled.</param>
    internal sealed record DeliveryVersion(int Version);

    /// <summary>What is left out stays.</summary>
    /// <param name="Version">Of the delivery as it was read.</param>
    /// <param name="Text">Other words.</param>
    /// <param name="DueAt">Another time; the parts of a thread move with their first.</param>
    internal sealed record DeliveryPatch(int Version, string? Text = null, DateTimeOffset? DueAt = null);

    public static void Map(RouteGroupBuilder api)
    {
        var delivery = api.MapGroup("/deliveries").WithTags("Deliveries").For(Area.Posts);
        delivery.MapPatch("/{id:guid}", ReviseAsync).WithName("reviseDelivery")
            .WithSummary("Give it other words or another time, while nothing has left");
        delivery.MapPost("/{id:guid}/cancel", CancelAsync).WithName("cancelDelivery").WithSummary("Cancel it");
        delivery.MapPost("/{id:guid}/retry", RetryAsync).WithName("retryDelivery").WithSummary("Send now what failed or was missed");
        delivery.MapPost("/{id:guid}/release", ReleaseAsync).WithName("releaseDelivery")
            .WithSummary("Send now what is held, or what a guard put off");
        delivery.MapPost("/{id:guid}/submit", SubmitAsync).WithName("submitDelivery")
            .WithSummary("Hand a draft in: it is scheduled, or waits for approval");
        delivery.WithMetadata(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(DeliveriesApi.DeliveryResponse), ["application/json"]));
        delivery.ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> ReviseAsync(
        Guid id, DeliveryPatch body, ChangeDelivery change, MoveDeliveries move,
        Db db, CountVisits visits, HttpContext http, CancellationToken ct)
    {
        if (await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct) is not { } found)
        {
            return DeliveriesApi.Missing();
        }

        if (found.Version == body.Version && !LegalMoves.IsEditable(found.State))
        {
            return new Result<Guid>.Conflict(LegalMoves.WhyNot(found.State, found.State)).ToResult();
        }

        var (by, byId) = (http.User.DisplayName(), http.User.UserId());
        if (body.Text is null && body.DueAt is { } moment)
        {
            var moved = await move.RunAsync(
                new([new SeenDelivery(id, body.Version)], new NewTime.At(moment), TimeZoneInfo.Utc, by, byId), ct);
            return moved is Result<MoveDeliveries.Moved>.Done
                ? await DeliveriesApi.ReadAsync(id, db, visits, ct)
                : moved.Named((nameof(MoveDeliveries.Command.To), "dueAt")).ToResult();
        }

        return await ThenReadAsync(
            (await change.ReviseAsync(id, body.Version, body.Text ?? found.Body, body.DueAt ?? found.DueAt, by, byId, ct))
                .Named(("Body", "text")), id, db, visits, ct);
    }

    private static async Task<IResult> CancelAsync(
        Guid id, DeliveryVersion body, ChangeDelivery change, Db db, CountVisits visits, HttpContext http, CancellationToken ct) =>
        await ThenReadAsync(await change.CancelAsync(id, body.Version, http.User.DisplayName(), ct), id, db, visits, ct);

    private static async Task<IResult> RetryAsync(
        Guid id, DeliveryVersion body, ChangeDelivery change, Db db, CountVisits visits, HttpContext http, CancellationToken ct) =>
        await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct) switch
        {
            null => DeliveriesApi.Missing(),
            { State: DeliveryState.Held } => No("It is held. Read why, and release it if it should go out."),
            { State: not (DeliveryState.Failed or DeliveryState.Missed) and var state } =>
                No(LegalMoves.WhyNot(state, DeliveryState.Scheduled)),
            _ => await ThenReadAsync(await change.RetryAsync(id, body.Version, http.User.DisplayName(), ct), id, db, visits, ct),
        };

    private static async Task<IResult> ReleaseAsync(
        Guid id, DeliveryVersion body, ChangeDelivery change, Db db, CountVisits visits, HttpContext http, CancellationToken ct) =>
        await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct) switch
        {
            null => DeliveriesApi.Missing(),
            { State: DeliveryState.Held } =>
                await ThenReadAsync(await change.RetryAsync(id, body.Version, http.User.DisplayName(), ct), id, db, visits, ct),
            { State: DeliveryState.Scheduled, ErrorKind: var kind } when CheckGuards.IsGuard(kind) =>
                await ThenReadAsync(await change.SendNowAsync(id, body.Version, http.User.DisplayName(), ct), id, db, visits, ct),
            { State: DeliveryState.Failed or DeliveryState.Missed } =>
                No("Nothing holds it: it failed or was missed. Retry it if it should go out."),
            { State: var state } => No(LegalMoves.WhyNot(state, DeliveryState.Scheduled)),
        };

    private static async Task<IResult> SubmitAsync(
        Guid id, DeliveryVersion body, SubmitDrafts submit, Db db, CountVisits visits, HttpContext http, CancellationToken ct) =>
        await ThenReadAsync(
            await submit.RunAsync(new([new SeenDelivery(id, body.Version)], http.User.DisplayName()), ct), id, db, visits, ct);

    private static IResult No(string why) => new Result<Guid>.Conflict(why).ToResult();

    private static async Task<IResult> ThenReadAsync<T>(Result<T> answer, Guid id, Db db, CountVisits visits, CancellationToken ct) =>
        answer is Result<T>.Done ? await DeliveriesApi.ReadAsync(id, db, visits, ct) : answer.ToResult();
}
