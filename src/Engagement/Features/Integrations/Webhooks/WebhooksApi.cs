using Engagement.Data;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary><c>/webhooks</c> in the API: a program that wants to be told registers itself, and fetches what it missed.</summary>
internal static class WebhooksApi
{
    /// <param name="Types">Empty or null: all events.</param>
    /// <param name="AllowPrivate">It may lead into our own network, and need not be https.</param>
    [SchemaName("WebhookRequest")]
    internal sealed record EndpointRequest(string Name, string Url, OneOf<EventTypes>[]? Types = null, bool AllowPrivate = false);

    /// <summary>All of it: what is left out is as it is when an endpoint is added.</summary>
    /// <param name="Version">As it was read.</param>
    /// <param name="Types">Empty or null: all events.</param>
    /// <param name="AllowPrivate">It may lead into our own network, and need not be https.</param>
    /// <param name="Active">False: paused; what it wants waits.</param>
    [SchemaName("WebhookUpdate")]
    internal sealed record EndpointChange(
        string Name, string Url, int Version, OneOf<EventTypes>[]? Types = null, bool AllowPrivate = false, bool Active = true);

    /// <param name="Types">Empty: all events.</param>
    /// <param name="State">Active, Paused, or Disabled because it did not answer for days.</param>
    [SchemaName("Webhook")]
    internal sealed record EndpointResponse(
        Guid Id, string Name, string Url, IReadOnlyList<OneOf<EventTypes>> Types, bool AllowPrivate,
        OneOf<EndpointStates> State, int Version, DateTimeOffset? FailingSince, DateTimeOffset? LastOkAt,
        string? LastError, DateTimeOffset CreatedAt);

    /// <param name="Secret">Shown this once.</param>
    [SchemaName("WebhookCreated")]
    internal sealed record AddedResponse(Guid Id, string Secret);

    [SchemaName("WebhookPing")]
    internal sealed record PingResponse(Guid Id);

    [SchemaName("WebhookSecret")]
    internal sealed record SecretResponse(string Secret);

    /// <param name="MessageId">The same on every try and replay.</param>
    [SchemaName("WebhookCall")]
    internal sealed record CallResponse(
        Guid Id, string MessageId, OneOf<CallTypes> Type, OneOf<CallStates> State, int Tries, int? Status,
        string? LastError, DateTimeOffset? NextAt, DateTimeOffset? DeliveredAt, DateTimeOffset CreatedAt);

    [SchemaName("ReplayPeriod")]
    internal sealed record PeriodRequest(DateTimeOffset From, DateTimeOffset To);

    [SchemaName("ReplayedEvents")]
    internal sealed record ReplayedResponse(int Events);

