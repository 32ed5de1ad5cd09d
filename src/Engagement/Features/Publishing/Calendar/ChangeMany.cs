using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>What somebody does to the posts they chose in the calendar, all of them or none, and how it is taken back.</summary>
internal sealed class ChangeMany(Db db, MoveDeliveries move, CancelDeliveries cancel, ApproveDeliveries approve, TimeProvider clock)
{
    internal sealed record Person(string By, Guid? ById, Role Role, TimeZoneInfo Zone);

    /// <param name="Said">What was done, in a sentence.</param>
    /// <param name="Undo">By which it is taken back; null: it cannot be, or nothing was done.</param>
    internal sealed record Changed(string Said, Guid? Undo);

    public Task<Result<Changed>> MoveAsync(
        IReadOnlyList<SeenDelivery> deliveries, NewTime to, Person person, CancellationToken ct) => db.DecideAsync<Changed>(async tx =>
    {
        var answer = await move.InAsync(tx, new(deliveries, to, person.Zone, person.By, person.ById), ct);
        if (answer is not Result<MoveDeliveries.Moved>.Done { Value: var moved })
        {
            return answer switch
            {
                Result<MoveDeliveries.Moved>.Conflict conflict => new Result<Changed>.Conflict(conflict.Why),
                Result<MoveDeliveries.Moved>.Invalid invalid => new Result<Changed>.Invalid(invalid.Errors),
                _ => new Result<Changed>.Missing("There is no such delivery."),
            };
        }

        string?[] said =
        [
            moved.Deliveries.Count == 0 ? "Nothing to move: they are there already." : $"Moved {Count(moved.Deliveries.Count)}.",
            moved.Note,
            moved.NeedApproval == 0 ? null
                : moved.NeedApproval == 1 ? "It needs approval again."
                : $"{moved.NeedApproval} of them need approval again.",
        ];
        return new Changed(string.Join(' ', said.Where(s => s is not null)),
            await KeepAsync(tx, UndoChange.Moved, moved.Deliveries, person, ct));
    }, ct);

    public Task<Result<Changed>> CancelAsync(IReadOnlyList<SeenDelivery> deliveries, Person person, CancellationToken ct) =>
        db.DecideAsync<Changed>(async tx =>
            await cancel.InAsync(tx, new(deliveries, person.By), ct) switch
            {
                Result<IReadOnlyList<ChangeMade>>.Done { Value: var cancelled } =>
                    new Changed($"Cancelled {Count(cancelled.Count)}.", await KeepAsync(tx, UndoChange.Cancelled, cancelled, person, ct)),
                Result<IReadOnlyList<ChangeMade>>.Conflict conflict => new Result<Changed>.Conflict(conflict.Why),
                Result<IReadOnlyList<ChangeMade>>.Invalid invalid => new Result<Changed>.Invalid(invalid.Errors),
                _ => new Result<Changed>.Missing("There is no such delivery."),
            }, ct);

    /// <summary>Of what was chosen those that wait for approval and may be approved by this person; how many did not is said.</summary>
    public Task<Result<Changed>> ApproveAsync(
        IReadOnlyList<SeenDelivery> deliveries, Person person, CancellationToken ct) => db.DecideAsync<Changed>(async tx =>
    {
        var (waiting, others, own) = await SortAsync(tx, deliveries, person, ct);
        if (waiting.Count == 0 && deliveries.Count > 0)
        {
            return new Result<Changed>.Conflict(own > 0
                ? "What waits for approval of these are your own words: somebody else must approve them."
                : "None of these waits for approval.");
        }

        var answer = await approve.InAsync(tx, new(waiting, SendLate: false, person.By, person.ById, person.Role), ct);
        if (answer is not Result<int>.Done)
        {
            return answer switch
            {
                Result<int>.Conflict conflict => new Result<Changed>.Conflict(conflict.Why),
                Result<int>.Invalid invalid => new Result<Changed>.Invalid(invalid.Errors),
                _ => new Result<Changed>.Missing("There is no such delivery."),
            };
        }

        string?[] said =
        [
            $"Approved {Count(waiting.Count)}.",
            own == 0 ? null
                : own == 1 ? "1 is of your own words: somebody else approves it."
                : $"{own} are of your own words: somebody else approves them.",
            others == 0 ? null
                : others == 1 ? "1 does not wait for approval and stays as it is."
                : $"{others} do not wait for approval and stay as they are.",
        ];
        var approved = waiting.Select(d => new ChangeMade(d.Id, d.Version + 1, default, DeliveryState.AwaitingApproval)).ToList();
        return new Changed(string.Join(' ', said.Where(s => s is not null)),
            await KeepAsync(tx, UndoChange.Approved, approved, person, ct));
    }, ct);

    // What was changed since it was seen counts as waiting: the approval itself refuses it, and says so.
    private static async Task<(IReadOnlyList<SeenDelivery> Waiting, int Others, int Own)> SortAsync(
        Tx tx, IReadOnlyList<SeenDelivery> deliveries, Person person, CancellationToken ct)
    {
        var fourEyes = (await ApprovalSettings.ReadAsync(tx, ct)).FourEyes;
        var (waiting, others, own) = (new List<SeenDelivery>(), 0, 0);
        foreach (var seen in deliveries)
        {
            var delivery = await tx.OneAsync<Delivery>(LedgerSql.Read, new { seen.Id }, ct) is { } d
                && d.Version == seen.Version ? d : null;
            if (delivery is { State: not DeliveryState.AwaitingApproval })
            {
                others++;
            }
            else if (delivery is not null && fourEyes && delivery.EditedById == person.ById)
            {
                own++;
            }
            else
            {
                waiting.Add(seen);
            }
        }

        return (waiting, others, own);
    }

    private async Task<Guid?> KeepAsync(Tx tx, string kind, IReadOnlyList<ChangeMade> changed, Person person, CancellationToken ct)
    {
        if (changed.Count == 0 || person.ById is not { } userId)
        {
            return null;
        }

        var now = clock.Now();
        var id = Ids.New(now);
        await tx.ExecuteAsync(UndoSql.Forget, new { Before = now - UndoChange.For }, ct);
        await tx.ExecuteAsync(
            UndoSql.Insert, new { Id = id, UserId = userId, Kind = kind, ItemsJson = Json.Write(changed), Now = now }, ct);
        return id;
    }

    private static string Count(int n) => n == 1 ? "1 post" : $"{n} posts";
}
