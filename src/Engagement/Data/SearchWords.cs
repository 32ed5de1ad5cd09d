using System.Globalization;
using System.Text;

namespace Engagement.Data;

/// <summary>
/// Text as words to find it by, the same for what is kept and for what is asked on every database: letters and digits in a row, in lower case,
/// without accents, so that "Grüße" is found by "gruss" no more than by "grüsse", but by "gruße".
/// </summary>
internal static class SearchWords
{
    /// <summary>Characters a word is cut to.</summary>
    public const int MostLetters = 40;

    /// <summary>Words of one text that are kept; a message of a network has some hundred at the most.</summary>
    private const int MostWords = 1000;

    /// <returns>Each word once, in the order they first stand.</returns>
    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            var kind = CharUnicodeInfo.GetUnicodeCategory(c);
            if (char.IsLetterOrDigit(c))
            {
                if (word.Length < MostLetters)
                {
                    word.Append(char.ToLowerInvariant(c));
                }
            }
            else if (kind != UnicodeCategory.NonSpacingMark)
            {
                Keep();
            }
        }

        Keep();
        return words;

        void Keep()
        {
            if (word.Length > 0 && words.Count < MostWords && seen.Add(word.ToString().Normalize(NormalizationForm.FormC)))
            {
                words.Add(word.ToString().Normalize(NormalizationForm.FormC));
            }

            word.Clear();
        }
    }
}
