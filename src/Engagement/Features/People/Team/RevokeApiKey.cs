using Engagement.Data;

namespace Engagement.Features.People.Team;

/// <summary>A key opens nothing any more, from its next request on. There is no way back; a new key is quickly made.</summary>
internal sealed class RevokeApiKey(Db db, TimeProvider clock)
{
    public async Task<Result<Guid>> RunAsync(Guid id, CancellationToken ct) =>
        await db.ExecuteAsync(ApiKeySql.Revoke, new { Id = id, Now = clock.Now() }, ct) == 1 ? id : new Result<Guid>.Missing("That key.");
}
