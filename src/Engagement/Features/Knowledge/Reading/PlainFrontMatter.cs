using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>
/// Front matter without a fence: lines of <c>Key: value</c> from the first line to the first blank one, as MultiMarkdown, Python-Markdown's
/// "meta" (python-markdown.github.io/extensions/meta_data), Pelican and MkDocs read it.
/// </summary>
internal static partial class PlainFrontMatter
{
    /// <summary>Reads it; null: the text begins with words. Only a block that has a title is one, since "Note: …" is how a sentence begins.</summary>
    /// <param name="start">Where its first words stand.</param>
    public static FrontMatter? Read(string text, int start)
    {
        var entries = new Dictionary<string, FrontMatter.Entry>(StringComparer.OrdinalIgnoreCase);
        var line = text.AsSpan(0, start).Count('\n') + 1;
        string? last = null;
        var at = start;
        for (; at < text.Length; line++)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            var words = text[at..end].TrimEnd();
            at = Math.Min(end + 1, text.Length);
            if (words.Length == 0)
            {
                break;
            }

            if (last is not null && (words[0] == '\t' || words.StartsWith("    ", StringComparison.Ordinal)))
            {
                entries[last] = entries[last] with { Value = JsonValue.Create($"{entries[last].Value}, {words.Trim()}".TrimStart(',', ' ')) };
                continue;
            }

            if (KeyAndValue().Match(words) is not { Success: true } match || !entries.TryAdd(match.Groups[1].Value, Entry(match.Groups[2].Value, line)))
            {
                return null;
            }

            last = match.Groups[1].Value;
        }

        return entries.ContainsKey("title") ? FrontMatter.Of(entries, text, at) : null;
    }

    private static FrontMatter.Entry Entry(string value, int line) =>
        new(value.Trim() is { Length: > 0 } words ? JsonValue.Create(words) : null, line);

    [GeneratedRegex(@"^ {0,3}([A-Za-z][A-Za-z0-9_-]{0,40}):(?:[ \t](.*))?$", RegexOptions.NonBacktracking)]
    private static partial Regex KeyAndValue();
}
