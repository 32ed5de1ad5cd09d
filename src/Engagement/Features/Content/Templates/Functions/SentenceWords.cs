using System.Collections.Frozen;
using System.Globalization;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary>
/// <c>first_sentence</c>: up to the first mark that ends a sentence. A full stop of an abbreviation, an initial, a number or an address
/// does not; in languages that write ordinals with one ("am 3. Mai"), neither does that. In doubt a sentence is left longer, not cut.
/// </summary>
internal static class SentenceWords
{
    private static readonly FrozenSet<string> Abbreviations = ((string[])
    [
        // English
        "e.g", "eg", "i.e", "ie", "mr", "mrs", "ms", "dr", "prof", "st", "vs", "approx", "dept", "est", "fig",
        "figs", "inc", "ltd", "no", "nos", "vol", "ver", "pp", "cf", "ext", "incl", "min", "max", "tel", "al",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "a.m", "p.m", "u.s", "u.k",

        // German
        "z.b", "bzw", "d.h", "u.a", "ca", "evtl", "ggf", "inkl", "exkl", "abb", "bspw", "vgl",
        "nr", "str", "s.o", "s.u", "o.ä", "u.ä", "sog", "zzgl", "mind", "max", "okt", "dez",

        // French, Spanish, Italian, Portuguese
        "p.ex", "ex", "env", "mme", "mlle", "art", "av", "bd", "p.ej", "ej",
        "sr", "sra", "ud", "uds", "núm", "pág", "sig", "dott", "ecc", "es", "pag",

        // Dutch, Polish, Czech
        "bijv", "bv", "d.w.z", "m.b.t", "o.a", "blz", "np", "tzn", "ul", "godz", "tj", "např", "č", "str", "mgr", "inż",
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> OrdinalsWithStop = ((string[])
        ["de", "da", "nb", "nn", "no", "fi", "cs", "sk", "hu", "sl", "hr", "sr", "bs", "et", "lv", "lt", "pl", "tr", "is"]).ToFrozenSet(
            StringComparer.Ordinal);

    public static readonly TemplateFunction Function = new(
        "first_sentence",
        "The first sentence of a text. “e.g.”, “Dr.”, 1.5 and help.example.com do not end one",
        [new("text", "the text", Required: true)],
        call => First(call.Text(0), call.Run.WordsLanguage),
        "{{ article.summary | first_sentence }}",
        "{{ 'It takes approx. 1.5 hours, e.g. over lunch. Then restart.' | first_sentence }}");

    public static string First(string text, string language)
    {
        text = text.Trim();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '\n')
            {
                return text[..i].TrimEnd();
            }

            if (IsWide(text[i]) || (text[i] is '.' or '!' or '?' or '…' or '؟' or '।' && !GoesOn(text, i, language)))
            {
                var end = i + 1;
                while (end < text.Length && text[end] is '.' or '!' or '?' or '…' or '"'
                    or '\'' or '”' or '’' or '“' or '»' or ')' or ']' or '」' or '』' or '）')
                {
                    end++;
                }

                return text[..end];
            }
        }

        return text;
    }

    // Chinese and Japanese put no space after theirs.
    private static bool IsWide(char mark) => mark is '。' or '！' or '？' or '｡';

    private static bool GoesOn(string text, int at, string language)
    {
        var after = at + 1;
        while (after < text.Length && text[after] is '.' or '!' or '?' or '…' or '"' or '\'' or '”' or '’' or '“' or '»' or ')' or ']')
        {
            after++;
        }

        if (after == text.Length)
        {
            return false;
        }

        if (!char.IsWhiteSpace(text[after]))
        {
            return true; // 1.5, help.example.com, what?!ever
        }

        var next = after;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            if (text[next++] == '\n')
            {
                return false;
            }
        }

        // Whatever the mark, the next sentence does not begin small.
        if (next < text.Length && char.GetUnicodeCategory(text[next]) == UnicodeCategory.LowercaseLetter)
        {
            return true;
        }

        return text[at] == '.' && (at == 0 || text[at - 1] != '.') && IsShort(text, at, language);
    }

    private static bool IsShort(string text, int stop, string language)
    {
        var start = stop;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]) && text[start - 1] is not ('(' or '[' or '"' or '“' or '„' or '«' or '/'))
        {
            start--;
        }

        var word = text[start..stop];
        if (word.Length == 0)
        {
            return false;
        }

        if (word.All(char.IsAsciiDigit))
        {
            // the number of a list, or an ordinal
            return start == 0 || (word.Length <= 2 && OrdinalsWithStop.Contains(language.Split('-')[0]));
        }

        return (word.Length == 1 && char.IsLetter(word[0]) && word[0] is not 'I' && word[0] < '\u2e80') || Abbreviations.Contains(word);
    }
}
