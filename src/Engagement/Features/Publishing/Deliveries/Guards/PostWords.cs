using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Features.Publishing.Deliveries.Guards;

/// <summary>Whether two posts say the same.</summary>
internal static partial class PostWords
{
    /// <summary>Of the words without their link, which differs from delivery to delivery; capitals and spaces do not matter.</summary>
    public static string HashOf(string body, string? linkUrl)
    {
        var words = linkUrl is null ? body : body.Replace(linkUrl, "", StringComparison.Ordinal);
        words = Space().Replace(words.Normalize(), " ").Trim().ToUpperInvariant();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words)));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
