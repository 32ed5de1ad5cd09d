using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Rules;

namespace Engagement.Features.Channels.Removal;

/// <summary>What removing an account would do, said before it is done.</summary>
/// <param name="Waiting">Deliveries that have not left: they are cancelled.</param>
/// <param name="Doubts">Deliveries of which it is not known whether they are out: a person settles them.</param>
/// <param name="Posts">Published ones: they stay, here and on the network.</param>
/// <param name="Series">Series that post as it; those that have no other account are paused.</param>
/// <param name="Rules">Rules that name it: they stay, and hold for its tickets.</param>
/// <param name="Access">What becomes of our access, in a sentence.</param>
internal sealed record RemovalPlan(
    Guid Id, string Name, string Network, int Waiting, int Doubts, int Posts, int Tickets, int OpenTickets,
    IReadOnlyList<RemovalPlan.NamedSeries> Series, IReadOnlyList<string> Rules, string Access)
{
    internal sealed record NamedSeries(string Name, bool IsPaused);
}

/// <summary>Reads what hangs on an account.</summary>
internal sealed class ReadRemoval(Db db, ChannelCatalog channels, RevokeAccess revoke, TimeProvider clock)
{
    private static readonly Sql ReadCounts = Sql.Portable(
        """
        select
            (select count(*) from Deliveries
                where AccountId = @Id and State in ('Draft', 'AwaitingApproval', 'Scheduled', 'Held')) as Waiting,
            (select count(*) from Deliveries where AccountId = @Id and State in ('Publishing', 'Uncertain')) as Doubts,
            (select count(*) from Deliveries where AccountId = @Id and State = 'Published') as Posts,
            (select count(*) from Tickets where AccountId = @Id) as Tickets,
            (select count(*) from Tickets where AccountId = @Id and Status not in ('Solved', 'Closed')) as OpenTickets
        """);

    /// <summary>The series an account is in, and how many others each has.</summary>
    public static readonly Sql SeriesOf = Sql.Portable(
        """
        select s.Id, s.Name, s.State, s.Version, (select count(*) from SeriesAccounts o where o.SeriesId = s.Id
            and o.AccountId <> @AccountId) as Others
        from Series s join SeriesAccounts x on x.SeriesId = s.Id where x.AccountId = @AccountId order by s.Name, s.Id
        """);

    public async Task<Answer<RemovalPlan>> RunAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) is not { } account)
        {
            return new Answer<RemovalPlan>.Missing("There is no such account.");
        }

        if (account.State == AccountState.Removed)
        {
            return new Answer<RemovalPlan>.Conflict($"{account.Name} was removed already.");
        }

        var counts = (await db.OneAsync<Counts>(ReadCounts, new { Id = id }, ct))!;
        var series = await db.QueryAsync<SeriesOfAccount>(SeriesOf, new { AccountId = id }, ct);
        var rules = await db.QueryAsync<RuleRow>(RuleSql.All, new { Since = clock.Now() }, ct);
        return new RemovalPlan(
            id, account.Name, account.Network, counts.Waiting, counts.Doubts, counts.Posts, counts.Tickets, counts.OpenTickets,
            [.. series.Select(s => new RemovalPlan.NamedSeries(s.Name, s is { Others: 0, State: "Active" }))],
            [.. rules.Where(r => Names(r, account.Name)).Select(r => r.Name)],
            await revoke.ForeseeAsync(account, channels[account.Network].Facts, ct));
    }

    private static bool Names(RuleRow rule, string account) => rule.Rule().Conditions.Any(c => c.Field == "account"
        && c.Value.Split(',', StringSplitOptions.TrimEntries).Contains(account, StringComparer.OrdinalIgnoreCase));

    private sealed record Counts
    {
        public int Waiting { get; init; }

        public int Doubts { get; init; }

        public int Posts { get; init; }

        public int Tickets { get; init; }

        public int OpenTickets { get; init; }
    }
}

internal sealed record SeriesOfAccount
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string State { get; init; } = "";

    public int Version { get; init; }

    /// <summary>How many other accounts it posts as.</summary>
    public int Others { get; init; }
}
