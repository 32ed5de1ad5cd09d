using System.Text;

namespace Engagement.Features.Conversations.Tickets.Search;

/// <summary>
/// A word as FTS5's own tokenizer leaves it whole. It takes a vowel sign of Thai or Hindi for what stands between words, and letters that
/// are younger than it likewise; each stands for itself among the characters of private use, which it takes for letters. Two signs on one
/// such character make a search find a little more, never less.
/// </summary>
internal static class FtsWord
{
    private const int FirstPrivate = 0xE000;
    private const int Private = 0x1900;

    public static string Of(string word)
    {
        var plain = new StringBuilder(word.Length);
        foreach (var rune in word.EnumerateRunes())
        {
            plain.Append(IsKnown(rune) ? rune : new Rune(FirstPrivate + (rune.Value % Private)));
        }

        return plain.ToString();
    }

    private static bool IsKnown(Rune rune) =>
        rune.Value is < 0x0250 or >= 0x3041 and <= 0x30FF or >= 0x3400 and <= 0x4DB5 or >= 0x4E00 and <= 0x9FA5
            or >= 0x20000 and <= 0x2A6D6 or >= 0xAC00 and <= 0xD7A3;
}
