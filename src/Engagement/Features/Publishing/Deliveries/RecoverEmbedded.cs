using Engagement.Data;
using Engagement.Outbox;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// At the start of the embedded mode: nobody else serves from this database (a file lock says so), so every lease is a dead process's.
/// Ending them now resolves what was cut short within seconds instead of after the lease.
/// </summary>
internal sealed class RecoverEmbedded(Db db, OutboxTable outbox, TimeProvider clock, ILogger<RecoverEmbedded> log)
{
    private static readonly Sql EndSendLeases = Sql.Portable("update Deliveries set LeaseUntil = null where State = 'Publishing'");

    private static readonly Sql LookNow = Sql.Portable(
        """
        update Outbox set AvailableAt = @Now where Kind = 'deliver' and AvailableAt > @Now
            and RefId in (select Id from Deliveries where State = 'Publishing')
        """);

    private static readonly Sql EndAccountLeases = Sql.Portable(
        """
        update Accounts set ListenLeaseUntil = null, RefreshLeaseUntil = null, StreamLeaseUntil = null
        where ListenLeaseUntil is not null or RefreshLeaseUntil is not null or StreamLeaseUntil is not null
        """);

    public async Task RunAsync(CancellationToken ct)
    {
        var released = await outbox.ReleaseAllAsync(ct);
        var cutShort = await db.ExecuteAsync(EndSendLeases, ct: ct);
        await db.ExecuteAsync(EndAccountLeases, ct: ct);
        await db.ExecuteAsync(LookNow, new { Now = clock.Now() }, ct);
        if (released + cutShort > 0)
        {
            log.LogWarning("Taking up after a stop: {Released} rows of work released, {CutShort} sends cut short to be looked into",
                released, cutShort);
        }
    }
}
