using System.Globalization;
using System.Text;
using Engagement.Channels.Text;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary>
/// <c>hashtags</c>: "remote work" becomes #RemoteWork. Capitals let a screen reader read the words; those a name has stay.
/// </summary>
internal static class HashtagWords
{
    public static readonly TemplateFunction Function = new(
        "hashtags",
        "Tags as hashtags, at most so many. Each word begins with a capital, so that it can be read aloud",
        [new("tags", "a list of tags, such as article.tags", Required: true), new("most", "how many at most, as a number")],
        call => string.Join(' ', Of(call.List(0), call.Run).Take(call.Has(1) ? call.Number(1, 0, 30) : 30)),
        "{{ article.tags | hashtags 2 }}");

    // Characters as a reader counts them: Bluesky's limit (lexicon app.bsky.richtext.facet#tag), the least of the networks'.
    private const int MostLetters = 64;

    // A hashtag holds letters with their marks and digits, a letter among them (#5G, not #2026), on every network.
    private static IEnumerable<string> Of(IEnumerable<string> tags, TemplateRun run)
    {
        var made = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var tag in tags.Where(tag => !string.IsNullOrWhiteSpace(tag)))
        {
            var hashtag = Of(tag);
            if (!hashtag.EnumerateRunes().Any(Rune.IsLetter))
            {
                run.LeaveOut($"The tag “{Begin(tag)}” makes no hashtag: there is no letter in it.");
            }
            else if (Graphemes.Count(hashtag) > MostLetters)
            {
                run.LeaveOut($"The tag “{Begin(tag)}” makes no hashtag: it has more than {MostLetters} characters.");
            }
            else if (made.Add(hashtag))
            {
                yield return $"#{hashtag}";
            }
        }
    }

    /// <summary>Is it, without its #, one that networks make a hashtag of?</summary>
    public static bool IsHashtag(string tag)
    {
        var runes = tag.EnumerateRunes().ToList();
        return runes.Any(Rune.IsLetter) && Graphemes.Count(tag) <= MostLetters
            && runes.Select((rune, i) => Rune.IsLetterOrDigit(rune) || rune.Value == '_'
                || (i > 0 && IsPartOfLetter(rune, i + 1 < runes.Count ? runes[i + 1] : default))).All(belongs => belongs);
    }

    private static string Begin(string tag) => ShortenWords.ByCharacters(tag, 40);

    private static string Of(string tag) => Composed.Of(string.Concat(Words(tag).Select(Capital)));

    // What stands between words goes, and so does what is no letter within one; what belongs to a letter stays with it.
    private static IEnumerable<string> Words(string tag)
    {
        var word = new StringBuilder();
        var runes = Spoken(FormedLetters.Plain(tag)).EnumerateRunes().ToList();
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            if (Rune.IsLetterOrDigit(rune) || (word.Length > 0 && IsPartOfLetter(rune, i + 1 < runes.Count ? runes[i + 1] : default)))
            {
                word.Append(rune);
            }
            else if (Rune.IsWhiteSpace(rune) || rune.Value is '/' or '.' or ',' or ':' or ';' or '|'
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DashPunctuation or UnicodeCategory.ConnectorPunctuation)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        yield return word.ToString();
    }

    // C# and C++ without their signs are another language, and .NET is no net.
    private static string Spoken(string tag)
    {
        var spoken = new StringBuilder(tag.Length);
        for (var i = 0; i < tag.Length; i++)
        {
            var behindLetter = i > 0 && (char.IsLetterOrDigit(tag[i - 1]) || tag[i - 1] == '+');
            spoken.Append(tag[i] switch
            {
                '#' or '♯' or '＃' when behindLetter => "Sharp",
                '+' or '＋' when behindLetter && IsSign(tag, i) => "Plus",
                '.' when (i == 0 || char.IsWhiteSpace(tag[i - 1])) && i + 1 < tag.Length && char.IsLetter(tag[i + 1]) => "Dot",
                var c => c,
            });
        }

        return spoken.ToString();
    }

    // The plus of C++ and Disney+; that of A+B stands between two.
    private static bool IsSign(string tag, int at)
    {
        var end = at;
        while (end < tag.Length && tag[end] is '+' or '＋')
        {
            end++;
        }

        return end == tag.Length || !char.IsLetterOrDigit(tag[end]) || end - at > 1 || tag[at - 1] == '+';
    }

    // Marks of vowels and tones, and a joiner between two letters; not what makes emoji of a sign.
    private static bool IsPartOfLetter(Rune rune, Rune next) => rune.Value switch
    {
        >= 0xFE00 and <= 0xFE0F => false,
        0x200C or 0x200D => Rune.IsLetter(next),
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark,
    };

    // Georgian has capitals for whole words only.
    private static string Capital(string word)
    {
        if (word.Length == 0 || word.Any(char.IsUpper))
        {
            return word;
        }

        var first = Rune.GetRuneAt(word, 0);
        return first.Value is >= 0x10D0 and <= 0x10FF ? word : Rune.ToUpperInvariant(first) + word[first.Utf16SequenceLength..];
    }
}
