using System.Security.Cryptography;
using System.Text;

namespace Engagement.Features.Publishing.Calendar.Feed;

/// <summary>
/// The secret in a calendar's address. Calendar programs send no password, so whoever has the address reads the calendar.
/// </summary>
internal static class FeedToken
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 40;

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Null: that is none of ours, and no database need be asked.</summary>
    // 230 random bits need no slow hash.
    public static string? HashOf(string token) =>
        token.Length == Length && token.All(c => Alphabet.Contains(c, StringComparison.Ordinal))
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)))
            : null;
}
