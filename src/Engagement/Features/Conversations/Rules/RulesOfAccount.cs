using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Removal;

namespace Engagement.Features.Conversations.Rules;

/// <summary>Rules that name an account: they stay when it goes, and hold for its tickets.</summary>
internal sealed class RulesOfAccount(Db db, TimeProvider clock) : IUseAccounts
{
    public async Task<IReadOnlyList<AccountUse>> OfAsync(AccountRow account, CancellationToken ct) =>
    [
        .. (await db.QueryAsync<RuleRow>(RuleSql.All, new { Since = clock.Now() }, ct))
            .Where(rule => Names(rule, account.Name)).Select(rule => new AccountUse(AccountUser.Rule, rule.Name, Ends: false)),
    ];

    private static bool Names(RuleRow rule, string account) => rule.Rule().Conditions.Any(c => c.Field == "account"
        && c.Value.Split(',', StringSplitOptions.TrimEntries).Contains(account, StringComparer.OrdinalIgnoreCase));
}
