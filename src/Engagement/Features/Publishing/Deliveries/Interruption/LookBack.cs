using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Publishing.Deliveries.Interruption;

/// <summary>
/// What a start makes of the time in which nothing ran. Nobody can tell by looking at a database whether it is the newest there is, or a
/// copy that was put back and knows nothing of what was sent since. So what is found late is asked about at its network before it is sent;
/// and where a copy is known or likely, publishing begins paused, and everything that is not out is asked about when its turn comes.
/// </summary>
internal sealed class LookBack(Db db, DomainEvents events, PublishingOptions options, TimeProvider clock, ILogger<LookBack> log)
{
    /// <summary>The scope of the stop that is set while publishing is paused.</summary>
    public const string Scope = "paused";

    // An upgrade from before signs of life were kept: what publishing, listening and the health check wrote down.
    private static readonly Sql OlderTraces = Sql.Portable(
        """
        select max(At) from (
            select max(ListenLastOkAt) as At from Accounts
            union all select max(OccurredAt) from DeliveryHistory
            union all select max(UpdatedAt) from AppSettings where Name like 'health.%') t
        """);

    private static readonly Sql PutBack = Sql.Portable("update DeskLife set PutBackAt = @Now where Name = 'desk'");

    private static readonly Sql HasAccounts = Sql.Portable("select count(*) from Accounts");

    private static readonly Sql Alive = Sql.Portable(
        "update DeskLife set AliveAt = case when AliveAt < @Now then @Now else AliveAt end, EndedAt = null where Name = 'desk'");

    // Whoever sees it first; a second node finds a new sign of life and does nothing.
    private static readonly Sql Pause = Sql.Portable(
        """
        update DeskLife set AliveAt = @Now, PutBackAt = null, SilentFrom = @SilentFrom, SilentUntil = @Now, PausedBecause = @Because,
            PausedAt = @Now, ResumedAt = null, ResumedBy = null, EndedAt = null
        where Name = 'desk' and AliveAt = @Seen
        """);

    // What a person held or had to approve too: it may have been let go, sent and forgotten.
    private static readonly Sql AskOfLate = Sql.Portable("""
        update Deliveries set AskSince = @Since where State in ('Scheduled', 'Held', 'AwaitingApproval') and DueAt <= @Now
            and AskSince is null
        """);

    // Drafts and what was cancelled too: in the time that is not remembered they may have been let go.
    private static readonly Sql AskOfAll = Sql.Portable("""
        update Deliveries set AskSince = @Since where State not in ('Published', 'Withdrawn', 'Publishing', 'Uncertain')
            and AskSince is null
        """);

    // A pause that nobody has ended yet remembers more.
    private static readonly Sql CatchUp = Sql.Portable(
        """
        update DeskLife set SilentFrom = @Since, SilentUntil = @Now
        where Name = 'desk' and (PausedAt is null or ResumedAt < @DayAgo)
        """);

    private static readonly Sql StopAll = Sql.Portable(
        """
        insert into Stops (Scope, AccountId, Reason, StoppedAt, StoppedBy)
        select @Scope, null, @Reason, @Now, @By where not exists (select 1 from Stops where Scope = @Scope)
        """);

