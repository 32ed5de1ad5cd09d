using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Engagement.Common.Links;

/// <summary>The code in a short link: eight characters that can be read out, typed from paper and make no words.</summary>
internal static class LinkCode
{
    /// <summary>26 thousand million codes: with a million links in use, guessing finds one in 26,000 tries.</summary>
    public const int Length = 8;

    /// <summary>Stands for a code that is not made yet, wherever words are measured before they are stored.</summary>
    public const string Sample = "xxxxxxxx";

    // Open Location Code's digits: no vowels, and nothing that looks like something else
    // (github.com/google/open-location-code, Documentation/Specification, "Character set").
    private const string Digits = "23456789cfghjmpqrvwx";

    private static readonly SearchValues<char> Known = SearchValues.Create(Digits);

    public static string New() => RandomNumberGenerator.GetString(Digits, Length);

    /// <summary>A code as somebody typed it, in capitals or not.</summary>
    public static bool TryParse(string? given, [NotNullWhen(true)] out string? code)
    {
        code = given?.Length == Length ? given.ToLowerInvariant() : null;
        if (code is null || code.AsSpan().ContainsAnyExcept(Known))
        {
            code = null;
        }

        return code is not null;
    }
}
