using System.Globalization;
using System.Text;
using Engagement.Channels.Text;
using Engagement.Data;

namespace Engagement.Features.Content.Knowledge.Finding;

/// <summary>
/// The terms of a text, as articles and tickets are compared by: words in lower case without accents, the plain English plural taken off.
/// Chinese, Japanese, Thai and their kin, which put no spaces between words, are taken two letters at a time.
/// </summary>
internal static class ArticleTerms
{
    public const int MostLetters = 40;

    public static IEnumerable<string> Of(string text)
    {
        var word = new StringBuilder();
        Rune? before = null;
        foreach (var rune in Composed.Of(text, NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark)
            {
                continue; // an accent
            }

            if (Scripts.IsSpaceless(rune))
            {
                if (word.Length > 0)
                {
                    yield return Term(word);
                    word.Clear();
                }

                if (before is { } first)
                {
                    yield return $"{first}{rune}";
                }

                before = rune;
                continue;
            }

            before = null;
            if (Rune.IsLetterOrDigit(rune) || (word.Length > 0 && Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark))
            {
                word.Append(StrokedLetters.Plain(Rune.ToLowerInvariant(rune)));
            }
            else if (word.Length > 0)
            {
                if (word.Length > 1)
                {
                    yield return Term(word);
                }

                word.Clear();
            }
        }

        if (word.Length > 1)
        {
            yield return Term(word);
        }
    }

    private static string Term(StringBuilder word)
    {
        var term = Graphemes.Start(word.ToString(), MostLetters);
        return term.Length > 3 && term.EndsWith('s') && !term.EndsWith("ss", StringComparison.Ordinal) ? term[..^1] : term;
    }
}
