using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Answers;

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
}
