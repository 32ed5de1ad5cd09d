using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Publishing.Series;

/// <summary>A waiting post whose clock time means another moment with new time zone data.</summary>
internal sealed record ZoneChange
{
    public Guid PostId { get; init; }

    public string Title { get; init; } = "";

    public string LocalTime { get; init; } = "";

    public string TimeZone { get; init; } = "UTC";

    public DateTimeOffset WasDueAt { get; init; }

    public DateTimeOffset NowDueAt { get; init; }

    /// <summary>The data it was planned with.</summary>
    public string? PlannedWith { get; init; }

    public string ZoneData { get; init; } = "";

    public DateTimeOffset FoundAt { get; init; }

    public static readonly Sql Open = Sql.Portable(
        """
        select z.PostId, p.Title, p.LocalTime, p.TimeZone, z.WasDueAt, z.NowDueAt, p.ZoneData as PlannedWith, z.ZoneData, z.FoundAt
        from ZoneChanges z join Posts p on p.Id = z.PostId
        where z.Decision is null and exists (select 1 from Deliveries d where d.PostId = z.PostId
            and d.State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Held'))
        order by z.WasDueAt, z.PostId {page}
        """);

    public static readonly Sql CountOpen = Sql.Portable(
        """
        select count(*) from ZoneChanges z
        where z.Decision is null and exists (select 1 from Deliveries d where d.PostId = z.PostId
            and d.State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Held'))
        """);
}

/// <summary>
/// A person says what counts: the moment that was planned, or the time on the clock. Moved posts need approval again, where posts do.
/// </summary>
internal sealed class DecideZoneChanges(Db db, Ledger ledger, DomainEvents events, TimeProvider clock)
{
    private static readonly Sql Decide = Sql.Portable(
        "update ZoneChanges set Decision = @Decision, DecidedAt = @Now, DecidedBy = @By where PostId = @PostId and Decision is null");

    private static readonly Sql ReadChange = Sql.Portable(
        "select PostId, WasDueAt, NowDueAt, ZoneData from ZoneChanges where PostId = @PostId and Decision is null");

    private static readonly Sql Waiting = Sql.Portable("""
        select Id, Version, State, Body, DueAt, LinkUrl, PreviousId, InReplyToRemoteId from Deliveries
        where PostId = @PostId and DueAt = @DueAt and State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Held')
        """);

    private static readonly Sql MovePost = Sql.Portable("update Posts set DueAt = @DueAt, ZoneData = @ZoneData where Id = @PostId");

    private static readonly Sql MoveOccurrence = Sql.Portable("update SeriesOccurrences set DueAt = @DueAt where PostId = @PostId");

    internal sealed record Command(IReadOnlyList<Guid> Posts, bool Move, string By, Guid? ById);

    /// <returns>How many were decided.</returns>
    public Task<Result<int>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<int>(async tx =>
    {
        if (command.Posts.Count == 0)
        {
            return Result<int>.Wrong(nameof(command.Posts), "Choose at least one.");
        }

        var decided = 0;
        foreach (var post in command.Posts)
        {
            if (await tx.OneAsync<ZoneChange>(ReadChange, new { PostId = post }, ct) is not { } change)
            {
                continue; // somebody else was first
            }

            decided += await tx.ExecuteAsync(
                Decide, new { PostId = post, Decision = command.Move ? "moved" : "kept", Now = clock.Now(), command.By }, ct);
            if (!command.Move)
            {
                continue;
            }

            foreach (var delivery in await tx.QueryAsync<Delivery>(Waiting, new { PostId = post, DueAt = change.WasDueAt }, ct))
            {
                await ledger.ReviseAsync(tx, delivery, delivery.Body, change.NowDueAt,
                    $"Moved to what its clock shows with the time zone data {change.ZoneData}.", command.By, command.ById, ct);
            }

            await tx.ExecuteAsync(MovePost, new { PostId = post, DueAt = change.NowDueAt, change.ZoneData }, ct);
            await tx.ExecuteAsync(MoveOccurrence, new { PostId = post, DueAt = change.NowDueAt }, ct);
        }

        if (await tx.ScalarAsync<int>(ZoneChange.CountOpen, ct: ct) == 0)
        {
            await events.RaiseAsync(tx, new NoticeMended(RecheckZones.NoticeKey), ct);
        }

        return decided == 0 ? new Result<int>.Conflict("Somebody else decided meanwhile.") : decided;
    }, ct);
}
