using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Features.Integrations.Mail;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>What an answer from the desk beyond the bridge becomes.</summary>
internal enum AnswersBecome
{
    /// <summary>A reply to the client, like one written here.</summary>
    Replies,

    /// <summary>An internal note; somebody here replies.</summary>
    Notes,
}

/// <summary>
/// The bridge to another service desk by mail. One row of the settings; passwords and secrets only under the data protection keys.
/// </summary>
internal sealed record BridgeSettings
{
    public const string SettingName = "bridge";

    /// <summary>The other desk's; empty: no bridge.</summary>
    public string Desk { get; init; } = "";

    public AnswersBecome Answers { get; init; }

    /// <summary>Whose answers are taken: whole addresses, or domains as <c>@example.com</c>.</summary>
    public IReadOnlyList<string> Senders { get; init; } = [];

    /// <summary>Where its answers arrive; empty: only at the hook.</summary>
    public string ImapHost { get; init; } = "";

    public int ImapPort { get; init; } = 993;

    public LineSecurity ImapSecurity { get; init; } = LineSecurity.Tls;

    public string ImapUser { get; init; } = "";

    public string ImapPasswordCipher { get; init; } = "";

    public string Folder { get; init; } = "INBOX";

    /// <summary>A mailbox is read from here on: what arrived before it was named here is nobody's answer. Null: from its next mail
    /// on.</summary>
    public DateTimeOffset? ReadFrom { get; init; }

    /// <summary>Which mailbox it is: another one is read from its own beginning.</summary>
    public string Mailbox => ImapHost.Length == 0 ? "" : $"{ImapUser}@{ImapHost.ToLowerInvariant()}:{ImapPort}/{Folder}";

    /// <summary>What answers come to, where that is not what our mail comes from.</summary>
    public string ReplyTo { get; init; } = "";

    /// <summary>Signs the tickets' marks.</summary>
    public string MarkSecretCipher { get; init; } = "";

    /// <summary>SHA-256 of the hook's token, hex; empty: the hook is closed.</summary>
    public string HookTokenHash { get; init; } = "";

    /// <summary>Null: there is no bridge.</summary>
    public static async Task<BridgeSettings?> ReadAsync(DbSession db, CancellationToken ct) =>
        Of(await db.ScalarAsync<string>(AppSettings.Read, new { Name = SettingName }, ct));

    /// <summary>Is there one? Read once in a transaction: every message asks.</summary>
    public static async Task<bool> IsThereAsync(Tx tx, CancellationToken ct) =>
        Of((await tx.OnceAsync<string>(AppSettings.Read, new { Name = SettingName }, ct)).SingleOrDefault()) is not null;

    private static BridgeSettings? Of(string? json) =>
        json is { Length: > 0 } && Json.Read<BridgeSettings>(json) is { Desk.Length: > 0 } settings ? settings : null;

    public bool Knows(string sender) => Senders.Any(s => s.StartsWith('@')
        ? sender.EndsWith(s, StringComparison.OrdinalIgnoreCase)
        : string.Equals(s, sender, StringComparison.OrdinalIgnoreCase));
}
