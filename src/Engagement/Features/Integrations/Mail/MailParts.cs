using Engagement.Web.Text;
using MimeKit;

namespace Engagement.Features.Integrations.Mail;

/// <summary>A message of text and the same as HTML.</summary>
internal static class MailParts
{
    /// <param name="html">Null: made from the text.</param>
    public static MimeMessage Of(MailSettings settings, string name, string address, string subject, string text, string? html = null)
    {
        var mail = new MimeMessage { Subject = OneLine(subject) };
        mail.From.Add(MailboxAddress.Parse(settings.From));
        mail.To.Add(new MailboxAddress(OneLine(name), address));
        mail.Body = new BodyBuilder { TextBody = text, HtmlBody = html ?? MailHtml.Of(text) }.ToMessageBody();
        return mail;
    }

    /// <summary>A template's words: the first line is the subject.</summary>
    public static (string Subject, string Text) Split(string words)
    {
        var end = words.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? (words, "") : (words[..end].Trim(), words[end..].Trim());
    }

    // In a header's line a sign nobody sees could turn the sender's name about.
    private static string OneLine(string text) => Unseen.Show(new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]));
}
