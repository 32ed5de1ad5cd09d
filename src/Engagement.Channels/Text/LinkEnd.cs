using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Channels.Text;

/// <summary>
/// Where a link in a sentence ends, for a reader. As X's and Mastodon's own readers see it, brackets belong to a link in pairs, closing
/// punctuation does not, and full-width or other scripts' punctuation ends it. Letters of a script without spaces end it right behind an
/// ASCII letter (X's rule); behind a slash they are the address's own, as in ja.wikipedia.org/wiki/日本語.
/// </summary>
internal static partial class LinkEnd
{
    private const string Brackets = "([{)]}";

    private const int MostInBrackets = 500;

    // &thinsp;, &#x00A0;
    private const int MostOfEntity = 12;

    // [0000:0000:0000:0000:0000:0000:255.255.255.255]
    private const int MostOfAddress = 47;

    /// <summary>The place after the last character of a link whose host begins at <paramref name="host"/>.</summary>
    /// <param name="before">What stands before the link: a quotation mark or mark of emphasis there ends it too.</param>
    public static int Of(string text, int host, char before)
    {
        var at = AuthorityEnd(text, host);
        if (at < text.Length && text[at] is '/' or '?' or '#')
        {
            at = PathEnd(text, at, before);
        }

        while (at > host && (EntityAt(text, host, at) ?? (ClosesASentence(text, at, before) ? at - 1 : at)) is var shorter && shorter < at)
        {
            at = shorter;
        }

        return at;
    }

    // Host and port, perhaps with a user before them. Brackets are for IPv6 only.
    private static int AuthorityEnd(string text, int host)
    {
        var (at, isAscii) = (host, true);
        if (at < text.Length && text[at] == '[' && text.IndexOf(']', at, Math.Min(text.Length - at, MostOfAddress)) is > 0 and var closed
            && text.AsSpan(at, closed - at).IndexOfAnyExcept(Address) < 0)
        {
            at = closed + 1;
        }

        while (at < text.Length && Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var units) == OperationStatus.Done)
        {
            if ((rune.IsAscii && !char.IsAsciiLetterOrDigit(text[at])
                && text[at] is not ('-' or '.' or '_' or '~' or '%' or ':' or '@' or '+'))
                || Ends(rune) || (isAscii && at > host && IsGlued(text, at, rune)))
            {
                break;
            }

            isAscii = text[at] is '.' or '@' || (isAscii && rune.IsAscii);
            at += units;
        }

        return at;
    }

    private static readonly SearchValues<char> Address = SearchValues.Create("[0123456789abcdefABCDEF:.");

    private static int PathEnd(string text, int path, char before)
    {
        var open = new Stack<int>();
        var (at, isAscii, first) = (path, true, path);
        while (at < text.Length
            && Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var units) == OperationStatus.Done && !Ends(rune))
        {
            var c = text[at];
            if (open.Count > 0 && at - first > MostInBrackets)
            {
                break; // it never closes, and looking for its end from each link again would cost the square of the text
            }

            if (c is '(' or '[' or '{')
            {
                first = open.Count == 0 ? at : first;
                open.Push(at);
            }
            else if (c is ')' or ']' or '}')
            {
                if (open.Count == 0 || Brackets.IndexOf(text[open.Pop()]) != Brackets.IndexOf(c) - 3)
                {
                    break;
                }
            }
            else if ((c == '\'' && before == '\'') || (c == '’' && before == '‘')
                || (isAscii && IsGlued(text, at, rune)) || BeginsWords(text, path, at)
                || (c == '&' && Sign().IsMatch(text.AsSpan(at, Math.Min(text.Length - at, MostOfEntity)))))
            {
                break;
            }

            isAscii = c is '/' or '?' or '#' or '&' or '=' || (isAscii && rune.IsAscii);
            at += units;
        }

        return open.Count > 0 ? first : at;
    }

    // &amp; and its like at the end, as GitHub's markdown ends a link (github.github.com/gfm, "extended autolink path validation").
    private static int? EntityAt(string text, int host, int end)
    {
        var least = Math.Max(host, end - MostOfEntity);
        return text[end - 1] == ';' && Entity().Match(text, least, end - least) is { Success: true } entity ? entity.Index : null;
    }

    private static bool IsGlued(string text, int at, Rune rune) =>
        char.IsAsciiLetterOrDigit(text[at - 1]) && Scripts.FollowsWithoutSpace(rune);

    // example.com/をご覧ください: no page is called by a particle.
    private static bool BeginsWords(string text, int path, int at) =>
        at == path + 1 && text[at - 1] == '/' && text[at] is >= '\u3041' and <= '\u309f';

    // What HTML left of a quotation mark, a bracket or a space: as the character itself, it ends a link. &amp; is an ampersand of the
    // address.
    [GeneratedRegex("^&(?:quot|apos|lt|gt|nbsp|[lr][sd]quo|laquo|raquo|hellip|[mn]dash|#0*(?:34|39|60|62|160)|#[xX]0*(?:22"
        + "|27|3[cC]|3[eE]|[aA]0));", RegexOptions.CultureInvariant)]
    private static partial Regex Sign();

    [GeneratedRegex("&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);$", RegexOptions.CultureInvariant)]
    private static partial Regex Entity();

    private static bool Ends(Rune rune) => rune.Value switch
    {
        '<' or '>' or '"' or '`' or '\\' => true,
        < 0x80 => Rune.IsWhiteSpace(rune) || Rune.IsControl(rune),
        0x200C or 0x200D => false, // joiners are spelling in Persian and in scripts of India
        0xB7 or 0x30FB or 0x2019 or (>= 0x2010 and <= 0x2013) or 0x5BE or 0x5F3 or 0x5F4 or 0xA7 or 0xB6 => false, // stand within words
        (>= 0xFF01 and <= 0xFF0F) or (>= 0xFF1A and <= 0xFF20) or (>= 0xFF3B and <= 0xFF40) or (>= 0xFF5B and <= 0xFF65) => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherPunctuation or UnicodeCategory.OpenPunctuation
            or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
            or UnicodeCategory.DashPunctuation or UnicodeCategory.OtherNotAssigned,
    };

    private static bool ClosesASentence(string text, int end, char before) => text[end - 1] switch
    {
        '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '~' or '|' or '$' or '%' or '@' or '^' => true,
        '_' => before == '_',
        < '\u0080' => false,
        var c => char.IsPunctuation(c) || c is '\u200c' or '\u200d',
    };
}
