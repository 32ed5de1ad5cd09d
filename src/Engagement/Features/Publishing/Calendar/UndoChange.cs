using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;

namespace Engagement.Features.Publishing.Calendar;

internal static class UndoSql
{
    public static readonly Sql Insert = Sql.Portable(
        "insert into CalendarUndos (Id, UserId, Kind, ItemsJson, CreatedAt) values (@Id, @UserId, @Kind, @ItemsJson, @Now)");

    public static readonly Sql Read = Sql.Portable(
        "select Id, Kind, ItemsJson, CreatedAt from CalendarUndos where Id = @Id and UserId = @UserId");

    public static readonly Sql Delete = Sql.Portable("delete from CalendarUndos where Id = @Id");

    public static readonly Sql Forget = Sql.Portable("delete from CalendarUndos where CreatedAt < @Before");
}

/// <summary>A change of many that can be taken back.</summary>
internal sealed record UndoRow
{
    public Guid Id { get; init; }

    public string Kind { get; init; } = "";

    public string ItemsJson { get; init; } = "[]";

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>
/// Takes back what somebody did to many posts, as long as nothing has happened to any of them since. The way back is a change like any
/// other: it goes through the ledger, and approval that a move cost is not given back with it.
/// </summary>
internal sealed class UndoChange(Db db, MoveDeliveries move, RestoreDeliveries restore, WithdrawApproval withdraw, TimeProvider clock)
{
    public const string Moved = nameof(Moved);
    public const string Cancelled = nameof(Cancelled);
    public const string Approved = nameof(Approved);

    /// <summary>Long enough to see that it was a slip.</summary>
    public static readonly TimeSpan For = TimeSpan.FromMinutes(30);

    internal sealed record Command(Guid Id, TimeZoneInfo Zone, string By, Guid ById);

    /// <returns>What was done, in a sentence.</returns>
    public Task<Result<string>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<string>(async tx =>
    {
        if (await tx.OneAsync<UndoRow>(UndoSql.Read, new { command.Id, UserId = command.ById }, ct) is not { } undo
            || undo.CreatedAt < clock.GetUtcNow() - For)
        {
            return new Result<string>.Conflict("That can no longer be taken back.");
        }

        await tx.ExecuteAsync(UndoSql.Delete, new { command.Id }, ct);
        var items = Json.Read<List<ChangeMade>>(undo.ItemsJson);
        return undo.Kind switch
        {
            Moved => await MoveAsync(tx, items, command, ct),
            Cancelled => Said(await restore.InAsync(tx, new(items, command.By), ct), "Taken back: {0} not cancelled any more."),
            Approved => Said(await withdraw.InAsync(tx, new(items, command.By), ct), "Taken back: {0} waiting for approval again."),
            _ => throw new InvalidOperationException($"No way back from {undo.Kind}."),
        };
    }, ct);

    private async Task<Result<string>> MoveAsync(Tx tx, List<ChangeMade> items, Command command, CancellationToken ct) =>
        await move.InAsync(tx,
            new([.. items.Select(i => new SeenDelivery(i.Id, i.Version))],
                new NewTime.Each(items.ToDictionary(i => i.Id, i => i.DueBefore)), command.Zone, command.By, command.ById), ct) switch
        {
            Result<MoveDeliveries.Moved>.Done { Value: var moved } => $"Taken back: {Count(moved.Deliveries.Count)} at the old time.",
            Result<MoveDeliveries.Moved>.Conflict conflict => new Result<string>.Conflict(conflict.Why),
            Result<MoveDeliveries.Moved>.Invalid invalid => new Result<string>.Invalid(invalid.Errors),
            _ => new Result<string>.Missing("There is no such delivery."),
        };

    private static Result<string> Said(Result<int> answer, string sentence) => answer switch
    {
        Result<int>.Done done => string.Format(System.Globalization.CultureInfo.InvariantCulture, sentence, Count(done.Value)),
        Result<int>.Conflict conflict => new Result<string>.Conflict(conflict.Why),
        _ => new Result<string>.Missing("There is no such delivery."),
    };

    private static string Count(int n) => n == 1 ? "1 post is" : $"{n} posts are";
}
