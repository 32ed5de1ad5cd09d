using System.Text;
using System.Text.Encodings.Web;
using Engagement.Web.Text;
using WordLinks = Engagement.Channels.Text.Links;

namespace Engagement.Features.Integrations.Mail;

/// <summary>The same words as HTML: paragraphs, lines and links, nothing else. Whatever stands in them stays text.</summary>
internal static class MailHtml
{
    private const string Style =
        "font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:15px;line-height:1.5;color:#1c2330;max-width:40rem";

    public static string Of(string text)
    {
        var html = new StringBuilder($"<!doctype html><html><body style=\"{Style}\">");
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            html.Append("<p dir=\"auto\">").AppendJoin("<br>", paragraph.Trim('\n').Split('\n').Select(Line)).Append("</p>");
        }

        return html.Append("</body></html>").ToString();
    }

    private static string Line(string line)
    {
        var html = new StringBuilder();
        var at = 0;
        foreach (var (start, end) in WordLinks.Find(line))
        {
            var address = HtmlEncoder.Default.Encode(line[start..end]);
            html.Append(Encoded(line[at..start])).Append("<bdi><a href=\"")
                .Append(address).Append("\">").Append(address).Append("</a></bdi>");
            at = end;
        }

        return html.Append(Encoded(line[at..])).ToString();
    }

    private static string Encoded(string words) => HtmlEncoder.Default.Encode(Unseen.Show(words));
}
