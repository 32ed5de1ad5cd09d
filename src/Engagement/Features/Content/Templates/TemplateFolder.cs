using Engagement.Data;

namespace Engagement.Features.Content.Templates;

/// <summary>Whose macro or acknowledgement it is: a queue's, or everybody's.</summary>
/// <param name="Queues">Those it may be of.</param>
/// <param name="In">The one it is of; null: everybody's.</param>
internal sealed record TemplateFolder(IReadOnlyList<TemplateFolder.Queue> Queues, Guid? In)
{
    private static readonly Sql ReadQueues = Sql.Portable("select Id, Name from Queues where RemovedAt is null order by Name {sorted}, Id");

    private static readonly Sql ReadIn = Sql.Portable("select QueueId from Templates where Id = @Id");

    internal sealed record Queue
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";
    }

    public static async Task<TemplateFolder> OfAsync(Db db, Guid templateId, CancellationToken ct) =>
        new(await db.QueryAsync<Queue>(ReadQueues, ct: ct), await db.ScalarAsync<Guid?>(ReadIn, new { Id = templateId }, ct));
}

/// <summary>
/// Puts a macro into a queue's folder, or into everybody's. Its words are the same in every version: the folder has none.
/// </summary>
internal sealed class MoveToFolder(Db db, TimeProvider clock)
{
    private static readonly Sql IsQueue = Sql.Portable("select count(*) from Queues where Id = @Id and RemovedAt is null");

    private static readonly Sql Set = Sql.Portable(
        "update Templates set QueueId = @QueueId, UpdatedAt = @Now where Id = @Id and Kind in ('reply', 'acknowledgement')");

    public async Task<Result<Guid>> RunAsync(Guid templateId, Guid? queueId, CancellationToken ct)
    {
        if (queueId is { } queue && await db.ScalarAsync<int>(IsQueue, new { Id = queue }, ct) == 0)
        {
            return Result<Guid>.Wrong("QueueId", "There is no such queue.");
        }

        return await db.ExecuteAsync(Set, new { Id = templateId, QueueId = queueId, Now = clock.Now() }, ct) == 1
            ? templateId
            : new Result<Guid>.Missing("There is no such macro.");
    }
}