    public static void Map(RouteGroupBuilder api)
    {
        var hooks = api.MapGroup("/webhooks").WithTags("Webhooks").For(Area.Settings);
        hooks.MapGet("/", ListAsync).WithName("listWebhooks").WithSummary("Who is told of events").Produces<Page<EndpointResponse>>();
        hooks.MapPost("/", AddAsync).WithName("createWebhook")
            .WithSummary("Add a receiver; its secret is shown this once").Produces<AddedResponse>(201).ProducesProblem(422);
        hooks.MapGet("/{id:guid}", ReadAsync).WithName("getWebhook")
            .WithSummary("A receiver").Produces<EndpointResponse>().ProducesProblem(404);
        hooks.MapPut("/{id:guid}", ChangeAsync).WithName("updateWebhook").WithSummary("Change, pause or resume a receiver")
            .Produces<EndpointResponse>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        hooks.MapDelete("/{id:guid}", RemoveAsync).WithName("deleteWebhook")
            .WithSummary("Remove a receiver: it is told nothing any more").Produces(204).ProducesProblem(404);
        hooks.MapPost("/{id:guid}/secret", RotateAsync).WithName("rotateWebhookSecret")
            .WithSummary("A new secret; the old one signs beside it for a day")
            .Produces<SecretResponse>().ProducesProblem(404).ProducesProblem(409);
        hooks.MapPost("/{id:guid}/ping", PingAsync).WithName("pingWebhook").WithSummary("Send a test call")
            .Produces<PingResponse>(202).ProducesProblem(404).ProducesProblem(409);
        hooks.MapPost("/{id:guid}/replay", ReplayAsync).WithName("replayWebhookEvents")
            .WithSummary("Send again all it wants that happened from one time to another")
            .Produces<ReplayedResponse>(202).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        hooks.MapGet("/{id:guid}/calls", CallsAsync).WithName("listWebhookCalls")
            .WithSummary("Its log, the newest first; state: Waiting, Delivered or Failed").Produces<Page<CallResponse>>()
                .ProducesProblem(404);
        hooks.MapPost("/calls/{id:guid}/replay", AgainAsync).WithName("replayWebhookCall")
            .WithSummary("Send one again, with the id of then").Produces(202).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(Db db, CancellationToken ct) =>
        Results.Ok(new Page<EndpointResponse>([.. (await db.QueryAsync<EndpointRow>(WebhookSql.Endpoints, ct: ct)).Select(ToResponse)],
            null));

    private static async Task<IResult> AddAsync(EndpointRequest body, SaveEndpoint save, HttpContext http, CancellationToken ct) =>
        Named(await save.AddAsync(CommandOf(body.Name, body.Url, body.Types, body.AllowPrivate, http), ct))
            .ToResult(a => Results.Created($"/api/v1/webhooks/{a.Id}", new AddedResponse(a.Id, a.Secret)));

    private static async Task<IResult> ReadAsync(Guid id, Db db, CancellationToken ct) =>
        await db.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = id }, ct) is { } row ? Results.Ok(ToResponse(row)) : Missing();

    private static async Task<IResult> ChangeAsync(
        Guid id, EndpointChange body, SaveEndpoint save, Db db, HttpContext http, CancellationToken ct)
    {
        var answer = await save.ChangeAsync(id, body.Version, body.Active,
            CommandOf(body.Name, body.Url, body.Types, body.AllowPrivate, http), ct);
        return answer is Result<Guid>.Done ? await ReadAsync(id, db, ct) : Named(answer).ToResult();
    }

    private static async Task<IResult> RemoveAsync(Guid id, SaveEndpoint save, CancellationToken ct) =>
        (await save.RemoveAsync(id, ct)).ToResult(_ => Results.NoContent());

    private static async Task<IResult> RotateAsync(Guid id, SaveEndpoint save, CancellationToken ct) =>
        (await save.RotateAsync(id, ct)).ToResult(s => Results.Ok(new SecretResponse(s)));

    private static async Task<IResult> PingAsync(Guid id, ReplayEvents replay, HttpContext http, CancellationToken ct) =>
        (await replay.PingAsync(id, http.User.DisplayName(), ct))
            .ToResult(call => Results.Accepted($"/api/v1/webhooks/{id}/calls", new PingResponse(call)));

    private static async Task<IResult> ReplayAsync(Guid id, PeriodRequest body, ReplayEvents replay, CancellationToken ct) =>
        (await replay.PeriodAsync(id, body.From, body.To, ct))
            .ToResult(count => Results.Accepted($"/api/v1/webhooks/{id}/calls", new ReplayedResponse(count)));

    private static async Task<IResult> CallsAsync(Guid id, OneOf<CallStates>? state,
        OneOf<CallTypes>? type, string? after, int? take, Db db, ListDeliveries list, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        if (await db.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = id }, ct) is null)
        {
            return Missing();
        }

        var page = await list.RunAsync(id, state?.Word, type?.Word, cursor, count, ct);
        return Results.Ok(new Page<CallResponse>(
            [.. page.Items.Select(d => new CallResponse(d.Id, d.MessageId, d.Type, d.State, d.Tries,
                d.Status, d.LastError, d.NextAt, d.DeliveredAt, d.CreatedAt))], page.Next));
    }

    private static async Task<IResult> AgainAsync(Guid id, ReplayEvents replay, CancellationToken ct) =>
        (await replay.OneAsync(id, ct)).ToResult(_ => Results.Accepted());

    private static SaveEndpoint.Command CommandOf(
        string name, string url, OneOf<EventTypes>[]? types, bool allowPrivate, HttpContext http) =>
        new(name, url, [.. (types ?? []).Select(t => t.Word)], allowPrivate, http.User.DisplayName());

    // What the page calls an address is the API's url.
    private static Result<T> Named<T>(Result<T> answer) => answer.Named((nameof(SaveEndpoint.Command.Address), "url"));

    private static EndpointResponse ToResponse(EndpointRow e) =>
        new(e.Id, e.Name, e.Url, [.. (e.TakesAll ? [] : e.Types).Select(t => new OneOf<EventTypes>(t))],
            e.AllowPrivate, e.State, e.Version, e.FailingSince, e.LastOkAt, e.LastError, e.CreatedAt);

    private static IResult Missing() => Problems.Missing("There is no such receiver.");
}
