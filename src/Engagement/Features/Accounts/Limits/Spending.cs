using Engagement.Data;

namespace Engagement.Features.Accounts.Limits;

/// <summary>
/// What accounts on networks that bill have spent, and whether they may spend more. A month is a calendar month in UTC. Posts stop before
/// listening does: a share of the budget is theirs only once listening has used up its own.
/// </summary>
internal sealed class Spending(Prices prices, TimeProvider clock)
{
    /// <summary>The error kind of a delivery that was held because the month's budget does not allow it.</summary>
    public const string OverBudget = nameof(OverBudget);

    /// <summary>From this part of the budget on we warn.</summary>
    private const int WarnPercent = 80;

    // Two nodes must not both take the last of it: on SQL Server the rows summed up are locked until the transaction ends.
    private static readonly Sql SpendIfAllowed = Sql.For(
        sqlServer:
        """
        insert into Spending (Id, AccountId, Kind, DeliveryId, Units, Amount, SpentAt)
        select @Id, @AccountId, @Kind, @DeliveryId, 1, @Amount, @Now
        from (select coalesce(sum(Amount), 0) as Total, coalesce(sum(case when Kind in ('Read', 'PostRead') then Amount else 0 end),
            0) as Reads
              from Spending with (updlock, holdlock) where AccountId = @AccountId and SpentAt >= @Month) s
        where @Budget is null or s.Total + @Amount + case when @Kept > s.Reads then @Kept - s.Reads else 0 end <= @Budget
        """,
        sqlite:
        """
        insert into Spending (Id, AccountId, Kind, DeliveryId, Units, Amount, SpentAt)
        select @Id, @AccountId, @Kind, @DeliveryId, 1, @Amount, @Now
        from (select coalesce(sum(Amount), 0) as Total, coalesce(sum(case when Kind in ('Read', 'PostRead') then Amount else 0 end),
            0) as Reads
              from Spending where AccountId = @AccountId and SpentAt >= @Month) s
        where @Budget is null or s.Total + @Amount + case when @Kept > s.Reads then @Kept - s.Reads else 0 end <= @Budget
        """);

    private static readonly Sql GiveBack = Sql.Portable(
        """
        insert into Spending (Id, AccountId, Kind, DeliveryId, Units, Amount, SpentAt)
        select @Id, AccountId, max(Kind), DeliveryId, -1, -sum(Amount), @Now from Spending where DeliveryId = @DeliveryId
        group by AccountId, DeliveryId having sum(Amount) > 0
        """);

    private static readonly Sql InsertReads = Sql.Portable("""
        insert into Spending (Id, AccountId, Kind, DeliveryId, Units, Amount, SpentAt)
        values (@Id, @AccountId, @Kind, null, @Units, @Amount, @Now)
        """);

    private static readonly Sql ReadMonth = Sql.Portable(
        """
        select coalesce(sum(Amount), 0) as Total, coalesce(sum(case when Kind in ('Read', 'PostRead') then Amount else 0 end), 0) as Reads
        from Spending where AccountId = @AccountId and SpentAt >= @Month
        """);

    private static readonly Sql ReadMonths = Sql.Portable(
        """
        select AccountId, coalesce(sum(Amount), 0) as Total,
            coalesce(sum(case when Kind in ('Read', 'PostRead') then Amount else 0 end), 0) as Reads
        from Spending where AccountId in {ids Ids} and SpentAt >= @Month group by AccountId
        """);

    private static readonly Sql ReadDelivery = Sql.Portable("select coalesce(sum(Amount), 0) from Spending where DeliveryId = @Id");

    /// <summary>Takes the price of one send from the month's budget, before it is made.</summary>
    /// <returns>Null when it was taken, or nothing is billed; otherwise why not, for a person.</returns>
    public async Task<string?> TakeAsync(Tx tx, AccountRow account, Guid deliveryId, string text, bool isReply, CancellationToken ct)
    {
        if (prices.OfSending(account.Network, text, isReply) is not { } price)
        {
            return null;
        }

        var now = clock.Now();
        var taken = await tx.ExecuteAsync(SpendIfAllowed, new
        {
            Id = Ids.New(now),
            AccountId = account.Id,
            Kind = price.Sort.ToString(),
            DeliveryId = deliveryId,
            Amount = price.Money.Micros,
            Budget = account.MonthlyBudget,
            Kept = KeptOf(account),
            Month = MonthOf(now),
            Now = now,
        }, ct);
        if (taken == 1)
        {
            return null;
        }

        return Poor(price, (await MonthAsync(tx, account, ct))!);
    }

    /// <summary>Why a month's money does not reach, for a person.</summary>
    public static string Poor(SendPrice price, SpentMonth month) =>
        $"It costs {price}, and of {month.Name}'s {month.Budget} there "
            + $"{(month.LeftForPosts.Amount > 0 ? $"is only {month.LeftForPosts}" : "is nothing")} left for posts"
            + (month.KeptForListening.Amount > 0 ? $" ({month.KeptForListening} is kept for listening)" : "") + ".";

