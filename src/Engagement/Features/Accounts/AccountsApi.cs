using Engagement.Channels;
using Engagement.Data;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Accounts;

/// <summary><c>/accounts</c> and <c>/text/measure</c> in the API.</summary>
internal static class AccountsApi
{
    internal sealed record AccountResponse(Guid Id, string Network, string Name, string Handle,
        AccountState State, bool NetworkAvailable, AccountHealth Health, DateTimeOffset? AccessExpiresAt);

    /// <summary>
    /// Words to measure, for a network or an account. <c>part</c> is their place in a thread, 1 unless given: later parts are comments on
    /// some networks, which may be shorter. A text has at most 20,000 characters here, as a template has.
    /// </summary>
    internal sealed record MeasureRequest(
        string Text, string? Network = null, Guid? AccountId = null, string? ContentWarning = null, int? Part = null);

    internal sealed record MeasureResponse(int Length, int Limit, bool Valid, string? Problem);

    // As many as a template may have.
    private const int MostMeasured = 20_000;

    public static void Map(RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Accounts").For(Area.Accounts);
        accounts.MapGet("/", ListAsync).WithName("listAccounts")
            .WithSummary("Accounts with the health of each direction").Produces<Page<AccountResponse>>();
        accounts.MapGet("/{id:guid}", ReadAsync).WithName("getAccount")
            .WithSummary("An account").Produces<AccountResponse>().ProducesProblem(404);
        api.MapPost("/text/measure", MeasureAsync).WithName("measureText").WithTags("Text").For(Area.Own)
            .WithSummary("The length of a text by a network's own rule").Produces<MeasureResponse>().ProducesProblem(422);
    }

    private static async Task<IResult> ListAsync(Db db, ChannelCatalog channels, TimeProvider clock, CancellationToken ct) =>
        Results.Ok(new Page<AccountResponse>(
            [.. (await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct)).Select(a => ToResponse(a, channels, clock))], null));

    private static async Task<IResult> ReadAsync(Guid id, Db db, ChannelCatalog channels, TimeProvider clock, CancellationToken ct) =>
        await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) is { } account
            ? Results.Ok(ToResponse(account, channels, clock))
            : Problems.Missing("There is no such account.");

    private static async Task<IResult> MeasureAsync(MeasureRequest body, Db db, ChannelCatalog channels, CancellationToken ct)
    {
        if (body is { AccountId: not null, Network: not null })
        {
            return Problems.Invalid([new("network", "Either an account or a network, not both.")]);
        }

        if (body.Text.Length > MostMeasured || body.ContentWarning?.Length > MostMeasured)
        {
            return Problems.Invalid([new(body.Text.Length > MostMeasured ? "text" : "contentWarning",
                $"At most {MostMeasured:N0} characters.")]);
        }

        if (body.Part is < 1)
        {
            return Problems.Invalid([new("part", "Parts are counted from 1.")]);
        }

        var account = body.AccountId is { } id ? await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) : null;
        if (body.AccountId is not null && account is null)
        {
            return Problems.Invalid([new("accountId", "There is no such account.")]);
        }

        if (account is not null && channels.Find(account.Network) is null)
        {
            return Problems.Invalid([new("accountId", GoneChannel.Words(account.Network))]);
        }

        if (channels.Find(account?.Network ?? body.Network ?? "") is not { } channel)
        {
            return Problems.Invalid(
                [new("network", $"Give an accountId, or one of {string.Join(", ", channels.All.Select(c => c.Facts.Key))}.")]);
        }

        var measured = account is null ? null : account.ForMeasure();
        var measure = channel.MeasurePart(body.Text, body.Part ?? 1, body.ContentWarning, measured);
        return Results.Ok(new MeasureResponse(measure.Length, measure.Limit, measure.IsValid, measure.Explain()));
    }

    private static AccountResponse ToResponse(AccountRow a, ChannelCatalog channels, TimeProvider clock)
    {
        var isGone = channels.Find(a.Network) is null;
        return new(a.Id, a.Network, a.Name, a.Handle, a.State, !isGone, AccountHealth.Of(a, clock.GetUtcNow(), isGone), a.AccessExpiresAt);
    }
}
