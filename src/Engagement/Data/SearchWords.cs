using System.Globalization;
using System.Text;
using Engagement.Channels.Text;

namespace Engagement.Data;

/// <summary>
/// Text as words to find it by, the same for what is kept and for what is asked on every database: letters and digits in a row, in lower
/// case, in one width and without accents, so that "Grüße" is found by "gruss" no more than by "grüsse", but by "gruße"; a stroke
/// through a letter is left out as an accent is (đ, ł, ø). In scripts that set no space
/// between words each two letters in a row are a word, so that a word is found wherever it stands in a line.
/// </summary>
internal static class SearchWords
{
    /// <summary>Characters a word is cut to.</summary>
    public const int MostLetters = 40;

    /// <summary>The way words are made; a text kept in an older way is to be taken apart anew (<c>SearchRefills</c>).</summary>
    public const int Way = 3;

    /// <summary>
    /// Words of one text that are kept; a message of a network has some hundred, a long mail in Chinese a pair for each letter.
    /// </summary>
    private const int MostWords = 4000;

    /// <summary>For what is kept.</summary>
    /// <returns>Each word once, in the order they first stand.</returns>
    public static IReadOnlyList<string> Of(string text) =>
        [.. Runs(text).SelectMany(run => run.IsSpaceless ? Pairs(run.Letters, andLast: true) : [run.Letters])
            .Distinct(StringComparer.Ordinal).Take(MostWords)];

    /// <summary>For what is asked.</summary>
    /// <returns>Each word once; one letter of a script without spaces is the beginning of the pairs it stands in.</returns>
    public static IReadOnlyList<SearchWord> Asked(string text)
    {
        var runs = Runs(text).ToList();
        var words = runs.SelectMany(run => run.IsSpaceless
            ? Pairs(run.Letters, andLast: false).Select(pair => new SearchWord(pair, IsBegun: RuneCount(pair) == 1))
            : [new SearchWord(run.Letters, IsBegun: false)]).Distinct().Take(MostWords).ToList();

        // Only the last may be unfinished, unless something that is no letter ends it. Of one letter there would be too many.
        if (words.Count > 0 && !runs[^1].IsSpaceless && runs[^1].IsAtEnd && words[^1].Text.Length > 1)
        {
            words[^1] = words[^1] with { IsBegun = true };
        }

        return words;
    }

    /// <summary>May a text have other words now than in a way before? Those in Latin letters without a stroke have not.</summary>
    public static bool MayDiffer(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('\u0000', '\u024f') || text.AsSpan().ContainsAny(StrokedLetters.All);

    private static IEnumerable<(string Letters, bool IsSpaceless, bool IsAtEnd)> Runs(string text)
    {
        var run = new StringBuilder();
        var (isSpaceless, keepsMarks) = (false, false);
        foreach (var rune in Composed.Of(text, NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                if (run.Length > 0 && isSpaceless != Scripts.IsSpaceless(rune))
                {
                    yield return (Kept(run, isSpaceless), isSpaceless, false);
                    run.Clear();
                }

                isSpaceless = Scripts.IsSpaceless(rune);
                keepsMarks = !HasAccents(rune);
                run.Append(StrokedLetters.Plain(Rune.ToLowerInvariant(rune)));
            }
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                run.Append(keepsMarks && run.Length > 0 ? rune.ToString() : "");
            }
            else if (run.Length > 0 && !IsWithin(rune, isSpaceless))
            {
                yield return (Kept(run, isSpaceless), isSpaceless, false);
                run.Clear();
            }
        }

        if (run.Length > 0)
        {
            yield return (Kept(run, isSpaceless), isSpaceless, true);
        }
    }

    private static string Kept(StringBuilder run, bool isSpaceless)
    {
        var letters = Composed.Of(run.ToString(), NormalizationForm.FormKC);
        if (isSpaceless || letters.Length <= MostLetters)
        {
            return letters;
        }

        return letters[..(char.IsHighSurrogate(letters[MostLetters - 1]) ? MostLetters - 1 : MostLetters)];
    }

    // The last letter by itself too, so that it is found when it is all that is asked for.
    private static IEnumerable<string> Pairs(string run, bool andLast)
    {
        var runes = run.EnumerateRunes().ToList();
        for (var i = 0; i + 1 < runes.Count; i++)
        {
            yield return $"{runes[i]}{runes[i + 1]}";
        }

        if (andLast || runes.Count == 1)
        {
            yield return runes[^1].ToString();
        }
    }

    private static int RuneCount(string text) => text.EnumerateRunes().Count();

    // Latin, Greek, Cyrillic, Hebrew and Arabic are written with their marks or without them.
    private static bool HasAccents(Rune rune) => rune.Value is < 0x0530 or >= 0x0590 and <= 0x077F or >= 0x1E00 and <= 0x1FFF;

    // Joiners and other invisible signs; between words of Thai or Khmer a space of no width may stand or not.
    private static bool IsWithin(Rune rune, bool isSpaceless) => rune.Value == 0x200B
        ? isSpaceless
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.EnclosingMark;
}

/// <summary>A word that is asked for.</summary>
/// <param name="Text">As it is kept.</param>
/// <param name="IsBegun">All words that begin so are meant.</param>
internal sealed record SearchWord(string Text, bool IsBegun)
{
    /// <summary>What comes after everything that is meant, in the order of code units.</summary>
    public string End => Text + (IsBegun ? '\uffff' : '\u0001');
}
