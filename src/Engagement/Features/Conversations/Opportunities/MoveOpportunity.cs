using Engagement.Data;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>Puts a chance into another stage and leaves the rest as it is: what the board does.</summary>
internal sealed class MoveOpportunity(Db db, ChangeOpportunity change)
{
    public async Task<Result<Opportunity>> RunAsync(
        Guid id, int version, OpportunityStage stage, string? reason, string by, Guid? byId, CancellationToken ct) =>
        await db.OneAsync<Opportunity>(OpportunitySql.Read, new { Id = id }, ct) is { } seen
            ? await change.RunAsync(new(id, version, OpportunityWords.Of(seen) with { Stage = stage, Reason = reason }, by, byId), ct)
            : new Result<Opportunity>.Missing("There is no such opportunity.");
}
