using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Engagement.Features.Team;

/// <summary>Passwords: hashed by ASP.NET Core Identity's hasher (PBKDF2), and one-time ones a person can type.</summary>
internal static class Passwords
{
    /// <summary>NIST SP 800-63B asks for length instead of composition rules.</summary>
    public const int MinLength = 12;

    private static readonly PasswordHasher<object> Hasher = new();
    private static readonly object Nobody = new();

    public static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    public static bool Matches(string hash, string password) =>
        Hasher.VerifyHashedPassword(Nobody, hash, password) != PasswordVerificationResult.Failed;

    /// <summary>Takes as long as a real check; used when there is nobody by that name, so that time does not tell.</summary>
    public static void PretendToCheck(string password) => Matches(Decoy, password);

    /// <summary>Sixteen letters and digits in groups of four, without those that look alike: 79 bits.</summary>
    public static string NewOneTime() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)));

    public static string NewStamp() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static readonly string Decoy = Hash("a password nobody has");
}
