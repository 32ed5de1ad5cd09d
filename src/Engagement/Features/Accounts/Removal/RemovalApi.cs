using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Accounts.Removal;

/// <summary>Removing an account in the API: first what it would do, then doing it.</summary>
internal static class RemovalApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Accounts").For(Area.Accounts);
        accounts.MapGet("/{id:guid}/removal", PlanAsync).WithName("planAccountRemoval").WithSummary("What removing the account would do")
            .Produces<RemovalPlan>().ProducesProblem(404).ProducesProblem(409);
        accounts.MapDelete("/{id:guid}", RemoveAsync).WithName("removeAccount")
            .WithSummary("Remove the account: access given back and deleted, waiting deliveries cancelled; posts and tickets stay")
            .Produces<RemoveAccount.Removed>().ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> PlanAsync(Guid id, ReadRemoval read, CancellationToken ct) =>
        (await read.RunAsync(id, ct)).ToResult();

    private static async Task<IResult> RemoveAsync(Guid id, RemoveAccount remove, HttpContext http, CancellationToken ct) =>
        (await remove.RunAsync(new(id, http.User.DisplayName()), ct)).ToResult();
}
