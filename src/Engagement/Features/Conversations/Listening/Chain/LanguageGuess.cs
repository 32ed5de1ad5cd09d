using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>
/// A guess at a text's language: by its script where that tells, otherwise by the small words that every sentence of a language has. Short
/// or mixed texts get none: a wrong language sends a client to the wrong people, none sends them to everybody.
/// </summary>
internal static partial class LanguageGuess
{
    // The most frequent words of each, less those that stand in several of these lists with the same spelling and weight.
    private static readonly Dictionary<string, HashSet<string>> SmallWords = new(StringComparer.Ordinal)
    {
        ["en"] = Words("the and is are was you i it to of that this with for not have has do does my your can cannot what how when still "
            + "on from there they we please thanks hello"),
        ["de"] = Words("der die das und ist sind war ich sie es nicht ein eine einen mit auf für von zu den dem wie was wenn noch kann "
            + "bitte danke hallo mein meine bei auch aber geht"),
        ["fr"] = Words("le la les et est sont je vous il elle ne pas un une des avec pour dans que qui ce cette mon ma mes comment bonjour "
            + "merci toujours sur plus mais ça"),
        ["es"] = Words("el la los las y es son yo usted no un una con para por que en mi mis como cuando hola gracias todavía "
            + "pero se lo al del está"),
        ["it"] = Words(
            "il lo la gli le e è sono io lei non un una con per di che in mio mia come quando ciao grazie ancora ma si del della"),
        ["nl"] = Words("de het een en is zijn ik u niet met voor van op te dat die mijn hoe wat als nog kan maar hallo bedankt bij ook er"),
        ["pt"] = Words("o a os as e é são eu você não um uma com para por que em meu minha como quando olá obrigado "
            + "ainda mas se ao do da está"),
        ["pl"] = Words("i jest są nie to w na z do się że jak co mój moja kiedy jeszcze ale cześć dziękuję proszę dzień dobry mam czy dla"),
        ["sv"] = Words(
            "och är det jag du inte en ett med för av på att som min mitt hur vad när fortfarande kan men hej tack från till den"),
    };

    /// <summary>A language's tag, such as <c>de</c>; null where the words do not tell.</summary>
    public static string? Of(string text)
    {
        var plain = Noise().Replace(text, " ");
        return OfScript(plain) ?? OfWords(plain);
    }

    private static string? OfScript(string text)
    {
        var (letters, counts) = (0, new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var rune in text.EnumerateRunes().Where(Rune.IsLetter))
        {
            letters++;
            if (rune.Value switch
            {
                >= 0x0370 and <= 0x03ff => "el",
                >= 0x0590 and <= 0x05ff => "he",
                >= 0x0600 and <= 0x06ff => "ar",
                >= 0x0e00 and <= 0x0e7f => "th",
                >= 0x3040 and <= 0x30ff => "ja",
                >= 0x4e00 and <= 0x9fff => "zh",
                >= 0xac00 and <= 0xd7af => "ko",
                _ => null,
            } is { } script)
            {
                counts[script] = counts.GetValueOrDefault(script) + 1;
            }
        }

        // Japanese is written with Chinese characters too; its own among them tell.
        if (counts.ContainsKey("ja"))
        {
            counts["ja"] += counts.GetValueOrDefault("zh");
            counts.Remove("zh");
        }

        return counts.Count > 0 && counts.MaxBy(c => c.Value) is { Key: var most, Value: var number } && number * 2 > letters ? most : null;
    }

    private static string? OfWords(string text)
    {
        var words = Word().Matches(text).Select(m => m.Value.ToLowerInvariant()).ToList();
        var hits = SmallWords.Select(l => (Language: l.Key, Hits: words.Count(l.Value.Contains))).OrderByDescending(l => l.Hits).ToList();

        // Two small words at the least, a fifth of all, and clearly more than in any other language.
        return hits[0].Hits >= 2 && hits[0].Hits * 5 >= words.Count && hits[0].Hits > hits[1].Hits ? hits[0].Language : null;
    }

    private static HashSet<string> Words(string list) => [.. list.Split(' ')];

    [GeneratedRegex(@"https?://\S+|[@#]\S+")]
    private static partial Regex Noise();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