    /// <summary>Before anything is sent.</summary>
    /// <param name="alone">Nobody else runs on this database; otherwise that shows only in a minute without a sign of life.</param>
    /// <param name="pauses">False: a silence pauses nothing (the demo).</param>
    public Task<DeskLife> AtStartAsync(bool alone, bool pauses, CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        var now = clock.Now();
        var (life, isNew) = await LifeAsync(tx, ct);
        var silent = now - life.AliveAt;
        if (life.PutBackAt is not null)
        {
            await PauseAsync(tx, life, PausedBecause.Copy, ct);
        }
        else if (pauses && options.PauseAfterSilence > TimeSpan.Zero
            && silent >= options.PauseAfterSilence && await tx.ScalarAsync<int>(HasAccounts, ct: ct) > 0)
        {
            await PauseAsync(tx, life, PausedBecause.Silence, ct);
        }
        else if (!isNew && (alone || silent > KeepAlive.Silent))
        {
            var since = Earlier(life.AliveAt, now);
            var late = await tx.ExecuteAsync(AskOfLate, new { Since = since, Now = now }, ct);
            await tx.ExecuteAsync(CatchUp, new { Since = since, Now = now, DayAgo = now.AddDays(-1) }, ct);
            if (late > 0)
            {
                log.LogInformation("{Count} late deliveries are asked about at their networks before they are sent", late);
            }
        }

        await tx.ExecuteAsync(Alive, new { Now = now }, ct);
        return (await tx.OneAsync<DeskLife>(DeskLife.Read, ct: ct))!;
    }, ct);

    /// <summary>Marks a copy that is being put back, before anything runs on it.</summary>
    /// <returns>Of which moment it is.</returns>
    public Task<DateTimeOffset> MarkPutBackAsync(CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        var (life, _) = await LifeAsync(tx, ct);
        await tx.ExecuteAsync(PutBack, new { Now = clock.Now() }, ct);
        return life.AliveAt;
    }, ct);

    /// <summary>Somebody says that the database, which may be served from at this moment, is a copy that was put back.</summary>
    /// <param name="copyOf">Of which moment; null: of its last sign of life.</param>
    public Task<DeskLife> SayPutBackAsync(DateTimeOffset? copyOf, CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        var (life, _) = await LifeAsync(tx, ct);
        await PauseAsync(tx, life, PausedBecause.Copy, ct, copyOf);
        return (await tx.OneAsync<DeskLife>(DeskLife.Read, ct: ct))!;
    }, ct);

    /// <summary>The database knows less than this node wrote into it: it was put back while we ran. Or somebody has just said so.</summary>
    public Task FoundOlderAsync(CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        if (await tx.OneAsync<DeskLife>(DeskLife.Read, ct: ct) is { } life)
        {
            await PauseAsync(tx, life, PausedBecause.Copy, ct);
        }
    }, ct);

    // Made where there is none yet: at the first start of all, and after an upgrade.
    private async Task<(DeskLife Life, bool IsNew)> LifeAsync(Tx tx, CancellationToken ct)
    {
        if (await tx.OneAsync<DeskLife>(DeskLife.Read, ct: ct) is { } life)
        {
            return (life, false);
        }

        var (now, traces) = (clock.Now(), await tx.ScalarAsync<DateTimeOffset?>(OlderTraces, ct: ct));
        await tx.ExecuteAsync(
            DeskLife.Begin, new { AliveAt = traces ?? now, CheckedAt = traces is null ? now : (DateTimeOffset?)null }, ct);
        return ((await tx.OneAsync<DeskLife>(DeskLife.Read, ct: ct))!, traces is null);
    }

    private async Task PauseAsync(Tx tx, DeskLife life, PausedBecause because, CancellationToken ct, DateTimeOffset? copyOf = null)
    {
        var now = clock.Now();

        // Paused before and not gone on since: what is not remembered began then.
        var from = Earlier(copyOf ?? life.AliveAt, now);
        from = life is { IsPaused: true, SilentFrom: { } before } ? Earlier(before, from) : from;
        if (await tx.ExecuteAsync(Pause, new { Now = now, SilentFrom = from, Because = because.ToString(), Seen = life.AliveAt }, ct) == 0)
        {
            return;
        }

        var asked = await tx.ExecuteAsync(AskOfAll, new { Since = from }, ct);
        await events.RaiseAsync(tx, new TimeForgotten(), ct);
        var reason = because == PausedBecause.Copy ? "the database is a copy that was put back" : "nothing ran here for a while";
        await tx.ExecuteAsync(StopAll, new { Scope, Reason = reason, Now = now, By = Ledger.System }, ct);
        log.LogWarning("Publishing is paused: {Reason}. {Count} deliveries are asked about at their networks before they are sent",
            reason, asked);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
