using System.Globalization;
using System.Text;

namespace Engagement.Channels.Text;

/// <summary>What a letter's script says about spaces, by Unicode's blocks.</summary>
public static class Scripts
{
    /// <summary>Chinese, Japanese, Thai, Lao, Tibetan, Myanmar and Khmer: words stand beside each other without a space.</summary>
    public static bool IsSpaceless(Rune rune) => rune.Value is
        >= 0x0E00 and <= 0x109F                             // Thai, Lao, Tibetan, Myanmar
        or >= 0x1780 and <= 0x17FF                          // Khmer
        or >= 0x1950 and <= 0x19FF or >= 0x1A20 and <= 0x1AAF // Tai Le, New Tai Lue, Khmer symbols, Tai Tham
        or >= 0x3005 and <= 0x3007 or >= 0x3031 and <= 0x312F // Hiragana, Katakana, Bopomofo
        or >= 0x31A0 and <= 0x31BF or >= 0x31F0 and <= 0x31FF
        or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF // ideographs
        or >= 0xA9E0 and <= 0xA9FF or >= 0xAA60 and <= 0xAA7F // Myanmar extended
        or >= 0xF900 and <= 0xFAFF or >= 0xFF66 and <= 0xFF9F
        or >= 0x1B000 and <= 0x1B16F or >= 0x20000 and <= 0x3FFFF;

    /// <summary>
    /// What people set right behind a link without a space: letters of those scripts, Korean, whose particles stand so, and emoji.
    /// </summary>
    internal static bool FollowsWithoutSpace(Rune rune) =>
        IsSpaceless(rune)
        || rune.Value is >= 0x1100 and <= 0x11FF or >= 0x3130 and <= 0x318F or >= 0xAC00 and <= 0xD7FF
        || (!rune.IsAscii && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol);
}
