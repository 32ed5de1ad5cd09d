namespace Engagement.Features.Channels;

/// <summary>How an account does in each direction, in the words of the state badges.</summary>
internal sealed record AccountHealth(DirectionHealth Publishing, DirectionHealth Listening)
{
    public static AccountHealth Of(AccountRow account, DateTimeOffset now) => new(
        DirectionHealth.Of(account.State, account.PublishLastOkAt, account.PublishFailures, account.PublishRestUntil, account.PublishLastError, now),
        DirectionHealth.Of(account.State, account.ListenLastOkAt, account.ListenFailures, account.ListenRestUntil, account.ListenLastError, now));

    public bool NeedsAttention => Publishing.NeedsAttention || Listening.NeedsAttention;
}

/// <summary>One direction.</summary>
/// <param name="State">Ok, Unknown (not tried yet), Failing, Resting, Paused or NeedsReconnect.</param>
internal sealed record DirectionHealth(string State, DateTimeOffset? LastOkAt, DateTimeOffset? RestUntil, string? LastError)
{
    public bool NeedsAttention => State is "Failing" or "Resting" or "NeedsReconnect";

    public static DirectionHealth Of(AccountState account, DateTimeOffset? lastOkAt, int failures, DateTimeOffset? restUntil, string? lastError, DateTimeOffset now) => new(
        account switch
        {
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
