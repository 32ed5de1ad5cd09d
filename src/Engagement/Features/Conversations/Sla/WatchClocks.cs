using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Conversations.Sla;

/// <summary>
/// The recurring job: tells the desk of promises that will soon be broken, and of those that are. Each is told once, by a compare-and-set,
/// whichever node comes first.
/// </summary>
internal sealed class WatchClocks(Db db, TrackClocks keep, DomainEvents events, TimeProvider clock)
{
    private const int AtOnce = 200;

    private const string Columns = "c.TicketId, c.Kind, c.StartedAt, c.DueAt, c.Policy, t.Number, t.AssigneeId";

    private static readonly Sql Warnings = Sql.Portable(
        $$"""
        select {{Columns}} from TicketClocks c join Tickets t on t.Id = c.TicketId
        where c.EndedAt is null and c.WarnedAt is null and c.WarnsAt is not null and c.WarnsAt <= @Now
            and (c.DueAt is null or c.DueAt > @Now)
        order by c.WarnsAt {page}
        """);

    private static readonly Sql Breaches = Sql.Portable(
        $$"""
        select {{Columns}} from TicketClocks c join Tickets t on t.Id = c.TicketId
        where c.EndedAt is null and c.BreachToldAt is null and c.DueAt is not null and c.DueAt <= @Now and c.IsPaused = 0
        order by c.DueAt {page}
        """);

    private static readonly Sql Warned = Sql.Portable("""
        update TicketClocks set WarnedAt = @Now where TicketId = @TicketId and Kind = @Kind and StartedAt = @StartedAt and WarnedAt is null
            and EndedAt is null
        """);

    private static readonly Sql Told = Sql.Portable(
        """
        update TicketClocks set BreachToldAt = @Now, WarnedAt = coalesce(WarnedAt, @Now), IsBreached = 1
        where TicketId = @TicketId and Kind = @Kind and StartedAt = @StartedAt and BreachToldAt is null and EndedAt is null
        """);

    public async Task RunAsync(CancellationToken ct)
    {
        // A clock that has just been answered must not be told of.
        await keep.RunAsync(ct);
        foreach (var due in await db.QueryAsync<DueClock>(Warnings, new { Now = clock.Now(), Take = AtOnce }, ct))
        {
            await TellAsync(due, Warned, new Notice(
                NoticeKinds.SlaWarning, $"#{due.Number} will soon be late: {due.Clock.ToLowerInvariant()}",
                $"Promised by “{due.Policy}”. Nothing happens by itself: somebody has to answer.",
                due.Link, due.WarningKey, due.AssigneeId), ct);
        }

        foreach (var due in await db.QueryAsync<DueClock>(Breaches, new { Now = clock.Now(), Take = AtOnce }, ct))
        {
            await TellAsync(due, Told, new Notice(
                NoticeKinds.SlaBreached, $"#{due.Number} is late: {due.Clock.ToLowerInvariant()}",
                $"What “{due.Policy}” promises was not kept. The client still waits.", due.Link, due.BreachKey), ct);
        }
    }

    private Task TellAsync(DueClock due, Sql mark, Notice notice, CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        if (await tx.ExecuteAsync(mark, new { due.TicketId, due.Kind, due.StartedAt, Now = clock.Now() }, ct) == 1)
        {
            if (notice.Kind == NoticeKinds.SlaBreached)
            {
                await events.RaiseAsync(tx, new NoticeMended(due.WarningKey), ct);
            }

            await events.RaiseAsync(tx, new NoticeDue(notice), ct);
        }
    }, ct);
}

/// <summary>A clock that the desk is told of.</summary>
internal sealed record DueClock
{
    public Guid TicketId { get; init; }

    public string Kind { get; init; } = "";

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public string? Policy { get; init; }

    public long Number { get; init; }

    public Guid? AssigneeId { get; init; }

    public string Clock => SlaWords.Name(Enum.Parse<ClockKind>(Kind));

    public string Link => $"/tickets/{Number}";

    public string WarningKey => WarningKeyOf(TicketId, Kind, StartedAt);

    public string BreachKey => BreachKeyOf(TicketId, Kind, StartedAt);

    public static string WarningKeyOf(Guid ticketId, string kind, DateTimeOffset startedAt) =>
        $"sla.warning:{ticketId:N}:{kind}:{startedAt.ToUnixTimeMilliseconds()}";

    public static string BreachKeyOf(Guid ticketId, string kind, DateTimeOffset startedAt) =>
        $"sla.breached:{ticketId:N}:{kind}:{startedAt.ToUnixTimeMilliseconds()}";
}
