using Engagement.Data;

namespace Engagement.Features.Tickets.Answers;

/// <summary>A reply template as it is chosen beside the reply box.</summary>
internal sealed record Macro
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    public string? ShippedName { get; init; }

    /// <summary>The queue whose folder it is in; null: everybody's.</summary>
    public Guid? QueueId { get; init; }

    public string? QueueName { get; init; }
}

internal static class MacroSql
{
    public static readonly Sql All = Sql.Portable(
        """
        select t.Id, t.Name, t.Description, t.ShippedName, q.Id as QueueId, q.Name as QueueName
        from Templates t left join Queues q on q.Id = t.QueueId and q.RemovedAt is null
        where t.Kind = 'reply' and t.State = 'Active' order by t.Name, t.Id
        """);

    public static readonly Sql Folder = Sql.Portable("select QueueId from Templates where Id = @Id");

    public static readonly Sql SetFolder = Sql.Portable(
        "update Templates set QueueId = @QueueId, UpdatedAt = @Now where Id = @Id and Kind in ('reply', 'acknowledgement')");
}

/// <summary>
/// Puts a macro into a queue's folder, or into everybody's. Its words are the same in every version: the folder has none.
/// </summary>
internal sealed class PutInFolder(Db db, TimeProvider clock)
{
    public async Task<Answer<Guid>> RunAsync(Guid templateId, Guid? queueId, CancellationToken ct)
    {
        if (queueId is { } queue && await db.OneAsync<Queues.QueueRow>(Queues.QueueSql.Read, new { Id = queue }, ct) is null)
        {
            return Answer<Guid>.Wrong("QueueId", "There is no such queue.");
        }

        return await db.ExecuteAsync(MacroSql.SetFolder, new { Id = templateId, QueueId = queueId, Now = clock.Now() }, ct) == 1
            ? templateId
            : new Answer<Guid>.Missing("There is no such macro.");
    }
}
