using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Engagement.Features.People.Team;

/// <summary>Passwords: hashed by ASP.NET Core Identity's hasher (PBKDF2), and one-time ones a person can type.</summary>
internal static class Passwords
{
    /// <summary>NIST SP 800-63B asks for length instead of composition rules.</summary>
    public const int MinLength = 12;

    private static readonly PasswordHasher<object> Hasher = new();
    private static readonly object Nobody = new();

    /// <summary>Half of the cores: the other half answers pages meanwhile.</summary>
    internal static readonly int AtOnce = Math.Max(1, Environment.ProcessorCount / 2);

    internal static readonly HashTurns Turns = new(AtOnce);

    /// <summary>In turn, and so never inside a transaction: whoever waits there keeps every other writer waiting.</summary>
    public static Task<string> HashAsync(string password, CancellationToken ct) => Turns.RunAsync(() => Hash(password), ct);

    /// <summary>In turn.</summary>
    public static Task<bool> MatchesAsync(string hash, string password, CancellationToken ct) =>
        Turns.RunAsync(() => Hasher.VerifyHashedPassword(Nobody, hash, password) != PasswordVerificationResult.Failed, ct);

    /// <summary>Takes as long as a real check; used when there is nobody by that name, so that time does not tell.</summary>
    public static Task PretendToCheckAsync(string password, CancellationToken ct) => MatchesAsync(Decoy, password, ct);

    /// <summary>Sixteen letters and digits in groups of four, without those that look alike: 79 bits.</summary>
    public static string NewOneTime() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)));

    /// <summary>
    /// Among what is tried first: common passwords, words, names, rows of keys and what is made of them (zxcvbn's lowest two of five
    /// scores).
    /// </summary>
    /// <param name="about">The person's name and address, which are tried first too.</param>
    public static bool IsCommon(string password, params IEnumerable<string> about)
    {
        // Its work grows faster than the text; what stands beyond sixty characters no list has.
        var beginning = password.Length <= 60 ? password : password[..60];
        return Zxcvbn.Zxcvbn.MatchPassword(beginning, ["engagement", .. about.SelectMany(Parts)]).Score < 2;
    }

    public const string CommonMessage = "That is among the passwords tried first. Choose one that nobody would think of; "
        + "a short sentence does well.";

    private static IEnumerable<string> Parts(string text) =>
        text.Split([' ', '@', '.', '-', '_'], StringSplitOptions.RemoveEmptyEntries).Where(p => p.Length > 2);

    private static string Hash(string password) => Hasher.HashPassword(Nobody, password);

    private static readonly string Decoy = Hash("a password nobody has");
}
