using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Approval;

namespace Engagement.Features.Publishing.Deliveries.Changes;

/// <summary>What becomes of a delivery whose article changed.</summary>
internal enum ChangeChoice
{
    /// <summary>Its words are made anew; where posts need approval, they need it again.</summary>
    Renew,

    /// <summary>It goes out as it is.</summary>
    Keep,
    Cancel,
}

/// <summary>
/// A person decides about deliveries that are held because their article changed, one or many with one click. Each is decided by itself:
/// one that cannot be renewed stays held and says why.
/// </summary>
internal sealed class DecideChanged(Db db, Ledger ledger, RenewWords renew, TimeProvider clock)
{
    internal sealed record Command(IReadOnlyList<SeenDelivery> Deliveries, ChangeChoice Choice, string By, Guid? ById);

    /// <param name="Done">How many were decided.</param>
    /// <param name="Refused">The others, each with its reason.</param>
    internal sealed record Decided(int Done, IReadOnlyList<(Guid Id, string Why)> Refused);

    public async Task<Result<Decided>> RunAsync(Command command, CancellationToken ct)
    {
        if (command.Deliveries.Count == 0)
        {
            return Result<Decided>.Wrong(nameof(command.Deliveries), "Choose at least one.");
        }

        var refused = new List<(Guid, string)>();
        foreach (var seen in command.Deliveries)
        {
            if (await DecideAsync(seen, command, ct) is { } why)
            {
                refused.Add((seen.Id, why));
            }
        }

        return refused.Count == command.Deliveries.Count && refused is [(_, var only)]
            ? new Result<Decided>.Conflict(only)
            : new Decided(command.Deliveries.Count - refused.Count, refused);
    }

    // Null: done.
    private async Task<string?> DecideAsync(SeenDelivery seen, Command command, CancellationToken ct)
    {
        const string moved = "It was changed meanwhile. Look at it again as it is now.";
        if (await db.OneAsync<Delivery>(LedgerSql.Read, new { seen.Id }, ct)
            is not { State: DeliveryState.Held, ArticleId: not null } delivery || delivery.Version != seen.Version
            || delivery.ErrorKind is not (ArticleChange.Changed or ArticleChange.NotPostable))
        {
            return moved;
        }

        if (command.Choice == ChangeChoice.Cancel)
        {
            return await db.InTransactionAsync(tx => ledger.MoveAsync(tx, delivery.Id, delivery.Version, new Move(
                DeliveryState.Held, DeliveryState.Cancelled, "Cancelled: its article changed.", command.By, Next: null), ct), ct)
                ? null : moved;
        }

        // Rendered before the transaction: it reads much, and writes nothing.
        var renewed = await renew.RunAsync(delivery, ct);
        if (!renewed.IsPostable || (command.Choice == ChangeChoice.Renew && renewed.Words is null))
        {
            return renewed.Problem;
        }

        return await db.InTransactionAsync(async tx =>
        {
            var rewritten = command.Choice == ChangeChoice.Renew
                ? await ledger.RewriteAsync(tx, delivery, renewed.Words!,
                    "Its words were made anew from the changed article.", command.By, command.ById, ct)
                : await ledger.AcceptArticleAsync(tx, delivery, renewed.ArticleVersion,
                    "The article changed; the words are kept.", command.By, ct);
            if (!rewritten)
            {
                return moved;
            }

            // Late ones go out or are missed by their own policy.
            var due = delivery.DueAt > clock.GetUtcNow() ? delivery.DueAt : clock.Now();
            await ledger.MoveAsync(tx, delivery.Id, delivery.Version + 1,
                new Move(DeliveryState.Held, DeliveryState.Scheduled, "Scheduled again.",
                    command.By, delivery.WaitsForPrevious ? null : due), ct);
            return null;
        }, ct);
    }
}
