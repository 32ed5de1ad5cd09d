using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Engagement.Common.Links;

namespace Engagement.Features.Publishing.Links;

/// <summary>
/// A code with what people paste along: the full stop, bracket or quotation mark of the sentence it stood in, in any script, also
/// percent-encoded once more; markup; another's tags without their question mark; the words behind it. Not what would be another address:
/// a letter or digit right behind it, or one behind a slash, a backslash, an at-sign or the full stop of a file's name.
/// </summary>
internal static partial class PastedCode
{
    // Characters: more than any campaign's tags.
    private const int Longest = 2000;

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

    // What stands before is a bracket, a quotation mark or nothing to see. A page's AMP address ends in /amp. A sentence may begin right
    // behind a full stop.
    [GeneratedRegex(
        @"^[^A-Za-z0-9/\\]*([A-Za-z0-9]{8})(?:/amp(?![A-Za-z0-9]))?[./\\@]*(?:[^A-Za-z0-9./\\@].*"
            + @"|(?<=[A-Za-z0-9]\.)[A-Z][a-z]*[^A-Za-z0-9./\\@].*)?$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Pasted();
}
