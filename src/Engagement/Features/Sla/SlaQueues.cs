using Engagement.Data;

namespace Engagement.Features.Sla;

/// <summary>Queues by id, for forms and words.</summary>
internal static class SlaQueues
{
    public static Task<IReadOnlyDictionary<Guid, string>> ReadAsync(DbSession db, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<Guid, string>>(new Dictionary<Guid, string>());
}
