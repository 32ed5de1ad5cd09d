using Engagement.Channels;

namespace Engagement.Features.Accounts;

/// <summary>How an account does in each direction, in the words of the state badges.</summary>
internal sealed record AccountHealth(DirectionHealth Publishing, DirectionHealth Listening)
{
    /// <param name="isGone">This version has no adapter for its network.</param>
    public static AccountHealth Of(AccountRow account, DateTimeOffset now, bool isGone = false) =>
        isGone && account.State is not (AccountState.Paused or AccountState.Removed) ? Gone(account) : new(
            DirectionHealth.Of(account.State, account.PublishLastOkAt, account.PublishFailures,
                account.PublishRestUntil, account.PublishLastError, now),
            DirectionHealth.Of(account.State, account.ListenLastOkAt, account.ListenFailures,
                account.ListenRestUntil, account.ListenLastError, now));

    private static AccountHealth Gone(AccountRow account) => new(
        new DirectionHealth(DirectionState.NetworkGone, account.PublishLastOkAt, null, GoneChannel.Words(account.Network)),
        new DirectionHealth(DirectionState.NetworkGone, account.ListenLastOkAt, null, GoneChannel.Words(account.Network)));

    public bool NeedsAttention => Publishing.NeedsAttention || Listening.NeedsAttention;
}

/// <summary>How one direction does. The names are those of the state badges.</summary>
internal enum DirectionState
{
    Ok,

    /// <summary>Not tried yet.</summary>
    Unknown,
    Failing,
    Resting,
    Paused,
    NeedsReconnect,

    /// <summary>This version has no adapter for its network.</summary>
    NetworkGone,
    Removed,
}

/// <summary>One direction.</summary>
/// <param name="State">How it does; <c>Unknown</c>: not tried yet.</param>
internal sealed record DirectionHealth(DirectionState State, DateTimeOffset? LastOkAt, DateTimeOffset? RestUntil, string? LastError)
{
    public bool NeedsAttention =>
        State is DirectionState.Failing or DirectionState.Resting or DirectionState.NeedsReconnect or DirectionState.NetworkGone;

    public static DirectionHealth Of(AccountState account, DateTimeOffset? lastOkAt,
        int failures, DateTimeOffset? restUntil, string? lastError, DateTimeOffset now) => new(
        account switch
        {
            AccountState.Removed => DirectionState.Removed,
            AccountState.Paused => DirectionState.Paused,
            AccountState.NeedsReconnect => DirectionState.NeedsReconnect,
            AccountState.Active when restUntil > now => DirectionState.Resting,
            AccountState.Active when failures > 0 => DirectionState.Failing,
            AccountState.Active when lastOkAt is null => DirectionState.Unknown,
            AccountState.Active => DirectionState.Ok,
        },
        lastOkAt,
        restUntil > now ? restUntil : null,
        lastError);
}
