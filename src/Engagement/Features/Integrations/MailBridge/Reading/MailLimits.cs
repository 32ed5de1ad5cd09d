namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// How much of a mail is read. A mail comes from outside, so that each of its sizes may be anything; what is beyond is left out and said,
/// but for a mail whose headers alone are endless, which is refused.
/// </summary>
internal static class MailLimits
{
    /// <summary>Of the headers of the mail or of one part, in bytes.</summary>
    public const int Headers = 256 * 1024;

    /// <summary>Of one text, in bytes as it was sent.</summary>
    public const int Text = 512 * 1024;

    /// <summary>Of all texts together.</summary>
    public const int AllTexts = 2 * 1024 * 1024;

    /// <summary>Of Outlook's winmail.dat.</summary>
    public const int Tnef = 4 * 1024 * 1024;

    /// <summary>Of a mail that is handed over: what comes after is not read.</summary>
    public const long Mail = 64 * 1024 * 1024;

    /// <summary>How deep parts may lie in parts.</summary>
    public const int Depth = 16;

    /// <summary>How many parts are looked at.</summary>
    public const int Parts = 200;

    /// <summary>More of them, and it is no mail but an attack.</summary>
    public const int MostParts = 5_000;

    /// <summary>Attachments named by their names; the others are counted.</summary>
    public const int Names = 20;

    /// <summary>Letters of text that are looked through for quotes.</summary>
    public const int Letters = 200_000;
}
