using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Approval;

namespace Engagement.Features.Publishing.Deliveries.Changes;

/// <summary>Somebody looked at posts that are out beside their changed article: what they say still holds.</summary>
internal sealed class AcceptOutdated(Db db, Ledger ledger)
{
    private static readonly Sql ArticleVersion = Sql.Portable("select Version from Articles where Id = @Id");

    internal sealed record Command(IReadOnlyList<SeenDelivery> Deliveries, string By);

    /// <returns>How many.</returns>
    public Task<Result<int>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<int>(async tx =>
    {
        if (command.Deliveries.Count == 0)
        {
            return Result<int>.Wrong(nameof(command.Deliveries), "Choose at least one.");
        }

        foreach (var seen in command.Deliveries)
        {
            if (await tx.OneAsync<Delivery>(LedgerSql.Read, new { seen.Id }, ct)
                is not { State: DeliveryState.Published, ArticleId: { } article } delivery || delivery.Version != seen.Version
                || !await ledger.AcceptArticleAsync(tx, delivery, await tx.ScalarAsync<int>(ArticleVersion, new { Id = article }, ct),
                    "The article changed; somebody looked, and what it says still holds.", command.By, ct))
            {
                return new Result<int>.Conflict("One of them was changed meanwhile. Look at it again as it is now.");
            }
        }

        return command.Deliveries.Count;
    }, ct);
}
