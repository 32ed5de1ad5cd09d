using Engagement.Data;
using Engagement.Features.Conversations.Tickets.Queues;

namespace Engagement.Features.Conversations.Sla;

/// <summary>Queues by id, for forms and words.</summary>
internal static class SlaQueues
{
    public static async Task<IReadOnlyDictionary<Guid, string>> ReadAsync(DbSession db, CancellationToken ct) =>
        (await db.QueryAsync<QueueRow>(QueueSql.Names, ct: ct)).ToDictionary(q => q.Id, q => q.Name);
}
