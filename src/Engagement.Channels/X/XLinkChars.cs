namespace Engagement.Channels.X;

/// <summary>Which characters may stand where in what X takes for a link. X matches without regard to case.</summary>
internal static class XLinkChars
{
    private static readonly bool[] Latin = Set(
        ('\u00c0', '\u00d6'), ('\u00d8', '\u00f6'), ('\u00f8', '\u00ff'), ('\u0100', '\u024f'), ('\u0253', '\u0254'), ('\u0256', '\u0257'),
        ('\u0259', '\u0259'), ('\u025b', '\u025b'), ('\u0263', '\u0263'), ('\u0268', '\u0268'), ('\u026f', '\u026f'), ('\u0272', '\u0272'),
        ('\u0289', '\u0289'), ('\u028b', '\u028b'), ('\u02bb', '\u02bb'), ('\u0300', '\u036f'), ('\u1e00', '\u1eff'));

    private static readonly bool[] Cyrillic = Set(('\u0400', '\u04ff'));

    /// <summary>May stand right before a link: not part of a word, of a name or of a tag.</summary>
    public static bool MayPrecede(char c) =>
        !(char.IsAsciiLetterOrDigit(c) || c is '@' or '\uff20' or '$' or '#' or '\uff03' || IsInvalid(c));

    /// <summary>A character of a domain's part, in any script.</summary>
    public static bool InDomain(char c) => !(IsPunctuation(c) || IsSpace(c) || IsInvalid(c) || IsDirection(c));

    /// <summary>A character of a domain's part in Latin letters.</summary>
    public static bool InLatinLabel(char c) => c == '-' || char.IsAsciiLetterOrDigit(c) || IsLatin(c);

    /// <summary>A character of a path.</summary>
    public static bool InPath(char c) =>
        char.IsAsciiLetterOrDigit(c) || IsLatin(c) || IsCyrillic(c)
        || c is '!' or '*' or '\'' or ';' or ':' or '=' or '+' or ',' or '.' or '$' or '/'
            or '%' or '#' or '[' or ']' or '-' or '\u2013' or '_' or '~' or '@' or '|' or '&';

    /// <summary>A character that a path may end with: a sentence's full stop is none.</summary>
    public static bool EndsPath(char c) =>
        char.IsAsciiLetterOrDigit(c) || IsLatin(c) || IsCyrillic(c) || c is '+' or '-' or '=' or '_' or '#' or '/';

    /// <summary>A character of a query.</summary>
    public static bool InQuery(char c) =>
        char.IsAsciiLetterOrDigit(c)
        || c is '!' or '?' or '*' or '\'' or '@' or '(' or ')' or ';' or ':' or '&' or '=' or '+'
            or '$' or '/' or '%' or '#' or '[' or ']' or '-' or '_' or '.' or ',' or '~' or '|';

    /// <summary>A character that a query may end with.</summary>
    public static bool EndsQuery(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '&' or '=' or '#' or '/';

    private static bool IsLatin(char c) => Latin[c];

    private static bool IsCyrillic(char c) => Cyrillic[c];

    private static bool IsInvalid(char c) => c is '\ufffe' or '\ufeff' or '\uffff';

    private static bool IsDirection(char c) =>
        c is >= '\u202a' and <= '\u202e' or '\u061c' or '\u200e' or '\u200f' or >= '\u2066' and <= '\u2069';

    private static bool IsSpace(char c) =>
        c is >= '\u0009' and <= '\u000d' or ' ' or '\u0085' or '\u00a0' or '\u1680' or '\u180e'
            or >= '\u2000' and <= '\u200a' or '\u2028' or '\u2029' or '\u202f' or '\u205f' or '\u3000';

    // Quotation marks and backquotes are missing in X's list, so they count as letters of a domain.
    private static bool IsPunctuation(char c) => "!'#%&()*+,\\-./:;<=>?@[]^_{|}~$".Contains(c, StringComparison.Ordinal);

    private static bool[] Set(params (char First, char Last)[] ranges)
    {
        var upper = new bool[char.MaxValue + 1];
        foreach (var (first, last) in ranges)
        {
            for (int c = first; c <= last; c++)
            {
                upper[Fold((char)c)] = true;
            }
        }

        var all = new bool[char.MaxValue + 1];
        for (var c = 0; c <= char.MaxValue; c++)
        {
            all[c] = upper[Fold((char)c)];
        }

        return all;
    }

    // Case is folded as JavaScript does it: to upper case, but never out of ASCII's outside into it.
    private static char Fold(char c)
    {
        var upper = char.ToUpperInvariant(c);
        return c >= 0x80 && upper < 0x80 ? c : upper;
    }
}
