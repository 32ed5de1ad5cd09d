using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Engagement.Channels.Text;

namespace Engagement.Features.Bridge;

/// <summary>What somebody wrote in an answer, without what they answered and without their signature.</summary>
internal static partial class QuotedText
{
    /// <summary>The line our mails begin with; whatever follows it in an answer is ours.</summary>
    public const string Above = "== Please write your answer above this line ==";

    // In a tree each is taken out and put in among its neighbours, which are counted through for that.
    private const int MostTags = 5000;

    /// <summary>Of plain text.</summary>
    public static string Strip(string text)
    {
        var kept = new List<string>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd();

            var isQuote = Wrote().IsMatch(line)
                || (i + 1 < lines.Length && line.Length > 0 && !Wrote().IsMatch(lines[i + 1]) && Wrote().IsMatch($"{line} {lines[i + 1].Trim()}")); // often broken over two lines
            if (isQuote || line.Contains(Above, StringComparison.Ordinal) || lines[i] is "-- " or "--" || Begins().IsMatch(line))
            {
                break;
            }

            if (!line.TrimStart().StartsWith('>'))
            {
                kept.Add(line);
            }
        }

        return ManyEmpty().Replace(string.Join('\n', kept), "\n\n").Trim();
    }

    /// <summary>Of a mail that has no plain text.</summary>
    public static string OfHtml(string html)
    {
        if (HtmlWork.Look(html, out var tags) is not null || tags > MostTags)
        {
            return Strip(HtmlWords.Of(html)); // reads it from its start to its end, however it is made
        }

        var document = new HtmlParser().ParseDocument(html);
        foreach (var quoted in document.QuerySelectorAll("blockquote, .gmail_quote, .moz-cite-prefix, #divRplyFwdMsg, #appendonsend, style, script, head").ToList())
        {
            quoted.Remove();
        }

        foreach (var end in document.QuerySelectorAll("br, p, div, li, tr, h1, h2, h3").ToList())
        {
            end.After(document.CreateTextNode(end.LocalName == "p" ? "\n\n" : "\n"));
        }

        return Strip(document.Body?.TextContent ?? "");
    }

    // Outlook's rule and header block, and the dividers of other programs, in the languages our clients write most.
    [GeneratedRegex(@"^\s*(-{2,}\s*(Original Message|Ursprüngliche Nachricht|Message d'origine|Forwarded message).*|_{20,}|(From|Von|De)\s?: .+@.+)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Begins();

    [GeneratedRegex(@"^\s*(On\s.{5,200}\swrote|Am\s.{5,200}\sschrieb.{0,100}|Le\s.{5,200}\sa écrit|El\s.{5,200}\sescribió)\s?:\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Wrote();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex ManyEmpty();
}
