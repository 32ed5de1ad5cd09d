using System.Globalization;
using System.Text;
using Engagement.Channels.Text;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>A name that can stand in an address.</summary>
internal static class Slug
{
    private const int MostLength = 100;

    /// <summary>
    /// Lower-case letters with their marks and digits of any script with single dashes between. Latin letters lose their accents, as addresses
    /// are typed: <c>Über-Maß &amp; Co</c> becomes <c>uber-mass-co</c>; in other scripts a mark is a vowel or a tone and stays.
    /// </summary>
    public static string From(string text)
    {
        var slug = new StringBuilder();
        var isLatin = false;
        foreach (var rune in Composed.Of(text, NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                isLatin = rune.Value < 0x250;
                slug.Append(Plain(Rune.ToLowerInvariant(rune)));
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
        made = made.Length <= MostLength ? made : made[..Graphemes.Boundaries(made).Last(b => b <= MostLength)];
        made = made.Trim('-');
        return made.Length == 0 ? "article" : made;
    }

    // Latin letters that are no letter with an accent to Unicode.
    private static string Plain(Rune lower) => lower.Value switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' or 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        _ => lower.ToString(),
    };
}
