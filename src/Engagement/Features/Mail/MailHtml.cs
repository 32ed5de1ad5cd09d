using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Engagement.Features.Mail;

/// <summary>The same words as HTML: paragraphs, lines and links, nothing else. Whatever stands in them stays text.</summary>
internal static partial class MailHtml
{
    public static string Of(string text)
    {
        var html = new StringBuilder("""<!doctype html><html><body style="font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:15px;line-height:1.5;color:#1c2330;max-width:40rem">""");
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            html.Append("<p>").AppendJoin("<br>", paragraph.Trim('\n').Split('\n').Select(Line)).Append("</p>");
        }

        return html.Append("</body></html>").ToString();
    }

    private static string Line(string line)
    {
        var html = new StringBuilder();
        var at = 0;
        foreach (Match link in Link().Matches(line))
        {
            var address = HtmlEncoder.Default.Encode(link.Value);
            html.Append(HtmlEncoder.Default.Encode(line[at..link.Index])).Append("<a href=\"").Append(address).Append("\">").Append(address).Append("</a>");
            at = link.Index + link.Length;
        }

        return html.Append(HtmlEncoder.Default.Encode(line[at..])).ToString();
    }

    [GeneratedRegex(@"https?://[^\s<>""']*[^\s<>""'.,;:!?)\]]")]
    private static partial Regex Link();
}
