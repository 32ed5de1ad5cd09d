using System.Text.RegularExpressions;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>
/// Whether words of ours are those that stand at a network. Networks put names before an answer, rewrite links and change signs, so only
/// letters and digits are compared, without links and the names at the beginning.
/// </summary>
internal static partial class SameWords
{
    public static bool Are(string ours, string theirs) => Essence(ours) is { Length: > 0 } essence
        ? essence == Essence(theirs) : ours.Trim() == theirs.Trim();

    private static string Essence(string words) =>
        string.Concat(Links().Replace(Names().Replace(words, ""), "").Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant));

    [GeneratedRegex(@"^(\s*@[\w.@-]+)+\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Names();

    [GeneratedRegex(@"(https?://|www\.)\S+", RegexOptions.IgnoreCase)]
    private static partial Regex Links();
}
