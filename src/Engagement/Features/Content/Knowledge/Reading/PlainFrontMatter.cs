using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// Front matter without a fence: lines of <c>Key: value</c> from the first line to the first blank one, as MultiMarkdown, Python-Markdown's
/// "meta" (python-markdown.github.io/extensions/meta_data), Pelican and MkDocs read it, and Nikola with two dots before each key.
/// </summary>
internal static partial class PlainFrontMatter
{
    private static readonly HashSet<string> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        "status", "draft", "published", "publish", "tags", "created", "created time", "created by", "last edited time", "last edited by",
        "date", "author", "owner",
    };

    /// <summary>
    /// Reads it; null: the text begins with words. Only a block that has a title is one, since "Note: …" is how a sentence begins.
    /// </summary>
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
                entries[last] = entries[last]
                    with { Value = JsonValue.Create($"{entries[last].Value}, {words.Trim()}".TrimStart(',', ' ')) };
                continue;
            }

            if (KeyAndValue().Match(words) is not { Success: true } match
                || !entries.TryAdd(match.Groups[1].Value, Entry(match.Groups[2].Value, line)))
            {
                return null;
            }

            last = match.Groups[1].Value;
        }

        return entries.ContainsKey("title") ? FrontMatter.Of(entries, text, at) : null;
    }

    /// <summary>
    /// The same ended by a line of dashes, in YAML, as Hexo reads it; null: words, or a heading that is underlined.
    /// </summary>
    /// <param name="start">Where its first words stand.</param>
    public static FrontMatter? AboveRule(string text, int start)
    {
        var lines = 0;
        for (var at = start; at < text.Length; lines++)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            var words = text.AsSpan(at, end - at).TrimEnd();
            if (words.Length == 0 || (lines == 0 && !KeyAndValue().IsMatch(words)))
            {
                return null;
            }

            if (words is "---")
            {
                return lines > 1 ? InYaml(text, start, at, Math.Min(end + 1, text.Length)) : null;
            }

            at = Math.Min(end + 1, text.Length);
        }

        return null;
    }

    private static FrontMatter? InYaml(string text, int start, int end, int body)
    {
        try
        {
            var entries = YamlFrontMatter.Parse(text[start..end], text.AsSpan(0, start).Count('\n') + 1);
            return entries.Keys.Any(k => k.Equals("title", StringComparison.OrdinalIgnoreCase))
                ? FrontMatter.Of(entries, text, body) : null;
        }
        catch (ArticleException)
        {
            return null;
        }
    }

    /// <summary>
    /// The same under the page's title, as Notion exports the properties of a page: a heading, a blank line, and lines of keys of which at
    /// least one is a property's; null: words follow. The heading stays in the body.
    /// </summary>
    /// <param name="start">Where its first words stand.</param>
    public static FrontMatter? UnderTitle(string text, int start)
    {
        if (!text.AsSpan(start).StartsWith("# ", StringComparison.Ordinal) || text.IndexOf('\n', start) is not (>= 0 and var title))
        {
            return null;
        }

        var entries = new Dictionary<string, FrontMatter.Entry>(StringComparer.OrdinalIgnoreCase);
        var line = text.AsSpan(0, title).Count('\n') + 2;
        var at = title + 1;
        for (; at < text.Length; line++)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            var words = text[at..end].TrimEnd();
            at = Math.Min(end + 1, text.Length);
            if (words.Length == 0 && entries.Count > 0)
            {
                break;
            }

            if (words.Length > 0 && (Property().Match(words) is not { Success: true } match
                || !entries.TryAdd(match.Groups[1].Value, Entry(match.Groups[2].Value, line))))
            {
                return null;
            }
        }

        // "State: California" is nobody's word for how far an article is.
        Keep("state", ArticleWords.States.ContainsKey);
        Keep("audience", ArticleWords.Audiences.ContainsKey);

        return entries.Keys.Any(Properties.Contains) ? FrontMatter.Of(entries, text[start..(title + 1)] + "\n" + text[at..]) : null;

        void Keep(string key, Predicate<string> isWord)
        {
            if (entries.TryGetValue(key, out var said) && !isWord(said.Value?.ToString() ?? ""))
            {
                entries.Remove(key);
            }
        }
    }

    private static FrontMatter.Entry Entry(string value, int line) =>
        new(value.Trim() is { Length: > 0 } words ? JsonValue.Create(words) : null, line);

    [GeneratedRegex(@"^(\p{L}[\p{L}\p{N} _/-]{0,40}):(?: +(\S.*))?$", RegexOptions.NonBacktracking)]
    private static partial Regex Property();

    [GeneratedRegex(@"^ {0,3}(?:\.\. )?([A-Za-z][A-Za-z0-9_-]{0,40}):(?:[ \t](.*))?$", RegexOptions.NonBacktracking)]
    private static partial Regex KeyAndValue();
}
