using System.Globalization;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>A line of a mail.</summary>
internal sealed class MailLine
{
    // What is longer is no line that a mail program wrote of itself.
    private const int MostMatched = 1000;

    private MailLine(string text, int depth, string words, string bare) => (Text, Depth, Words, Bare) = (text, depth, words, bare);

    /// <summary>As it came, without the spaces at its end.</summary>
    public string Text { get; }

    /// <summary>How many marks of quoting (<c>&gt;</c>) it begins with.</summary>
    public int Depth { get; }

    /// <summary>Without these marks.</summary>
    public string Words { get; }

    /// <summary>As it is compared: without marks, signs that nobody sees and stars of bold type.</summary>
    public string Bare { get; }

    /// <summary>The header it names; null: nobody looked yet.</summary>
    public HeaderLabel? Label { get; set; }

    public bool IsBlank => Bare.Length == 0;

    public bool IsQuoted => Depth > 0;

    public static MailLine From(string raw)
    {
        var text = raw.TrimEnd();
        var (depth, at) = (0, 0);
        for (var i = 0; i < text.Length && text[i] is ' ' or '>' && i < MostMatched; i++)
        {
            if (text[i] == '>')
            {
                (depth, at) = (depth + 1, i + 1);
            }
            else if (i - at >= 3)
            {
                break;
            }
        }

        var words = depth == 0 ? text : text[at..].TrimStart();
        return new(text, depth, words, BareOf(words));
    }

    private static string BareOf(string words)
    {
        var bare = words.Length > MostMatched ? words[..MostMatched] : words;
        return string.Concat(bare.Where(c => c is not ('*' or '\ufeff') && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format)
            .Select(c => char.IsWhiteSpace(c) ? ' ' : c)).Trim();
    }
}
