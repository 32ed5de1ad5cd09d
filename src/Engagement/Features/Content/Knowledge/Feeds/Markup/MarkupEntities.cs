using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html;

namespace Engagement.Features.Content.Knowledge.Feeds.Markup;

/// <summary>References in text: those of XML and HTML, by number, and the plain ones a document declares itself.</summary>
internal static partial class MarkupEntities
{
    // The longest name of HTML has 31 letters.
    private const int MostName = 32;

    // Their values have at most 100 characters: long ones are a way to make much of little.
    private const int MostDeclared = 50;

    // What XML forbids: blogs send it now and then, and no reader can see it.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(c => c is not (9 or 10 or 13)).Select(c => (char)c), '\u007F', '\uFFFE', '\uFFFF']);

    public static bool HasForbidden(ReadOnlySpan<char> text) => text.ContainsAny(Forbidden);

    /// <summary>Puts text that was written as markup at the end of <paramref name="to"/>: references become what they stand for.</summary>
    public static void Append(StringBuilder to, ReadOnlySpan<char> text, Dictionary<string, string> declared)
    {
        while (text.IndexOf('&') is >= 0 and var at)
        {
            AppendPlain(to, text[..at]);
            text = text[(at + 1)..];
            var end = text[..Math.Min(text.Length, MostName + 1)].IndexOf(';');
            if (end > 0 && Meaning(text[..end], declared) is { } meaning)
            {
                AppendPlain(to, meaning);
                text = text[(end + 1)..];
            }
            else
            {
                // An ampersand that somebody simply typed.
                to.Append('&');
            }
        }

        AppendPlain(to, text);
    }

    /// <summary>Puts text at the end that stands for itself, without what no text may hold.</summary>
    public static void AppendPlain(StringBuilder to, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Forbidden) is >= 0 and var at)
        {
            to.Append(text[..at]);
            text = text[(at + 1)..];
        }

        to.Append(text);
    }

    /// <summary>Reads over a document type. Entities in it that stand for a few plain characters are kept, and nothing else.</summary>
    /// <returns>Where it ends.</returns>
    public static int Declared(string text, int at, Dictionary<string, string> entities)
    {
        var end = text.AsSpan(at).IndexOfAny('>', '[');
        if (end < 0)
        {
            return text.Length;
        }

        if (text[at + end] == '>')
        {
            return at + end + 1;
        }

        var inside = at + end + 1;
        var close = text.IndexOf(']', inside);
        if (close < 0)
        {
            return text.Length;
        }

        foreach (var found in Entity().EnumerateMatches(text.AsSpan(inside, close - inside)))
        {
            var match = Entity().Match(text, inside + found.Index, found.Length);
            if (entities.Count < MostDeclared)
            {
                // One that names another stays as it is written, so none can unfold.
                var value = new StringBuilder();
                Append(value, match.Groups[2].Value, []);
                entities.TryAdd(match.Groups[1].Value, value.ToString());
            }
        }

        var last = text.IndexOf('>', close);
        return last < 0 ? text.Length : last + 1;
    }

    private static string? Meaning(ReadOnlySpan<char> name, Dictionary<string, string> declared)
    {
        if (name[0] == '#')
        {
            return Numbered(name[1..]);
        }

        var text = name.ToString();
        return text switch
        {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ => declared.GetValueOrDefault(text) ?? HtmlEntityProvider.Resolver.GetSymbol(text + ";"),
        };
    }

    private static string? Numbered(ReadOnlySpan<char> digits)
    {
        var isHex = digits.Length > 0 && digits[0] is 'x' or 'X';
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!int.TryParse(isHex ? digits[1..] : digits, style, CultureInfo.InvariantCulture, out var code))
        {
            return null;
        }

        // 128 to 159 are control characters, and meant as Windows-1252 by everybody who writes them (HTML, 13.2.5.80).
        return code is >= 128 and <= 159 ? CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString([(byte)code])
            : Rune.IsValid(code) ? new Rune(code).ToString()
            : "\uFFFD";
    }

    [GeneratedRegex("<!ENTITY\\s+(\\w{1,32})\\s+\"((?:&#\\w{1,8};|[^&\"%]){0,100})\"\\s*>",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Entity();
}
