using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// Front matter as Org mode writes it, which Hugo reads as well (gohugo.io/content-management/front-matter): lines of <c>#+key: value</c>,
/// a
/// list as <c>#+key[]: one two</c>, with blank lines, comments and property drawers between.
/// </summary>
internal static partial class OrgFrontMatter
{
    /// <summary>Reads it; null: the text begins otherwise.</summary>
    /// <param name="start">Where its first words stand.</param>
    public static FrontMatter? Read(string text, int start)
    {
        var entries = new Dictionary<string, FrontMatter.Entry>(StringComparer.OrdinalIgnoreCase);
        var line = text.AsSpan(0, start).Count('\n') + 1;
        var (at, body) = (start, start);
        var isInDrawer = false;
        for (; at < text.Length && at - start <= FrontMatter.MostLength; line++)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            var words = text[at..end].Trim();
            at = Math.Min(end + 1, text.Length);
            if (KeyAndValue().Match(words) is { Success: true } match)
            {
                var key = match.Groups[1].Value.Equals("filetags", StringComparison.OrdinalIgnoreCase) ? "tags" : match.Groups[1].Value;
                entries.TryAdd(key, new FrontMatter.Entry(Value(match.Groups[3].Value.Trim(), match.Groups[2].Success), line));
                body = at;
            }
            else if (entries.Count == 0 && words is not [':', ..])
            {
                return null;
            }
            else if (words.ToUpperInvariant() is ":PROPERTIES:" or ":END:")
            {
                isInDrawer = words[1] is 'P' or 'p';
                body = at;
            }
            else if (words.Length > 0 && !isInDrawer && !words.StartsWith("# ", StringComparison.Ordinal))
            {
                break;
            }
        }

        return entries.Count == 0 ? null : FrontMatter.Of(entries, text, body);
    }

    // A date stands in brackets, with the day of the week: <2026-11-30 Mon 10:00>.
    private static JsonNode? Value(string value, bool isList)
    {
        if (Date().Match(value) is { Success: true } date)
        {
            return JsonValue.Create($"{date.Groups[1].Value} {date.Groups[2].Value}".Trim());
        }

        var tags = value is [':', .., ':'] ? value.Split(':', StringSplitOptions.RemoveEmptyEntries)
            : isList ? value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : null;
        return tags is not null ? new JsonArray([.. tags.Select(t => (JsonNode)JsonValue.Create(t.Trim('"')))])
            : value.Length == 0 ? null : JsonValue.Create(value.Trim('"'));
    }

    [GeneratedRegex(@"^#\+([A-Za-z][A-Za-z0-9_-]{0,40})(\[\])?:(?:\s(.*))?$", RegexOptions.NonBacktracking)]
    private static partial Regex KeyAndValue();

    [GeneratedRegex(@"^[<\[](\d{4}-\d{2}-\d{2})(?:\s+\p{L}+\.?)?(?:\s+(\d{1,2}:\d{2}))?[^\]>]*[>\]]$", RegexOptions.NonBacktracking)]
    private static partial Regex Date();
}
