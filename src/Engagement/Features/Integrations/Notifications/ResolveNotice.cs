using Engagement.Data;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>
/// What a notice told of is mended: it stays in the lists as such and is counted at the bell no more. Its key may be raised again.
/// </summary>
internal sealed class ResolveNotice(Db db, TimeProvider clock)
{
    /// <returns>False when no notice with this key is open; that is no error.</returns>
    public Task<bool> RunAsync(string key, CancellationToken ct) => RunAsync(db, key, ct);

    /// <inheritdoc cref="RunAsync(string, CancellationToken)"/>
    public async Task<bool> RunAsync(DbSession session, string key, CancellationToken ct) =>
        await session.ExecuteAsync(NoticeSql.ResolveByKey, new { Key = key, Now = clock.Now() }, ct) > 0;
}
