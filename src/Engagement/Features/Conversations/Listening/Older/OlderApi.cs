using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Conversations.Listening.Older;

/// <summary>How far back an account is heard, in the API: what there would be, and choosing it.</summary>
internal static class OlderApi
{
    /// <param name="Days">How many days back, 1 to 30.</param>
    internal sealed record OlderRequest(int Days);

    /// <param name="From">What was said since becomes tickets.</param>
    internal sealed record OlderResponse(DateTimeOffset From);

    public static void Map(RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Accounts").For(Area.Accounts);
        accounts.MapPost("/{id:guid}/older/count", CountAsync).WithName("countOlderMessages")
            .WithSummary("Count what was said before the account was connected and would become tickets; may be billed by the network")
            .Produces<OlderCount>().ProducesProblem(404);
        accounts.MapPost("/{id:guid}/older", ReadAsync).WithName("readOlderMessages").WithSummary("Begin listening so many days back")
            .Produces<OlderResponse>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> CountAsync(Guid id, CountOlder count, CancellationToken ct) =>
        (await count.RunAsync(id, pays: true, ct)).ToResult();

    private static async Task<IResult> ReadAsync(Guid id, OlderRequest body, ReadOlder read, CancellationToken ct) =>
        (await read.RunAsync(new(id, body.Days), ct)).ToResult(from => Results.Ok(new OlderResponse(from)));
}
