using System.Text.RegularExpressions;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>
/// What stands in braces after a heading, a link or a block: <c>{#id .class key="value"}</c>, and kramdown's with a colon.
/// </summary>
internal static partial class AttributeList
{
    /// <summary>Longer ones are something else.</summary>
    public const int Most = 300;

    /// <param name="text">From brace to brace.</param>
    /// <param name="alone">Not after a link or the like: then a key with a value alone may be anything.</param>
    /// <param name="id">The anchor in it, or null.</param>
    public static bool Is(string text, bool alone, out string? id)
    {
        id = null;
        if (text.Length is < 3 or > Most)
        {
            return false;
        }

        var inside = text[1..^1].Trim();
        if (inside.StartsWith("/*", StringComparison.Ordinal) && inside.EndsWith("*/", StringComparison.Ordinal) && inside.Length > 4)
        {
            inside = inside[2..^2].Trim(); // as Docusaurus writes ids in MDX
        }

        if (inside.StartsWith(':'))
        {
            var rest = inside.TrimStart(':').Trim();
            id = Id().Match(" " + rest) is { Success: true } kramdown ? kramdown.Groups[1].Value : null;
            return true;
        }

        if (!List().IsMatch(inside) || (alone && inside[0] is not ('#' or '.')))
        {
            return false;
        }

        id = Id().Match(" " + inside) is { Success: true } match ? match.Groups[1].Value : null;
        return true;
    }

    /// <summary>Could nothing else be meant by it, wherever it stands? Names of letters, and values in quotation marks.</summary>
    /// <inheritdoc cref="Is"/>
    public static bool IsForSure(string text) =>
        text.Length <= Most && Is(text, alone: false, out _) && Sure().IsMatch(text[1..^1].Trim());

    [GeneratedRegex("""^(?:[#.][a-z][\w-]*|[A-Za-z][\w:-]*=(?:"[^"]*"|'[^']*'))(?:\s|$)""", RegexOptions.NonBacktracking)]
    private static partial Regex Sure();

    [GeneratedRegex("""^(?:(?:[#.][\p{L}\p{N}_][\p{L}\p{N}_.:/-]*|[A-Za-z][\w:-]*=(?:"[^"]*"|'[^']*'|[^\s"']+)|-|unnumbered)\s*)+$""",
        RegexOptions.NonBacktracking)]
    private static partial Regex List();

    [GeneratedRegex(@"\s#([\p{L}\p{N}_][\p{L}\p{N}_.:-]*)", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
