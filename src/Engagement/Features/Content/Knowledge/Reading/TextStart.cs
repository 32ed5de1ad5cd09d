using System.Globalization;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// What may stand before a file's front matter and is read by nobody: byte order marks, blanks, comments of any site maker.
/// </summary>
internal static class TextStart
{
    private const string MisreadMark = "\u00EF\u00BB\u00BF"; // a byte order mark, read as Latin-1 and written again

    // HTML, MDX, C, Nunjucks, Liquid, Ruby, XML's declaration, Obsidian; and the definitions and lines that people use for comments.
    private static readonly (string Open, string Close)[] Comments =
    [
        ("<!--", "-->"), ("{/*", "*/}"), ("/*", "*/"), ("{#", "#}"),
        ("{% comment %}", "{% endcomment %}"), ("{%- comment -%}", "{%- endcomment -%}"),
        ("{{/*", "*/}}"), ("<%#", "%>"), ("<%--", "--%>"), ("<?xml", "?>"),
        ("%%", "%%"), ("[//]: #", "\n"), ("[comment]: #", "\n"), ("//", "\n"),
    ];

    /// <summary>Where the first words are; the text's end: there are none.</summary>
    public static int Of(string text)
    {
        var at = Blanks(text, 0);
        while (CommentAt(text, at) is { } comment)
        {
            at = Blanks(text, comment.Next);
        }

        return at;
    }

    /// <summary>Whether only marks that are no width stand between the beginning of the line and there: indented, it is code.</summary>
    public static bool IsAtLineStart(string text, int at)
    {
        var from = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var before = text.AsSpan(from, at - from);
        return before.SequenceEqual(MisreadMark) || before.IndexOfAnyExcept('\uFEFF', '\u200B', '\u2060') < 0;
    }

    /// <summary>Whether one to three spaces stand before it on its line: not yet code.</summary>
    public static bool IsIndented(string text, int at)
    {
        var from = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var before = text.AsSpan(from, at - from).TrimStart("\uFEFF\u200B\u2060");
        return before.Length is > 0 and <= 3 && before.IndexOfAnyExcept(' ') < 0;
    }

    /// <summary>What stands inside the comment that the text begins with, and where it ends; null: it begins with none.</summary>
    public static (string Inside, int Next)? FirstComment(string text)
    {
        var at = Blanks(text, 0);
        return CommentAt(text, at) is { } comment ? (text[(at + comment.Sign)..comment.End], comment.Next) : null;
    }

    private static int Blanks(string text, int at)
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]) || char.GetUnicodeCategory(text[at]) == UnicodeCategory.Format)
            {
                at++;
            }
            else if (text.AsSpan(at).StartsWith(MisreadMark, StringComparison.Ordinal))
            {
                at += MisreadMark.Length;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    private static (int Sign, int End, int Next)? CommentAt(string text, int at)
    {
        foreach (var (open, close) in Comments)
        {
            if (text.AsSpan(at).StartsWith(open, StringComparison.Ordinal))
            {
                var end = text.IndexOf(close, at + open.Length, StringComparison.Ordinal);
                return end < 0 ? null : (open.Length, end, end + close.Length);
            }
        }

        return null;
    }
}
