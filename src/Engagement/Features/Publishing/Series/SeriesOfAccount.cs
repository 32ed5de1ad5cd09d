using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Removal;

namespace Engagement.Features.Publishing.Series;

/// <summary>A series that posts as an account.</summary>
internal sealed record SeriesOfAccount
{
    public static readonly Sql Read = Sql.Portable(
        """
        select s.Id, s.Name, s.State, s.Version, (select count(*) from SeriesAccounts o where o.SeriesId = s.Id
            and o.AccountId <> @AccountId) as Others
        from Series s join SeriesAccounts x on x.SeriesId = s.Id where x.AccountId = @AccountId order by s.Name, s.Id
        """);

    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string State { get; init; } = "";

    public int Version { get; init; }

    /// <summary>How many other accounts it posts as.</summary>
    public int Others { get; init; }

    /// <summary>Without the account it would post as none.</summary>
    public bool Ends => this is { Others: 0, State: "Active" };
}

/// <summary>Series that post as an account; those that have no other are paused when it goes.</summary>
internal sealed class UsersOfAccount(Db db) : IUseAccounts
{
    public async Task<IReadOnlyList<AccountUse>> OfAsync(AccountRow account, CancellationToken ct) =>
    [
        .. (await db.QueryAsync<SeriesOfAccount>(SeriesOfAccount.Read, new { AccountId = account.Id }, ct))
            .Select(series => new AccountUse(AccountUser.Series, series.Name, series.Ends)),
    ];
}
