using Engagement.Data;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>Says anew what is known of a chance: its stage, value, owner, next step; and why it was won or lost.</summary>
internal sealed class ChangeOpportunity(Db db, OpportunityLog log, TimeProvider clock)
{
    private static readonly OpportunityWords.Rules Rules = new();

    /// <param name="Version">What the person saw; null: as it is now.</param>
    /// <param name="Words">All of it: what is left out is taken away.</param>
    internal sealed record Command(Guid Id, int? Version, OpportunityWords Words, string By, Guid? ById);

    public async Task<Result<Opportunity>> RunAsync(Command command, CancellationToken ct)
    {
        var words = command.Words.Tidy();
        if (Rules.Validate(words) is { IsValid: false } findings)
        {
            return Result<Opportunity>.From(findings);
        }

        return await db.DecideAsync<Opportunity>(async tx =>
        {
            if (await tx.OneAsync<Opportunity>(OpportunitySql.Read, new { command.Id }, ct) is not { } seen)
            {
                return new Result<Opportunity>.Missing("There is no such opportunity.");
            }

            // Who left us may still stand on it; nobody new is put there who cannot act.
            if (words.OwnerId is { } owner && owner != seen.OwnerId
                && await tx.ScalarAsync<int>(OpportunitySql.IsPerson, new { Id = owner }, ct) == 0)
            {
                return Result<Opportunity>.Wrong(nameof(OpportunityWords.OwnerId), "There is no such person, or they are disabled.");
            }

            if (words == OpportunityWords.Of(seen))
            {
                return seen;
            }

            return (command.Version is { } version && version != seen.Version
                ? null
                : await log.ChangeAsync(tx, seen, words, command.By, command.ById, clock.Now(), ct))
                ?? (Result<Opportunity>)new Result<Opportunity>.Conflict("Somebody changed it meanwhile. Look at it again as it is now.");
        }, ct);
    }
}
