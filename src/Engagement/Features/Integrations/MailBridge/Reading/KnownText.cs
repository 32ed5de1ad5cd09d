using System.Text;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>What the desk beyond the bridge had from us: words that are found again in its answer are quoted, however they are
/// marked.</summary>
internal sealed class KnownText
{
    // Shorter lines are said by everybody.
    private const int Least = 12;
    private const int LeastOfManySigns = 6;
    private const int MostLength = 200_000;

    private readonly string _all;

    /// <param name="texts">The newest first; what is beyond some hundred thousand letters is not remembered.</param>
    public KnownText(IEnumerable<string> texts)
    {
        var all = new StringBuilder();
        foreach (var text in texts)
        {
            if (all.Length < MostLength)
            {
                all.Append(Letters(text.Length > MostLength ? text[..MostLength] : text)).Append(' ');
            }
        }

        _all = all.ToString();
    }

    public static KnownText Nothing { get; } = new([]);

    /// <summary>Did we send these words? Spaces, line ends and punctuation do not matter, since programs change them.</summary>
    public bool Has(MailLine line, int least = Least)
    {
        if (_all.Length == 0 || line.Bare.Length < LeastOfManySigns)
        {
            return false;
        }

        var letters = Letters(line.Bare);
        var enough = letters.Length > 0 && letters[0] >= '\u2e80' ? Math.Min(LeastOfManySigns, least) : least;
        return letters.Length >= enough && _all.Contains(letters, StringComparison.Ordinal);
    }

    private static string Letters(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                letters.Append(char.ToLowerInvariant(c));
            }
        }

        return letters.ToString();
    }
}
