using Engagement.Data;

namespace Engagement.Features.Publishing.Calendar.Feed;

/// <summary>Gives somebody a secret address for their calendar program. The one before it opens nothing any more.</summary>
internal sealed class RenewFeed(Db db, TimeProvider clock)
{
    /// <returns>The secret, which is not kept: it can be shown this once.</returns>
    public Task<string> RunAsync(Guid userId, CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        var token = FeedToken.New();
        await tx.ExecuteAsync(FeedSql.Delete, new { UserId = userId }, ct);
        await tx.ExecuteAsync(FeedSql.Insert, new { UserId = userId, TokenHash = FeedToken.HashOf(token), Now = clock.Now() }, ct);
        return token;
    }, ct);
}

/// <summary>Ends somebody's subscription, from its next reading on.</summary>
internal sealed class StopFeed(Db db)
{
    public Task RunAsync(Guid userId, CancellationToken ct) => db.ExecuteAsync(FeedSql.Delete, new { UserId = userId }, ct);
}
