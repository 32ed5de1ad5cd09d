using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Engagement.Web.Text;

namespace Engagement.Features.Insights.Digest;

/// <summary>
/// A digest as the HTML of a mail: tables and inline styles, which all mail programs show; nothing is fetched, no script, no picture. Each
/// colour of words stands on a ground of its own, so that a program which turns a mail dark turns both or neither. Every word is encoded.
/// </summary>
internal static class DigestHtml
{
    private const string Ink = "color:#1c2330;background-color:#ffffff;";
    private const string Quiet = "color:#545d6b;background-color:#ffffff;";
    private const string Good = "color:#1a6b34;background-color:#ffffff;";
    private const string Bad = "color:#b42318;background-color:#ffffff;";
    private const string Link = "color:#1f5fbf;background-color:#ffffff;text-decoration:underline;";
    private const string LinkBelow = "color:#1a4f9f;background-color:#eef1f5;text-decoration:underline;";
    private const string Button = "color:#ffffff;background-color:#1f5fbf;border-radius:6px;text-decoration:none;font-weight:600;";
    private const string Rule = "border-top:1px solid #dfe4ea;";
    private const string Type =
        "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:15px;line-height:1.45;";

    private const string Table = "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"";
    private const string Heading = $"<h2 style=\"margin:0 0 6px;font-size:16px;line-height:1.3;font-weight:600;{Ink}\">";

