using Engagement.Data;

namespace Engagement.Features.Conversations.Rules;

/// <summary>Which rule is tried first, and taking one away.</summary>
internal sealed class OrderRules(Db db, TimeProvider clock)
{
    /// <summary>Tries a rule before the one above it.</summary>
    public Task EarlierAsync(Guid id, CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        var rules = (await tx.QueryAsync<RuleRow>(RuleSql.All, new { Since = clock.Now() }, ct)).ToList();
        var at = rules.FindIndex(r => r.Id == id);
        if (at > 0)
        {
            (rules[at - 1], rules[at]) = (rules[at], rules[at - 1]);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            await tx.ExecuteAsync(RuleSql.SetPosition, new { rules[i].Id, Position = i + 1 }, ct);
        }
    }, ct);

    /// <returns>False when it is gone already.</returns>
    public async Task<bool> RemoveAsync(Guid id, string by, CancellationToken ct) =>
        await db.ExecuteAsync(RuleSql.Remove, new { Id = id, Now = clock.Now(), By = by }, ct) == 1;
}
