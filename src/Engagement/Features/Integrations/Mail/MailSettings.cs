using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Web.Proxy;

namespace Engagement.Features.Integrations.Mail;

/// <summary>How the line to a mail server is guarded.</summary>
internal enum LineSecurity
{
    /// <summary>Plain, then switched to TLS; refused where the server cannot (port 587).</summary>
    StartTls,

    /// <summary>TLS from the first byte (port 465, 993).</summary>
    Tls,

    /// <summary>Not at all: for a relay on the same machine.</summary>
    None,
}

/// <summary>
/// Where mail is handed in, and as whom. Kept as one row of the settings; the password only under the data protection keys.
/// </summary>
internal sealed record MailSettings
{
    public const string SettingName = "mail";

    public string Host { get; init; } = "";

    public int Port { get; init; } = 587;

    public LineSecurity Security { get; init; }

    public string User { get; init; } = "";

    public string PasswordCipher { get; init; } = "";

    /// <summary>What mail comes from.</summary>
    public string From { get; init; } = "";

    /// <summary>
    /// Where people reach this portal, e.g. <c>https://desk.example.com</c>, without a slash at its end: links in mails begin with it.
    /// </summary>
    public string Portal { get; init; } = "";

    /// <summary>Of the address itself: a name beside it may hold an @ as well.</summary>
    public string Domain =>
        MimeKit.MailboxAddress.TryParse(From, out var box) && Uri.CheckHostName(box.Domain) == UriHostNameType.Dns
            ? new System.Globalization.IdnMapping().GetAscii(box.Domain) : "localhost";

    /// <summary>Null: no mail is sent.</summary>
    public static async Task<MailSettings?> ReadAsync(DbSession db, CancellationToken ct)
    {
        if (await db.ScalarAsync<string>(AppSettings.Read, new { Name = SettingName }, ct) is not { Length: > 0 } json
            || Json.Read<MailSettings>(json) is not { Host.Length: > 0 } settings)
        {
            return null;
        }

        // What the configuration says is what the proxy answers to; a row from before it may name another place.
        return await PortalAddress.ReadAsync(db, ct) is { Length: > 0 } portal ? settings with { Portal = portal } : settings;
    }
}
