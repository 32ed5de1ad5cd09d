namespace Engagement.Features.Accounts.Removal;

/// <summary>An account was removed, in the transaction that says so: what hangs on it goes with it.</summary>
/// <param name="By">Who removed it.</param>
internal sealed record AccountRemoved(Guid AccountId, string Name, DateTimeOffset At, string By)
{
    /// <summary>Why, for histories.</summary>
    public string Reason => $"{Name} was removed.";

    /// <summary>Series that have no account any more; whoever pauses them names them here.</summary>
    public List<string> PausedSeries { get; } = [];
}

/// <summary>
/// After an account was removed: some of what still waits for it is taken away, and counted. Said again, in a transaction of its own each
/// time, until nothing is counted any more: others want the database too.
/// </summary>
internal sealed record AccountCleared(Guid AccountId, string Name, string By)
{
    /// <summary>How much was taken away this time; whoever does it counts it here.</summary>
    public int Cancelled { get; set; }
}

/// <summary>Knows what uses an account. Each feature that names accounts answers for itself.</summary>
internal interface IUseAccounts
{
    Task<IReadOnlyList<AccountUse>> OfAsync(AccountRow account, CancellationToken ct);
}

/// <param name="Kind">What it is.</param>
/// <param name="Name">As a person called it.</param>
/// <param name="Ends">It stops when the account goes.</param>
internal sealed record AccountUse(AccountUser Kind, string Name, bool Ends);

internal enum AccountUser
{
    Series,
    Rule,
}
