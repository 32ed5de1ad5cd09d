using Engagement.Data;

namespace Engagement.Features.Publishing.Stop;

/// <summary>Sending goes on. What was held meanwhile goes back to Scheduled, and what is too late by then follows its own policy.</summary>
internal sealed class ResumeSending(Db db, ReleaseHeld release)
{
    private static readonly Sql Delete = Sql.Portable("delete from Stops where Scope = @Scope");

    private static readonly Sql AccountsHeld = Sql.Portable("select distinct AccountId from Deliveries where State = 'Held' and ErrorKind = 'Stopped'");

    /// <param name="AccountId">Null: everything; accounts that were stopped by themselves stay so.</param>
    internal sealed record Command(Guid? AccountId, string By);

    /// <returns>How many deliveries go on.</returns>
    public Task<Answer<int>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<int>(async tx =>
    {
        if (await tx.ExecuteAsync(Delete, new { Scope = Stops.ScopeOf(command.AccountId) }, ct) == 0)
        {
            return new Answer<int>.Conflict("It is not stopped; perhaps somebody else let it go on.");
        }

        var released = 0;
        foreach (var account in command.AccountId is { } one ? [one] : await tx.QueryAsync<Guid>(AccountsHeld, ct: ct))
        {
            released += await Stops.OfAsync(tx, account, ct) is null ? await release.StoppedAsync(tx, account, "Sending goes on.", command.By, ct) : 0;
        }

        return released;
    }, ct);
}
