using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Content.Knowledge;

namespace Engagement.Features.Publishing.Deliveries.Changes;

/// <summary>
/// What waits to say something of it is held, and what is out is marked to be
/// looked at. Runs in the transaction that changes the article, so that no send comes between.
/// </summary>
internal sealed class OnArticlesChanged(Ledger ledger, TimeProvider clock) : IHandle<ArticlesChanged>
{
    private static readonly Sql ReadWaiting = Sql.Portable(
        """
        select d.Id, d.Version as DeliveryVersion, d.State as DeliveryState, d.ArticleVersion, a.Title, a.State, a.Audience, a.Version
        from Deliveries d join Articles a on a.Id = d.ArticleId
        where d.ArticleId in {ids Articles} and d.Kind = 'post' and d.State in ('AwaitingApproval', 'Scheduled')
        order by d.DueAt, d.Id
        """);

    // One whose send is under way will be out with the old words too.
    private static readonly Sql MarkOutdated = Sql.Portable(
        """
        update Deliveries set OutdatedAt = @Now
        where ArticleId in {ids Articles} and Kind = 'post' and State in ('Published', 'Publishing', 'Uncertain') and OutdatedAt is null
            and exists (select 1 from Articles a where a.Id = Deliveries.ArticleId and (a.State <> 'Validated' or a.Audience <> 'external'
                or a.Version <> Deliveries.ArticleVersion))
        """);

    public async Task HandleAsync(Tx tx, ArticlesChanged what, CancellationToken ct)
    {
        var ids = Json.Ids(what.ArticleIds);
        foreach (var waiting in await tx.QueryAsync<Waiting>(ReadWaiting, new { Articles = ids }, ct))
        {
            var article = new ArticleChange.Standing
                { Title = waiting.Title, State = waiting.State, Audience = waiting.Audience, Version = waiting.Version };
            if (article.Obstacle(waiting.ArticleVersion) is { } obstacle)
            {
                await ledger.MoveAsync(tx, waiting.Id, waiting.DeliveryVersion, obstacle.ToMove(waiting.DeliveryState, what.By), ct);
            }
        }

        await tx.ExecuteAsync(MarkOutdated, new { Articles = ids, Now = clock.Now() }, ct);
    }

    private sealed record Waiting
    {
        public Guid Id { get; init; }

        public int DeliveryVersion { get; init; }

        public DeliveryState DeliveryState { get; init; }

        public int? ArticleVersion { get; init; }

        public string Title { get; init; } = "";

        public string State { get; init; } = "";

        public string Audience { get; init; } = "";

        public int Version { get; init; }
    }
}
