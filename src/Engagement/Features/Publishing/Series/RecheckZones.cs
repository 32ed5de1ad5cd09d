using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Publishing.Series;

/// <summary>
/// New time zone data came with the system: for each post that waits, the clock time somebody chose may mean another moment now. Nothing
/// moves by itself. What differs is listed, people are told, and one of them says whether the moment or the clock time counts.
/// </summary>
/// <remarks>
/// .NET reads zone data once a process, so new data are seen at the next start; a node that starts looks at once, later it is only made
/// sure.
/// </remarks>
internal sealed class RecheckZones(Db db, DomainEvents events, ZoneData zones, TimeProvider clock)
{
    public const string NoticeKey = "zones";

    // The version that all waiting posts were compared with last.
    private const string Checked = "zones.checked";

    // A post whose time somebody moved by hand went away from its clock time, and is meant as it is.
    private static readonly Sql ReadWaiting = Sql.Portable(
        """
        select p.Id, p.LocalTime, p.TimeZone, p.DueAt, z.NowDueAt, z.Decision
        from Posts p left join ZoneChanges z on z.PostId = p.Id
        where p.LocalTime is not null and p.DueAt > @Now and (p.ZoneData is null or p.ZoneData <> @Version or @Version = 'unknown')
            and exists (
            select 1 from Deliveries d where d.PostId = p.Id and d.DueAt = p.DueAt
                and d.State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Held'))
        order by p.DueAt, p.Id
        """);

    private static readonly Sql Forget = Sql.Portable("delete from ZoneChanges where PostId = @PostId");

    private static readonly Sql Insert = Sql.Portable(
        "insert into ZoneChanges (PostId, WasDueAt, NowDueAt, ZoneData, FoundAt) values (@PostId, @WasDueAt, @NowDueAt, @ZoneData, @Now)");

    /// <returns>How many were found that somebody has to decide.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (zones.Version != "unknown" && await db.ScalarAsync<string>(AppSettings.Read, new { Name = Checked }, ct) == zones.Version)
        {
            return 0;
        }

        var now = clock.Now();
        var found = 0;
        foreach (var post in await db.QueryAsync<Waiting>(ReadWaiting, new { Now = now, zones.Version }, ct))
        {
            if (zones.Find(post.TimeZone) is not { } zone || LocalMoment.Parse(post.LocalTime, zone) is not { } moment)
            {
                continue;
            }

            if (moment.Instant == post.DueAt)
            {
                if (post is { NowDueAt: not null, Decision: null })
                {
                    await db.ExecuteAsync(Forget, new { PostId = post.Id }, ct); // the next data took it back
                }
            }
            else if (moment.Instant != post.NowDueAt)
            {
                await db.InTransactionAsync(async tx =>
                {
                    await tx.ExecuteAsync(Forget, new { PostId = post.Id }, ct);
                    await tx.ExecuteAsync(Insert,
                        new { PostId = post.Id, WasDueAt = post.DueAt, NowDueAt = moment.Instant,
                            ZoneData = zones.Version, Now = now }, ct);
                }, ct);
                found++;
            }
        }

        await db.InTransactionAsync(async tx =>
        {
            if (found > 0)
            {
                await events.RaiseAsync(tx, new NoticeDue(new Notice(
                    NoticeKinds.ZonesChanged,
                    $"New time zone data: the time of {found} waiting {(found == 1 ? "post means" : "posts mean")} another moment now",
                    "They stay at the moment that was planned. Say for each whether that moment or the time on the clock counts.",
                    "/series/zones", NoticeKey)), ct);
            }

            await AppSettings.SetAsync(tx, Checked, zones.Version, now, "the program", ct);
        }, ct);
        return found;
    }

    private sealed record Waiting
    {
        public Guid Id { get; init; }

        public string LocalTime { get; init; } = "";

        public string TimeZone { get; init; } = "";

        public DateTimeOffset DueAt { get; init; }

        public DateTimeOffset? NowDueAt { get; init; }

        public string? Decision { get; init; }
    }
}
