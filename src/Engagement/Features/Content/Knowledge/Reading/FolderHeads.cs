using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// What a page's folders say of all pages in them: Hugo's <c>cascade</c> (gohugo.io/configuration/cascade), Eleventy's directory data
/// (11ty.dev/docs/data-template-dir), Jekyll's <c>defaults</c>. Used by many threads at once.
/// </summary>
internal sealed partial class FolderHeads(IReadOnlyDictionary<string, string> files, Func<string, string?> open, JekyllSite? jekyll)
{
    private static readonly string[] Sections = ["_index.md", "_index.markdown", "_index.mdx"];

    // A folder's data is the site maker's own: of it only what tells whether a page is out.
    private static readonly string[] OfData = ["draft", "published", "permalink", "eleventyExcludeFromCollections"];

    private readonly ConcurrentDictionary<string, IReadOnlyList<Rule>> _known = new(StringComparer.Ordinal);

    /// <summary>The values for a page, the nearest folder's first.</summary>
    public IReadOnlyList<JsonObject> Of(string path)
    {
        var said = new List<JsonObject>();
        var folder = path;
        do
        {
            folder = folder[..(folder.TrimEnd('/').LastIndexOf('/') + 1)];
            said.AddRange(_known.GetOrAdd(folder, Read).Where(rule => rule.IsFor(path)).Select(rule => rule.Values));
        }
        while (folder.Length > 0);

        said.AddRange(jekyll?.DefaultsOf(path) ?? []);
        return said;
    }

    private List<Rule> Read(string folder)
    {
        var rules = new List<Rule>();
        foreach (var section in Sections)
        {
            if (Text(folder + section) is { } text)
            {
                rules.AddRange(Head(text)?.All("cascade").SelectMany(Cascade) ?? []);
            }
        }

        var name = folder.TrimEnd('/').Split('/')[^1];
        foreach (var data in (ReadOnlySpan<string>)[$"{name}.11tydata.json", $"{name}.json"])
        {
            if (name.Length > 0 && Text(folder + data) is { } json && Head(json) is { } head)
            {
                rules.Add(new Rule(null, new JsonObject(OfData.Where(key => head.All(key).Any())
                    .Select(key => KeyValuePair.Create(key, head.All(key).First()?.DeepClone())))));
            }
        }

        // A program: what it says in so many words is heeded.
        var program = $"{folder}{name}.11tydata.";
        if (name.Length > 0 && (Text(program + "js") ?? Text(program + "cjs") ?? Text(program + "mjs")) is { } script
            && Hides().IsMatch(script))
        {
            rules.Add(new Rule(null, new JsonObject { ["draft"] = "true" }));
        }

        return rules;
    }

    private string? Text(string path) =>
        files.TryGetValue(path, out var found) && open(found) is { Length: <= FrontMatter.MostLength * 10 } text ? text : null;

    private static FrontMatter? Head(string text)
    {
        try
        {
            return FrontMatter.Read(text);
        }
        catch (ArticleException)
        {
            return null; // it fails by itself, under its own name
        }
    }

    // A map of values, perhaps for some pages only; a list of such maps; or, in doubt, a word that is meant.
    private static IEnumerable<Rule> Cascade(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(Cascade),
        JsonObject map => [new Rule(Target(map), map)],
        JsonValue word => [new Rule(null, new JsonObject { [word.ToString().Trim()] = "true" })],
        _ => [],
    };

    private static JsonObject? Target(JsonObject map) => (map.FirstOrDefault(p => p.Key is "target" or "_target").Value) as JsonObject;

    [GeneratedRegex(@"\b(?:draft|eleventyExcludeFromCollections)""?\s*:\s*true\b|\bpermalink""?\s*:\s*false\b",
        RegexOptions.NonBacktracking)]
    private static partial Regex Hides();

    /// <param name="Target">Which pages it is for, in Hugo's words; null: all.</param>
    /// <param name="Values">What it says of them.</param>
    private sealed record Rule(JsonObject? Target, JsonObject Values)
    {
        // In doubt it is.
        public bool IsFor(string path)
        {
            var isSection = Path.GetFileNameWithoutExtension(path).Split('.')[0] == "_index";
            var place = "/" + path[..^Path.GetExtension(path).Length];
            var content = place.IndexOf("/content/", StringComparison.OrdinalIgnoreCase);
            var inContent = content < 0 ? place : place[(content + "/content".Length)..];
            return Fits("kind", isSection ? "section" : "page", isSection ? "home" : "page") && Fits("path", place, inContent);
        }

        private bool Fits(string key, string one, string other)
        {
            var said = Target?.FirstOrDefault(p => p.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
            var pattern = said is JsonValue value ? value.ToString().Trim() : "";
            return pattern.Length == 0 || pattern.AsSpan().IndexOfAny('{', '[', '\\') >= 0
                || FileSystemName.MatchesSimpleExpression(pattern, one) || FileSystemName.MatchesSimpleExpression(pattern, other);
        }
    }
}
