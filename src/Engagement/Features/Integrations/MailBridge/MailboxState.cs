using Engagement.Common.Settings;
using Engagement.Data;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>How far the mailbox is read, and how the last reading ended.</summary>
internal sealed record MailboxState
{
    public const string SettingName = "bridge.mailbox";

    /// <summary>Which mailbox, and from when on: another one, or the same from another day on, begins anew.</summary>
    public string Of { get; init; } = "";

    /// <summary>The server's word for "these numbers still mean the same" (UIDVALIDITY).</summary>
    public uint Validity { get; init; }

    public uint LastUid { get; init; }

    /// <summary>When the newest mail that was read came to the mailbox: from about there it goes on when numbers mean others.</summary>
    public DateTimeOffset? ReadTo { get; init; }

    public DateTimeOffset? LastOkAt { get; init; }

    /// <summary>Mails that wait after the last reading.</summary>
    public int Waiting { get; init; }

    public string? Error { get; init; }

    /// <summary>Readings that failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The mail that the last readings failed at, and how often.</summary>
    public uint StuckUid { get; init; }

    public int StuckTimes { get; init; }

    public static async Task<MailboxState> ReadAsync(DbSession db, CancellationToken ct) =>
        await db.ScalarAsync<string>(AppSettings.Read, new { Name = SettingName }, ct) is { Length: > 0 } json
            ? Json.Read<MailboxState>(json) : new();

    public static Task SaveAsync(Db db, MailboxState state, DateTimeOffset now, CancellationToken ct) =>
        db.InTransactionAsync(tx => AppSettings.SetAsync(tx, SettingName, Json.Write(state), now, "Engagement", ct), ct);
}