    /// <summary>Listening's share of a month, in millionths.</summary>
    public static long KeptOf(AccountRow account) => account.MonthlyBudget * account.ListeningShare / 100 ?? 0;

    /// <summary>It is certainly not out, so nothing is billed: what was taken for it is there again.</summary>
    public async Task GiveBackAsync(DbSession db, string network, Guid deliveryId, CancellationToken ct)
    {
        if (prices.Of(network) is not null)
        {
            await db.ExecuteAsync(GiveBack, new { Id = Ids.New(clock.Now()), DeliveryId = deliveryId, Now = clock.Now() }, ct);
        }
    }

    /// <summary>Writes down what reading cost. It is known only afterwards.</summary>
    /// <param name="own">Our own mentions, posts and followers are cheaper than the posts of others.</param>
    public async Task ReadAsync(DbSession db, AccountRow account, int items, bool own, CancellationToken ct)
    {
        if (items > 0 && prices.Of(account.Network) is { } costs
            && new Money(costs.Currency, items * (own ? costs.OwnRead : costs.PostRead)) is { Micros: > 0 } cost)
        {
            var now = clock.Now();
            await db.ExecuteAsync(InsertReads,
                new { Id = Ids.New(now), AccountId = account.Id, Kind = own ? "Read" : "PostRead",
                    Units = items, Amount = cost.Micros, Now = now }, ct);
        }
    }

    /// <summary>This month of an account; null where nothing is billed.</summary>
    public async Task<SpentMonth?> MonthAsync(DbSession db, AccountRow account, CancellationToken ct)
    {
        if (prices.Of(account.Network) is not { } costs)
        {
            return null;
        }

        var month = MonthOf(clock.Now());
        return Of(account, costs.Currency, month,
            (await db.OneAsync<Sums>(ReadMonth, new { AccountId = account.Id, Month = month }, ct))!);
    }

    /// <summary>The same of several accounts, by their ids: those where something is billed.</summary>
    public async Task<IReadOnlyDictionary<Guid, SpentMonth>> MonthsAsync(
        DbSession db, IEnumerable<AccountRow> accounts, CancellationToken ct)
    {
        var billed = accounts.Where(a => prices.Of(a.Network) is not null).ToList();
        if (billed.Count == 0)
        {
            return new Dictionary<Guid, SpentMonth>();
        }

        var month = MonthOf(clock.Now());
        var spent = (await db.QueryAsync<Sums>(ReadMonths, new { Ids = Json.Ids(billed.Select(a => a.Id)), Month = month }, ct))
            .ToDictionary(s => s.AccountId);
        return billed.ToDictionary(a => a.Id,
            a => Of(a, prices.Of(a.Network)!.Currency, month, spent.GetValueOrDefault(a.Id) ?? new Sums()));
    }

    private static SpentMonth Of(AccountRow account, string currency, DateTimeOffset month, Sums sums) => new(
        month,
        Money.OfMicros(currency, sums.Total),
        Money.OfMicros(currency, sums.Reads),
        account.MonthlyBudget is { } budget ? Money.OfMicros(currency, budget) : null,
        account.ListeningShare,
        WarnPercent);

    /// <summary>What one delivery has cost; null where nothing is billed.</summary>
    public async Task<Money?> OfDeliveryAsync(DbSession db, string network, Guid deliveryId, CancellationToken ct) =>
        prices.Of(network) is { } costs
            ? Money.OfMicros(costs.Currency, await db.ScalarAsync<long>(ReadDelivery, new { Id = deliveryId }, ct))
            : null;

    public static DateTimeOffset MonthOf(DateTimeOffset now) => new(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);

    private sealed record Sums
    {
        public Guid AccountId { get; init; }

        public long Total { get; init; }

        public long Reads { get; init; }
    }
}

/// <summary>A month's spending of one account.</summary>
/// <param name="Budget">Null: no limit is set.</param>
internal sealed record SpentMonth(DateTimeOffset From, Money Spent, Money OnReading, Money? Budget, int ListeningShare, int WarnPercent)
{
    public string Name => From.ToString("MMMM", System.Globalization.CultureInfo.InvariantCulture);

    public DateTimeOffset Next => From.AddMonths(1);

    /// <summary>What posts may not touch: the rest of listening's share.</summary>
    public Money KeptForListening =>
        Spent with { Amount = Budget is { } b ? Math.Max(0, (b.Amount * ListeningShare / 100) - OnReading.Amount) : 0 };

    public Money LeftForPosts =>
        Spent with { Amount = Budget is { } b ? Math.Max(0, b.Amount - Spent.Amount - KeptForListening.Amount) : decimal.MaxValue };

    /// <summary>Nothing is left even for listening.</summary>
    public bool IsUsedUp => Budget is { } b && Spent.Amount >= b.Amount;

    public bool IsLow => Budget is { } b && Spent.Amount * 100 >= b.Amount * WarnPercent;

    public int Percent => Budget is { Amount: > 0 } b ? (int)Math.Min(100, Spent.Amount * 100 / b.Amount) : 0;

    public string Words => Budget is null ? $"{Spent} spent in {Name}; no budget is set." : $"{Spent} of {Budget} spent in {Name}.";
}
