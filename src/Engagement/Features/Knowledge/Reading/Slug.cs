using System.Globalization;
using System.Text;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>A name that can stand in an address.</summary>
internal static class Slug
{
    private const int MostLength = 100;

    /// <summary>Lower-case letters and digits of any script with single dashes between: <c>Über-Maß &amp; Co</c> becomes <c>uber-mass-co</c>.</summary>
    public static string From(string text)
    {
        var slug = new StringBuilder();
        foreach (var c in text.Replace("ß", "ss", StringComparison.Ordinal).Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }

            if (slug.Length == MostLength)
            {
                break;
            }
        }

        var made = slug.ToString().Trim('-').Normalize(NormalizationForm.FormC);
        return made.Length == 0 ? "article" : made;
    }
}
