using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Accounts.Removal;

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
internal sealed class ReadRemoval(Db db, ChannelCatalog channels, RevokeAccess revoke, IEnumerable<IUseAccounts> users)
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

    public async Task<Result<RemovalPlan>> RunAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) is not { } account)
        {
            return new Result<RemovalPlan>.Missing("There is no such account.");
        }

        if (account.State == AccountState.Removed)
        {
            return new Result<RemovalPlan>.Conflict($"{account.Name} was removed already.");
        }

        var counts = (await db.OneAsync<Counts>(ReadCounts, new { Id = id }, ct))!;
        var uses = new List<AccountUse>();
        foreach (var user in users)
        {
            uses.AddRange(await user.OfAsync(account, ct));
        }

        return new RemovalPlan(
            id, account.Name, account.Network, counts.Waiting, counts.Doubts, counts.Posts, counts.Tickets, counts.OpenTickets,
            [.. uses.Where(u => u.Kind == AccountUser.Series).Select(u => new RemovalPlan.NamedSeries(u.Name, u.Ends))],
            [.. uses.Where(u => u.Kind == AccountUser.Rule).Select(u => u.Name)],
            await revoke.ForeseeAsync(account, channels[account.Network].Facts, ct));
    }

    private sealed record Counts
    {
        public int Waiting { get; init; }

        public int Doubts { get; init; }

        public int Posts { get; init; }

        public int Tickets { get; init; }

        public int OpenTickets { get; init; }
    }
}
