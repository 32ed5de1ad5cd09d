using System.Globalization;
using System.Text;
using Engagement.Channels.Text;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>A text as a reader sees it, to tell whether two are the same: nobody sees how its letters are stored.</summary>
internal static class SeenText
{
    /// <summary>
    /// Letters with their marks composed (NFC), without signs that show nothing, on one line. What draws a letter otherwise (the joiners of
    /// Persian and of emoji, the signs that choose a form) or turns words round is seen, and stays.
    /// </summary>
    public static string Of(string text)
    {
        // Most are plain: nothing is composed, and nothing is hidden.
        if (Ascii.IsValid(text))
        {
            return ArticleText.OneLine(text);
        }

        var seen = new StringBuilder(text.Length);
        Rune before = new(' ');
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsUnseen(rune, before))
            {
                seen.Append(rune);
                before = rune;
            }
        }

        return ArticleText.OneLine(Composed.Of(seen.ToString()));
    }

    /// <summary>Would a reader see no difference?</summary>
    public static bool AreSame(string one, string other) => one == other || Of(one) == Of(other);

    // Places where a word or a line may break, marks of direction, and invisible signs of mathematics and typesetting
    // (unicode.org/reports/tr44, Default_Ignorable_Code_Point).
    private static bool IsUnseen(Rune rune, Rune before) => rune.Value switch
    {
        0x00AD or 0x034F or 0x061C or 0x180E or 0x200B or 0x200E or 0x200F or 0xFEFF => true,
        >= 0x2060 and <= 0x2064 or >= 0x206A and <= 0x206F or >= 0xFFF0 and <= 0xFFFB or >= 0x1BCA0 and <= 0x1BCA3
            or >= 0x1D173 and <= 0x1D17A => true,

        // Between letters that never join they do nothing.
        0x200C or 0x200D => before.Value < 0x0530 && Rune.GetUnicodeCategory(before) is not UnicodeCategory.OtherSymbol,
        _ => false,
    };
}
