using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// What stands in braces after a heading, a link or a block: <c>{#id .class key="value"}</c>, and kramdown's with a colon. Braces mean
/// much else (Prometheus' <c>up{job="api"}</c>, jq's <c>{.items}</c>, Go's <c>{.Name}</c>, Elixir's <c>{:ok, value}</c>), so what is one
/// depends on where it stands, too.
/// </summary>
internal static partial class AttributeList
{
    /// <summary>Longer ones are something else.</summary>
    public const int Most = 300;

    /// <param name="text">From brace to brace.</param>
    /// <param name="alone">Not directly behind a link or the like: then a key with a value may be anything, and so may a path.</param>
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

        if (inside.StartsWith(':') ? !Kramdown().IsMatch(inside)
            : !List().IsMatch(inside) || (alone && (inside[0] is not ('#' or '.') || IsPath(inside))))
        {
            return false;
        }

        id = Id().Match(" " + inside.TrimStart(':')) is { Success: true } match ? match.Groups[1].Value : null;
        return true;
    }

    /// <summary>
    /// Could nothing else be meant by it among words? HTML's own attributes in quotation marks, a class together with an id, or kramdown's
    /// colon before what only it writes so.
    /// </summary>
    /// <inheritdoc cref="Is"/>
    public static bool IsForSure(string text) => text.Length <= Most && Sure().IsMatch(text[1..^1].Trim());

    // {.metadata.name}, and of templates {.Name}: what a program picks out of something, and no class.
    private static bool IsPath(string inside) => inside[0] == '.' && inside.Length > 1
        && (char.IsUpper(inside[1]) || inside.IndexOf('.', 1) is > 0 and var dot && !char.IsWhiteSpace(inside[dot - 1]));

    private const string Name = "[A-Za-z][A-Za-z0-9_-]*";

    private const string Known = """(?:class|id|style|width|height|align|target|rel|title|lang|loading|(?:data|aria)-[\w-]+)""";

    private const string Quoted = """(?:"[^"]*"|'[^']*')""";

    // Of what only HTML knows by these names; or .class and #id together.
    [GeneratedRegex($@"^(?:(?:[#.]{Name}\s+)*{Known}={Quoted}(?:\s+(?:[#.]{Name}|{Known}={Quoted}))*"
        + $@"|(?:\.{Name}\s+)+#{Name}(?:\s+\.{Name})*|#{Name}(?:\s+\.{Name})+"
        + $@"|:\s*(?:[#.][\w-]+|[A-Za-z][\w:-]*={Quoted})(?:\s+(?:[#.][\w-]+|[A-Za-z][\w:-]*={Quoted}))*)$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Sure();

    // The last is Pandoc's, behind code: {=html}.
    [GeneratedRegex("""^(?:(?:[#.][\p{L}\p{N}_][\p{L}\p{N}_.:/-]*|[A-Za-z][\w:-]*=(?:"[^"]*"|'[^']*'|[^\s"']+)|-|unnumbered)\s*)+$"""
        + """|^=[A-Za-z][\w-]*$""", RegexOptions.NonBacktracking)]
    private static partial Regex List();

    // {: .class #id key="value" name}, {:name: .class}, {::options key="value" /}, {:/comment} (kramdown.gettalong.org/syntax.html).
    [GeneratedRegex("""^:(?::[A-Za-z]\w*(?:\s+[\w-]+=(?:"[^"]*"|'[^']*'))*\s*/?|/[A-Za-z]*|"""
        + """(?:[A-Za-z][\w-]*:\s)?\s*(?:(?:[#.][\p{L}\p{N}_][\p{L}\p{N}_:/-]*|"""
        + """[A-Za-z][\w:-]*=(?:"[^"]*"|'[^']*'|[^\s"']+)|[A-Za-z][\w-]*)(?:\s+|$))+)$""", RegexOptions.NonBacktracking)]
    private static partial Regex Kramdown();

    [GeneratedRegex(@"\s#([\p{L}\p{N}_][\p{L}\p{N}_.:-]*)", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
