using Engagement.Channels;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;

namespace Engagement.Features.Publishing.Deliveries.Foresight;

/// <summary>
/// What networks' limits and accounts' budgets will leave, as what is due before takes from them. The send takes with statements that two
/// nodes
/// cannot both win (<see cref="RateBudgets"/>, <see cref="Spending"/>); here the same is reckoned without taking anything.
/// </summary>
internal sealed class PreflightBudget(IEnumerable<RateBudgetRow> windows, IReadOnlyDictionary<Guid, SpentMonth> months, Prices prices)
{
    private readonly Dictionary<(Guid, string), RateBudgetRow> _windows = windows.ToDictionary(w => (w.AccountId, w.Bucket));
    private readonly Dictionary<(Guid, DateTimeOffset), SpentMonth> _months = months.ToDictionary(m => (m.Key, m.Value.From), m => m.Value);

    /// <inheritdoc cref="RateBudgets.DrawAsync"/>
    public UsedUp? Draw(AccountRow account, ChannelFacts facts, DateTimeOffset now)
    {
        foreach (var limit in facts.Limits.Where(l => (l.By & Draws.Sending) != 0))
        {
            var key = (account.Id, limit.Bucket);
            var kept = RateBudgets.KeptOf(account, limit, Draws.Sending);
            var window = _windows.GetValueOrDefault(key)
                ?? new RateBudgetRow { AccountId = account.Id, Bucket = limit.Bucket, MaxCalls = limit.Calls };
            if (window.ResetsAt <= now)
            {
                _windows[key] = window with { Remaining = window.MaxCalls - limit.Cost, ResetsAt = now + limit.Window };
            }
            else if (window.Remaining - limit.Cost >= window.MaxCalls * kept / 100)
            {
                _windows[key] = window with { Remaining = window.Remaining - limit.Cost };
            }
            else
            {
                return new UsedUp(limit, window.ResetsAt, KeptForOther: kept > 0 && window.Remaining >= limit.Cost);
            }
        }

        return null;
    }

    /// <inheritdoc cref="Spending.TakeAsync"/>
    public string? Take(AccountRow account, Delivery delivery, DateTimeOffset now)
    {
        if (account.MonthlyBudget is not { } budget
            || prices.OfSending(account.Network, delivery.Body, delivery.Kind == "reply") is not { } price)
        {
            return null;
        }

        // A month to come has all its money but listening's share.
        var key = (account.Id, Spending.MonthOf(now));
        var nothing = price.Money with { Amount = 0 };
        var month = _months.GetValueOrDefault(key)
            ?? new SpentMonth(
                key.Item2, nothing, nothing, Money.OfMicros(price.Money.Currency, budget), account.ListeningShare, WarnPercent: 100);
        if (month.Spent.Micros + price.Money.Micros + Math.Max(0, Spending.KeptOf(account) - month.OnReading.Micros) > budget)
        {
            return Spending.Poor(price, month);
        }

        _months[key] = month with { Spent = month.Spent with { Amount = month.Spent.Amount + price.Money.Amount } };
        return null;
    }
}
