using System.Security.Claims;
using Engagement.Data;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Content.Knowledge.Sources;

/// <summary><c>/api/v1/sources</c>: where articles come from, and how they begin.</summary>
internal static class SourcesApi
{
    /// <summary>
    /// A source of articles. <c>kind</c> is folder, feed, api or demo; <c>initialState</c> is how its new articles begin, <c>Draft</c> or
    /// <c>Validated</c>.
    /// </summary>
    [SchemaName("Source")]
    internal sealed record SourceOut(
        Guid Id, OneOf<SourceKinds> Kind, string Name, string Location,
        string? BaseUrl, bool Internal, bool Enabled, OneOf<BeginStates> InitialState,
        DateTimeOffset? LastReadAt, DateTimeOffset? NextReadAt, string? LastError);

    /// <summary>What may be changed here; left out: stays. Articles that are here stay as they are.</summary>
    [SchemaName("SourcePatch")]
    internal sealed record SourcePatch(
        string? Name = null, bool? Internal = null, bool? Enabled = null, OneOf<BeginStates>? InitialState = null);

    /// <summary>How articles that programs push begin from now on: <c>Draft</c> or <c>Validated</c>.</summary>
    [SchemaName("PushesRequest")]
    internal sealed record PushesRequest(OneOf<BeginStates> InitialState);

    public static void Map(RouteGroupBuilder api)
    {
        var sources = api.MapGroup("/sources").WithTags("Sources").For(Area.Knowledge);
        sources.MapGet("/", ListAsync).WithName("listSources")
            .WithSummary("Where articles come from, and how they begin").Produces<Page<SourceOut>>();
        sources.MapPatch("/{id:guid}", SetAsync).WithName("updateSource")
            .WithSummary("Rename a source, switch it off or on, or say how its new articles begin")
            .Produces<SourceOut>().ProducesProblem(404).ProducesProblem(422);
        sources.MapPut("/pushes", PushesAsync).WithName("setPushes")
            .WithSummary("Say how articles that programs push begin").Produces<SourceOut>().ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(Db db, CancellationToken ct) =>
        Results.Ok(new Page<SourceOut>([.. (await db.QueryAsync<Source>(SourceSql.All, ct: ct)).Select(Out)], null));

    private static async Task<IResult> SetAsync(
        Guid id, SourcePatch patch, ClaimsPrincipal user, Db db, SetSource set, CancellationToken ct) =>
        await db.OneAsync<Source>(SourceSql.Read, new { Id = id }, ct) is not { } now
            ? Problems.Missing("There is no such source.")
            : patch.Internal == true && !now.IsInternal && !user.May(Area.Settings)
            ? Problems.Invalid([new FieldError("internal", SetSource.OnlyAdministrators)])
            : (await set.RunAsync(
                new(id, patch.Name ?? now.Name, patch.Internal ?? now.IsInternal, patch.Enabled ?? now.Enabled, patch.InitialState?.Word)
                    { MayBeInternal = user.May(Area.Settings) }, ct))
                .ToResult(source => Results.Ok(Out(source)));

    private static async Task<IResult> PushesAsync(PushesRequest body, Db db, TimeProvider clock, CancellationToken ct)
    {
        var state = body.InitialState.Word;
        var source = await SourceSql.FindOrAddAsync(db, clock, Source.Api, "API", "api", null, ct);
        await InitialStates.SetAsync(db, source, state, ct);
        return Results.Ok(Out(source with { InitialState = state }));
    }

    private static SourceOut Out(Source s) => new(
        s.Id, s.Kind, s.Name, s.Location, s.BaseUrl, s.IsInternal, s.Enabled, s.InitialState, s.LastReadAt, s.NextReadAt, s.LastError);
}
