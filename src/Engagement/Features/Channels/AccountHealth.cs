using Engagement.Channels;

namespace Engagement.Features.Channels;

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
        new DirectionHealth(DirectionHealth.NetworkGone, account.PublishLastOkAt, null, GoneChannel.Words(account.Network)),
        new DirectionHealth(DirectionHealth.NetworkGone, account.ListenLastOkAt, null, GoneChannel.Words(account.Network)));

    public bool NeedsAttention => Publishing.NeedsAttention || Listening.NeedsAttention;
}

/// <summary>One direction.</summary>
/// <param name="State">Ok, Unknown (not tried yet), Failing, Resting, Paused, NeedsReconnect, NetworkGone or Removed.</param>
internal sealed record DirectionHealth(string State, DateTimeOffset? LastOkAt, DateTimeOffset? RestUntil, string? LastError)
{
    public const string NetworkGone = nameof(NetworkGone);

    public bool NeedsAttention => State is "Failing" or "Resting" or "NeedsReconnect" or NetworkGone;

    public static DirectionHealth Of(AccountState account, DateTimeOffset? lastOkAt,
        int failures, DateTimeOffset? restUntil, string? lastError, DateTimeOffset now) => new(
        account switch
        {
            AccountState.Removed => "Removed",
            AccountState.Paused => "Paused",
            AccountState.NeedsReconnect => "NeedsReconnect",
            AccountState.Active when restUntil > now => "Resting",
            AccountState.Active when failures > 0 => "Failing",
            AccountState.Active when lastOkAt is null => "Unknown",
            AccountState.Active => "Ok",
        },
        lastOkAt,
        restUntil > now ? restUntil : null,
        lastError);
}
