using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Queues;

/// <summary>Takes a queue away once no unsolved ticket is in it. Solved ones keep it in their log.</summary>
internal sealed class RemoveQueue(Db db, TimeProvider clock)
{
    private static readonly Sql Unsolved = Sql.Portable($"select count(*) from Tickets t where t.QueueId = @Id and {TicketSql.Unsolved}");

    private static readonly Sql Remove = Sql.Portable("update Queues set RemovedAt = @Now where Id = @Id and RemovedAt is null");

    private static readonly Sql LetGo = Sql.Portable("update Accounts set DefaultQueueId = null where DefaultQueueId = @Id");

    public Task<Result<Guid>> RunAsync(Guid id, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        var row = new { Id = id, Now = clock.Now() };
        if (await tx.ScalarAsync<int>(Unsolved, row, ct) is > 0 and var left)
        {
            return new Result<Guid>.Conflict(
                $"{left:N0} unsolved {(left == 1 ? "ticket is" : "tickets are")} in it. Move them to another queue first.");
        }

        if (await tx.ExecuteAsync(Remove, row, ct) == 0)
        {
            return new Result<Guid>.Missing("There is no such queue.");
        }

        await tx.ExecuteAsync(LetGo, row, ct);
        return id;
    }, ct);
}
