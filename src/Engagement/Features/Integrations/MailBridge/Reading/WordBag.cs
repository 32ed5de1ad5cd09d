using System.Text;
using Engagement.Channels.Text;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// The words of a text, and how often each is there: what two texts have in common, in time that grows with their length. Addresses of
/// links are no words, since plain text and HTML write them differently.
/// </summary>
internal sealed class WordBag
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);

    private WordBag()
    {
    }

    public int Count { get; private set; }

    public static WordBag Of(string text)
    {
        var bag = new WordBag();
        foreach (var word in Words(text))
        {
            bag._words[word] = bag._words.GetValueOrDefault(word) + 1;
            bag.Count++;
        }

        return bag;
    }

    /// <summary>How many of its words the other has not, or not so often.</summary>
    public int Beyond(WordBag other) => _words.Sum(w => Math.Max(0, w.Value - other._words.GetValueOrDefault(w.Key)));

    /// <summary>The words of both.</summary>
    public WordBag With(WordBag other)
    {
        var both = new WordBag { Count = Count + other.Count };
        foreach (var (word, count) in _words.Concat(other._words))
        {
            both._words[word] = both._words.GetValueOrDefault(word) + count;
        }

        return both;
    }

    /// <summary>Those lines of a text that hold a word which is not here.</summary>
    public string LinesBeyond(string text) =>
        string.Join('\n', text.Split('\n').Where(l => Words(l).Any(w => !_words.ContainsKey(w))).Select(l => l.Trim()));

    /// <summary>The words without anything between.</summary>
    public static string Letters(string text) => string.Concat(Words(text));

    /// <summary>In how many places it leads somewhere: an address and the same again, in brackets behind it, are one.</summary>
    public static int Links(string text)
    {
        var (count, isLink) = (0, false);
        foreach (var part in Parts(text))
        {
            var isNext = part.Contains("://", StringComparison.Ordinal);
            count += isNext && !isLink ? 1 : 0;
            isLink = isNext;
        }

        return count;
    }

    private static IEnumerable<string> Words(string text)
    {
        var before = "";
        foreach (var part in Parts(text))
        {
            var isMail = part.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);
            if (part.Contains("://", StringComparison.Ordinal) || part.StartsWith("cid:", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var word = new StringBuilder(part.Length);
            foreach (var rune in (isMail ? part[7..] : part).EnumerateRunes())
            {
                if (Scripts.IsSpaceless(rune) && Rune.IsLetterOrDigit(rune))
                {
                    yield return rune.ToString();
                }
                else if (Rune.IsLetterOrDigit(rune))
                {
                    word.Append(Rune.ToLowerInvariant(rune).ToString());
                }
            }

            // "kim@example.com <mailto:kim@example.com>" says it once.
            if (word.Length > 0 && !(isMail && before == word.ToString()))
            {
                yield return before = word.ToString();
            }
        }
    }

    private static string[] Parts(string text) =>
        text.Split([' ', '\t', '\n', '\r', '\f', '\v', '\u00a0', '<', '>', '(', ')', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
}
