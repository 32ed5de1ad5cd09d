using System.Text;

namespace Engagement.Channels.Text;

/// <summary>
/// Letters and digits that Unicode has once more in another form: raised and lowered (H₂O), as wide as East Asia's, in circles and squares,
/// joined (ﬁ, ㎏), of Rome's numbers.
/// </summary>
public static class FormedLetters
{
    private const char FractionSlash = '\u2044';

    /// <summary>The text with these as plain letters and digits (NFKC); all else stays.</summary>
    /// <param name="text">Any.</param>
    /// <param name="withStyles">Also those of mathematics, in which people write bold or script where there is no such type (𝐕𝐏𝐍).
    /// </param>
    /// <remarks>
    /// Not all of NFKC: it would take apart letters of Thai, Lao and Korean that are written as one, and make words of signs (™).
    /// </remarks>
    public static string Plain(string text, bool withStyles = false)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isFormed = IsFormed(rune.Value) || (withStyles && rune.Value is >= 0x1D400 and <= 0x1D7FF);
            var made = isFormed ? rune.ToString().Normalize(NormalizationForm.FormKC) : null;

            // Halves and quarters would be whole numbers without their stroke.
            plain.Append(made is not null && !made.Contains(FractionSlash, StringComparison.Ordinal) ? made : rune.ToString());
        }

        return plain.ToString();
    }

    private static bool IsFormed(int value) => value is 0xAA or 0xB2 or 0xB3 or 0xB9 or 0xBA
        or >= 0x1D2C and <= 0x1D6A or >= 0x1D9B and <= 0x1DBF or >= 0x2070 and <= 0x209C // raised and lowered
        or 0x2C7C or 0x2C7D
        or >= 0x2160 and <= 0x217F                           // Rome's numbers
        or >= 0x2460 and <= 0x24FF or >= 0x3220 and <= 0x3247 or >= 0x3250 and <= 0x325F or >= 0x3280 and <= 0x32BF // enclosed
        or >= 0x1F100 and <= 0x1F16C
        or >= 0x32C0 and <= 0x33FF                           // squared
        or >= 0xFB00 and <= 0xFB17 or >= 0xFB50 and <= 0xFDF9 or >= 0xFE70 and <= 0xFEFC // joined, and Arabic's by their place
        or >= 0xFF01 and <= 0xFF9F;                          // wide, and narrow Japanese
}