    /// <param name="digest">What it says.</param>
    /// <param name="portal">This portal's address, without a slash at its end; empty: links lead from the page it is shown on.</param>
    /// <param name="reader">Whom it greets.</param>
    public static string Of(DigestWords digest, string portal, string reader)
    {
        var query = QueryString.Create(digest.Period.Query).ToString();
        var html = new StringBuilder(
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
            <title>{E(digest.Title)}</title></head>
            <body style="margin:0;padding:0;background-color:#eef1f5;color:#1c2330;{Type}">
            <div style="display:none;max-height:0;overflow:hidden">{E(digest.WaitingWords)}</div>
            {Table} bgcolor="#eef1f5" style="background-color:#eef1f5"><tr><td align="center" style="padding:16px 8px">
            {Table} bgcolor="#ffffff" style="max-width:600px;background-color:#ffffff;border:1px solid #d5dbe3;border-radius:8px">
            <tr><td style="padding:20px 20px 12px;{Ink}">
            <h1 style="margin:0;font-size:21px;line-height:1.25;font-weight:600;{Ink}">How it went</h1>
            <p style="margin:4px 0 0;{Quiet}">{E(digest.Period.Words)}, {E(digest.Period.Zone.Id)}</p>
            <p style="margin:12px 0 0;{Ink}">Hello {E(reader)}, the change beside each figure is against as many days right before.</p>
            </td></tr>

            """);
        Figures(html, digest, portal, query);
        Beside(html, digest);
        Articles(html, "Read most", "Visits by people", digest.Read, portal);
        Articles(html, "Raised most questions", "Tickets", digest.Asked, portal);
        var who = digest.Waiting == 0 ? "" : $" <a href=\"{E(portal)}/insights/desk{E(query)}\" style=\"{Link}\">See who</a>";
        html.Append(CultureInfo.InvariantCulture, $"""
            <tr><td style="padding:14px 20px;{Rule}{Ink}"><strong>{E(digest.WaitingWords)}</strong>{who}</td></tr>
            <tr><td style="padding:6px 20px 20px;{Ink}">{Table.Replace("width=\"100%\" ", "", StringComparison.Ordinal)}><tr>
            <td bgcolor="#1f5fbf" style="background-color:#1f5fbf;border-radius:6px">
            <a href="{E(portal)}/insights{E(query)}" style="display:inline-block;padding:10px 18px;{Button}">Open Insights</a>
            </td></tr></table></td></tr>
            </table>
            {Table} style="max-width:600px"><tr><td style="padding:12px 20px;color:#4a5361;background-color:#eef1f5;font-size:13px">
            You look after Insights, so this comes to you.
            <a href="{E(portal)}/profile/notices" style="{LinkBelow}">How I am told</a> ·
            <a href="{E(portal)}/insights/digest" style="{LinkBelow}">How often it comes</a></td></tr></table>
            </td></tr></table>
            </body></html>

            """);
        return html.ToString();
    }

    // Two beside each other fit a telephone too.
    private static void Figures(StringBuilder html, DigestWords digest, string portal, string query)
    {
        html.Append(CultureInfo.InvariantCulture, $"<tr><td style=\"padding:0 12px 8px;{Ink}\">{Table}>");
        foreach (var pair in digest.Six.Chunk(2))
        {
            html.Append("<tr>");
            foreach (var figure in pair)
            {
                var change = figure.Tone switch { "good" => Good, "bad" => Bad, _ => Quiet };
                var arrow = figure.IsUp switch { true => "▲ ", false => "▼ ", null => "" };
                html.Append(CultureInfo.InvariantCulture,
                    $"<td width=\"50%\" valign=\"top\" style=\"padding:10px 8px;{Rule}{Ink}\">"
                        + $"<span style=\"font-size:13px;{Quiet}\">{E(figure.Name)}</span><br>"
                        + $"<a href=\"{E(portal)}/insights/rows/{E(figure.Key)}{E(query)}\" "
                        + $"style=\"font-size:24px;line-height:1.3;font-weight:600;text-decoration:none;{Ink}\">{E(figure.Number)}</a><br>"
                        + $"<span style=\"font-size:13px;{change}\">{arrow}{E(figure.Change)}</span></td>");
            }

            html.Append("</tr>");
        }

        html.Append("</table></td></tr>\n");
    }

    private static void Beside(StringBuilder html, DigestWords digest)
    {
        foreach (var (name, value) in digest.Beside)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td style=\"padding:10px 20px;{Rule}{Ink}\">"
                + $"<span style=\"{Quiet}\">{E(name)}:</span> <strong>{E(value)}</strong></td></tr>\n");
        }
    }

    // A bar is a cell as wide as its number: drawn without a picture.
    private static void Articles(StringBuilder html, string name, string unit, IReadOnlyList<DigestArticle> articles, string portal)
    {
        if (articles.Count == 0)
        {
            return;
        }

        html.Append(CultureInfo.InvariantCulture,
            $"<tr><td style=\"padding:14px 20px;{Rule}{Ink}\">{Heading}{E(name)}</h2>"
                + $"<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>"
                + $"<th align=\"left\" scope=\"col\" style=\"padding:2px 0;font-size:13px;font-weight:400;{Quiet}\">Article</th>"
                + $"<th align=\"right\" scope=\"col\" style=\"padding:2px "
                + $"0;font-size:13px;font-weight:400;white-space:nowrap;{Quiet}\">{E(unit)}</th></tr>");
        foreach (var article in articles)
        {
            var share = Math.Max(1, (int)(100 * article.Number / articles[0].Number));
            var rest = share == 100 ? "" : $"<td width=\"{100 - share}%\" style=\"font-size:4px;line-height:4px\">&nbsp;</td>";
            html.Append(CultureInfo.InvariantCulture,
                $"<tr><td style=\"padding:5px 12px 5px 0;word-break:break-word;{Ink}\">"
                    + $"<a href=\"{E(portal + article.Href)}\" style=\"{Link}\">{E(article.Title)}</a>{Table} style=\"margin-top:4px\"><tr>"
                    + $"<td width=\"{share}%\" bgcolor=\"#7aa7e8\" "
                    + $"style=\"background-color:#7aa7e8;font-size:4px;line-height:4px;border-radius:2px\">&nbsp;</td>{rest}</tr></table>"
                    + $"</td><td align=\"right\" valign=\"top\" style=\"padding:5px 0;white-space:nowrap;{Ink}\">{article.Number:N0}</td>"
                    + $"</tr>");
        }

        html.Append("</table></td></tr>\n");
    }

    // Names and titles of others stay in their places; our own words, links and numbers are written as they are.
    private static string E(string text) => HtmlEncoder.Default.Encode(Unseen.Isolate(text));
}
