using System.Globalization;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>Where to in time.</summary>
internal abstract record NewTime
{
    private NewTime() { }

    /// <summary>To a day, each at the time of day it has on the mover's clock.</summary>
    public sealed record OnDay(DateOnly Date) : NewTime;

    /// <summary>Each that much later, or with negative numbers earlier; days keep the time on the clock over a clock change.</summary>
    public sealed record Shifted(int Days, int Minutes) : NewTime;

    /// <summary>All to one moment.</summary>
    public sealed record At(DateTimeOffset Moment) : NewTime;

    /// <summary>Each back to a moment of its own.</summary>
    public sealed record Each(IReadOnlyDictionary<Guid, DateTimeOffset> Moments) : NewTime;
}

/// <summary>A delivery as it stands after a change of many, and how it was before: what taking the change back needs.</summary>
internal sealed record ChangeMade(Guid Id, int Version, DateTimeOffset DueBefore, DeliveryState StateBefore)
{
    /// <summary>As many as one change takes: what a person can have meant.</summary>
    public const int Most = 200;
}

/// <summary>
/// Gives posts another time, all that are named or none. It is an edit like any other: where posts need approval, what was approved needs
/// it again. The parts of a thread move with their first.
/// </summary>
internal sealed class MoveDeliveries(Db db, Ledger ledger, TimeProvider clock)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <param name="Zone">Of whoever moves: days and times of day are meant on their clock.</param>
    internal sealed record Command(IReadOnlyList<SeenDelivery> Deliveries, NewTime To, TimeZoneInfo Zone, string By, Guid? ById);

    /// <param name="Note">What was done about a clock change, if one was in the way.</param>
    /// <param name="NeedApproval">How many were approved and need it again.</param>
    internal sealed record Moved(IReadOnlyList<ChangeMade> Deliveries, string? Note, int NeedApproval);

    public Task<Result<Moved>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync(tx => InAsync(tx, command, ct), ct);

    /// <summary>As part of something larger.</summary>
    public async Task<Result<Moved>> InAsync(Tx tx, Command command, CancellationToken ct)
    {
        if (command.Deliveries.Count is 0 or > ChangeMade.Most)
        {
            return Result<Moved>.Wrong(nameof(command.Deliveries), command.Deliveries.Count == 0
                ? "Choose what to move."
                : $"At most {ChangeMade.Most} at once.");
        }

        var (moved, needApproval, note) = (new List<ChangeMade>(), 0, (string?)null);
        foreach (var seen in command.Deliveries)
        {
            if (await tx.OneAsync<Delivery>(LedgerSql.Read, new { seen.Id }, ct) is not { } delivery)
            {
                return new Result<Moved>.Missing("There is no such delivery.");
            }

            if (delivery.Version != seen.Version || !LegalMoves.IsEditable(delivery.State))
            {
                return new Result<Moved>.Conflict(
                    $"{delivery.Named} was changed meanwhile. Nothing was moved; look at it again as it is now.");
            }

            if (TimeOf(delivery, command) is not { } time)
            {
                return Result<Moved>.Wrong(nameof(command.To), "That is too far away.");
            }

            note ??= time.Note;
            if (time.Instant == delivery.DueAt)
            {
                continue;
            }

            if (DueTimes.Explain(time.Instant, clock.GetUtcNow()) is { } never)
            {
                return Result<Moved>.Wrong(
                    nameof(command.To), $"{delivery.Named} would go out {Words(time.Instant, command.Zone)}. {never}");
            }

            if (!await ReviseAsync(tx, delivery, time.Instant, command, ct))
            {
                return new Result<Moved>.Conflict(
                    $"{delivery.Named} was changed meanwhile. Nothing was moved; look at it again as it is now.");
            }

            var after = (await tx.OneAsync<Delivery>(LedgerSql.Read, new { seen.Id }, ct))!;
            needApproval += delivery.State != DeliveryState.AwaitingApproval && after.State == DeliveryState.AwaitingApproval ? 1 : 0;
            moved.Add(new ChangeMade(after.Id, after.Version, delivery.DueAt, delivery.State));
        }

        return new Moved(moved, note, needApproval);
    }

    private async Task<bool> ReviseAsync(Tx tx, Delivery delivery, DateTimeOffset dueAt, Command command, CancellationToken ct)
    {
        var reason = $"Moved from {Words(delivery.DueAt, command.Zone)} to {Words(dueAt, command.Zone)} ({command.Zone.Id}).";
        if (!await ledger.ReviseAsync(tx, delivery, delivery.Body, dueAt, reason, command.By, command.ById, ct))
        {
            return false;
        }

        // Parts wait for their first wherever it is; their time only says where they belong.
        return await tx.OneAsync<Delivery>(LedgerSql.ReadNextPart, new { delivery.Id }, ct) is not { } next
            || !LegalMoves.IsEditable(next.State)
            || await ReviseAsync(tx, (await tx.OneAsync<Delivery>(LedgerSql.Read, new { next.Id }, ct))!, dueAt, command, ct);
    }

    // Null: out of any calendar.
    private static LocalMoment? TimeOf(Delivery delivery, Command command)
    {
        var local = TimeZoneInfo.ConvertTime(delivery.DueAt, command.Zone).DateTime;
        try
        {
            return command.To switch
            {
                NewTime.OnDay day => LocalMoment.At(day.Date.ToDateTime(TimeOnly.FromDateTime(local)), command.Zone),
                NewTime.Shifted { Minutes: 0 } shift => LocalMoment.At(local.AddDays(shift.Days), command.Zone),
                NewTime.Shifted shift =>
                    Exactly(LocalMoment.At(local.AddDays(shift.Days), command.Zone).Instant.AddMinutes(shift.Minutes), command.Zone),
                NewTime.At at => Exactly(at.Moment, command.Zone),
                NewTime.Each each => Exactly(each.Moments.GetValueOrDefault(delivery.Id, delivery.DueAt), command.Zone),
                _ => throw new InvalidOperationException($"No time for {command.To.GetType().Name}."),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return null; // a shift of a million years; said to whoever asked for it
        }
    }

    private static LocalMoment Exactly(DateTimeOffset moment, TimeZoneInfo zone) =>
        new(Instant.Truncate(moment), TimeZoneInfo.ConvertTime(moment, zone).DateTime, zone, null);

    private static string Words(DateTimeOffset moment, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(moment, zone).ToString("ddd d MMM HH:mm", English);
}
