using System.Globalization;
using System.Text;
using Engagement.Channels.Text;
using Engagement.Data;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>A name that can stand in an address.</summary>
internal static class Slug
{
    private const int MostLength = 100;

    /// <summary>
    /// Lower-case letters with their marks and digits of any script with single dashes between. Latin letters lose their accents, as
    /// addresses are typed: <c>Über-Maß &amp; Co</c> becomes <c>uber-mass-co</c>; in other scripts a mark is a vowel or a tone and stays.
    /// </summary>
    public static string From(string text)
    {
        var slug = new StringBuilder();
        var isLatin = false;
        var plain = FormedLetters.Plain(text, withStyles: true);
        foreach (var rune in Composed.Of(plain, NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                isLatin = IsLatin(rune);
                slug.Append(Plain(StrokedLetters.Plain(Rune.ToLowerInvariant(rune))));
            }
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                if (!isLatin && slug.Length > 0 && slug[^1] != '-')
                {
                    slug.Append(rune);
                }
            }
            else if (rune.Value is not (0x200C or 0x200D) && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var made = Composed.Of(slug.ToString());
        made = Graphemes.Start(made, MostLength).Trim('-');
        return made.Length == 0 ? "article" : made;
    }

    // With those of Africa and of phonetics (Ɛ, Ɔ, Ŋ), which bear tones.
    private static bool IsLatin(Rune rune) => rune.Value is < 0x02B0 or >= 0x1D00 and <= 0x1DBF or >= 0x1E00 and <= 0x1EFF
        or >= 0x2C60 and <= 0x2C7F or >= 0xA722 and <= 0xA7FF or >= 0xAB30 and <= 0xAB6F;

    // Letters that are two, or whose plain one is another.
    private static string Plain(Rune lower) => lower.Value switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ð' => "d",
        'þ' => "th",
        _ => lower.ToString(),
    };
}
