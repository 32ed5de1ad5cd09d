using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Stop;

/// <summary>Sending goes on. What was held meanwhile goes back to Scheduled, and what is too late by then follows its own policy.</summary>
internal sealed class ResumeSending(Db db, ReleaseHeld release)
{
    private static readonly Sql Delete = Sql.Portable("delete from Stops where Scope = @Scope");

    private static readonly Sql AccountsHeld = Sql.Portable(
        "select distinct AccountId from Deliveries where State = 'Held' and ErrorKind = 'Stopped'");

    /// <param name="AccountId">Null: everything; accounts that were stopped by themselves stay so.</param>
    internal sealed record Command(Guid? AccountId, string By);

    /// <returns>How many deliveries go on.</returns>
    public Task<Result<int>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<int>(async tx =>
    {
        return await EndAsync(tx, Stops.ScopeOf(command.AccountId), "Sending goes on.", command.By, ct, command.AccountId) is { } released
            ? released
            : new Result<int>.Conflict("It is not stopped; perhaps somebody else let it go on.");
    }, ct);

    /// <summary>Ends one stop. What another one still holds stays held.</summary>
    /// <returns>Null: there is no such stop.</returns>
    public async Task<int?> EndAsync(Tx tx, string scope, string reason, string by, CancellationToken ct, Guid? accountId = null)
    {
        if (await tx.ExecuteAsync(Delete, new { Scope = scope }, ct) == 0)
        {
            return null;
        }

        var released = 0;
        foreach (var account in accountId is { } one ? [one] : await tx.QueryAsync<Guid>(AccountsHeld, ct: ct))
        {
            released += await Stops.OfAsync(tx, account, ct) is null ? await release.StoppedAsync(tx, account, reason, by, ct) : 0;
        }

        return released;
    }
}
