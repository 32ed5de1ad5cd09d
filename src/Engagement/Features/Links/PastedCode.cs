using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Engagement.Features.Links;

/// <summary>
/// A code with what people paste along: the full stop, bracket or quotation mark of the sentence it stood in, in any script, also
/// percent-encoded once more; the words behind it where a script sets no space; signs of no width. Never a letter or digit that could be a code's.
/// </summary>
internal static partial class PastedCode
{
    private const int Longest = 200;

    public static bool TryParse(string? given, [NotNullWhen(true)] out string? code)
    {
        if (LinkCode.TryParse(given, out code))
        {
            return true;
        }

        if (given is null || given.Length > Longest)
        {
            return false;
        }

        var plain = given.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(given) : given;
        return Pasted().Match(plain) is { Success: true } match && LinkCode.TryParse(match.Groups[1].Value, out code);
    }

    // The entity is one that was left of HTML. What stands before is a bracket, a quotation mark or nothing to see.
    [GeneratedRegex(@"^[^A-Za-z0-9/\\]*([A-Za-z0-9]{8})(?:&(?:amp|quot|gt|lt|nbsp|#39);?|[^A-Za-z0-9])*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pasted();
}
