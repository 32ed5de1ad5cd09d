using System.IO.Enumeration;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// Where Jekyll publishes posts and collections (jekyllrb.com/docs/permalinks): its configuration says so, not the file's place.
/// </summary>
internal sealed partial class JekyllSite
{
    /// <summary>Nothing is known of it: only files with a permalink of their own have an address.</summary>
    public static readonly JekyllSite Unknown = new(null, "");

    private static readonly Dictionary<string, string> Styles = new(StringComparer.Ordinal)
    {
        ["date"] = "/:categories/:year/:month/:day/:title.html",
        ["pretty"] = "/:categories/:year/:month/:day/:title/",
        ["ordinal"] = "/:categories/:year/:y_day/:title.html",
        ["none"] = "/:categories/:title.html",
    };

    private readonly FrontMatter? _config;
    private readonly string _root;

    private JekyllSite(FrontMatter? config, string root) => (_config, _root) = (config, root);

    /// <summary>The site whose configuration lies highest in the folder.</summary>
    public static JekyllSite? Find(IEnumerable<string> files, Func<string, string?> open)
    {
        var path = files.Where(f => f is "_config.yml" or "_config.yaml" || f.EndsWith("/_config.yml", StringComparison.Ordinal))
            .MinBy(f => f.Count(c => c == '/'));
        if (path is null || open(path) is not { } yaml)
        {
            return null;
        }

        try
        {
            return new JekyllSite(
                FrontMatter.Read($"---\n{yaml.Trim('\uFEFF', '-', ' ', '\n')}\n---\n"), path[..(path.LastIndexOf('/') + 1)]);
        }
        catch (ArticleException)
        {
            return null; // its own affair; then nothing is known of the site
        }
    }

    /// <summary>Whether a file's address cannot be read off its place.</summary>
    public static bool IsJekylls(string path, string? permalink) => permalink is not null
        ? Styles.ContainsKey(permalink) || PermalinkTokens.Has(permalink)
        : path.Split('/')[..^1].Any(part => part.StartsWith('_'));

    /// <summary>
    /// What its configuration says of pages by their place and kind (jekyllrb.com/docs/configuration/front-matter-defaults), the last
    /// first; before all that it leaves some out.
    /// </summary>
    public IEnumerable<JsonObject> DefaultsOf(string path)
    {
        var place = path[(path.StartsWith(_root, StringComparison.Ordinal) ? _root.Length : 0)..];
        var kind = place.Split('/')[..^1].FirstOrDefault(part => part.StartsWith('_'))?[1..] ?? "pages";
        var rules = _config?.All("defaults").OfType<JsonArray>().SelectMany(list => list.OfType<JsonObject>()) ?? [];
        var excluded = (_config?.List("exclude") ?? []).Any(scope => scope.Length > 0 && IsIn(place, scope));
        return (excluded ? [new JsonObject { ["published"] = "false" }] : Array.Empty<JsonObject>()).Concat(rules.Reverse()
            .Where(rule => rule["scope"] is not JsonObject scope
                || (IsIn(place, scope["path"]?.ToString())
                    && scope["type"]?.ToString() is var type && (string.IsNullOrEmpty(type) || type == kind)))
            .Select(rule => rule["values"]).OfType<JsonObject>());
    }

    private static bool IsIn(string place, string? scope) => string.IsNullOrEmpty(scope)
        || place.Equals(scope, StringComparison.Ordinal) || place.StartsWith(scope.TrimEnd('/') + "/", StringComparison.Ordinal)
        || (scope.Contains('*', StringComparison.Ordinal) && FileSystemName.MatchesSimpleExpression(scope, place));

    /// <summary>The path on the site; null: nobody says.</summary>
    public string? PathOf(string path, string? permalink, FrontMatter head)
    {
        var parts = path[(path.StartsWith(_root, StringComparison.Ordinal) ? _root.Length : 0)..].Split('/');
        var at = Array.FindIndex(parts[..^1], part => part.StartsWith('_'));
        var collection = at < 0 ? "" : parts[at][1..];
        var settings = _config?.All("collections").OfType<JsonObject>().FirstOrDefault()?[collection] as JsonObject;
        var pattern = permalink ?? settings?["permalink"]?.ToString()
            ?? (collection == "posts" && _config is not null ? _config.Text("permalink") ?? "date"
                : settings?["output"]?.ToString() == "true" ? "/:collection/:path.html"
                : null);
        if (pattern is null || collection == "drafts")
        {
            return null;
        }

        var within = string.Join('/', at < 0 ? parts[..^1] : parts[(at + 1)..^1]);
        var isPost = collection == "posts";
        var dated = Dated().Match(Path.GetFileNameWithoutExtension(parts[^1]));
        return new PermalinkTokens(head)
        {
            File = isPost && dated.Success ? dated.Groups[2].Value : Path.GetFileNameWithoutExtension(parts[^1]),
            Time = head.Time("date") ?? (dated.Success ? FrontMatter.TimeOf(dated.Groups[1].Value) : null),
            Collection = collection,
            Folders = at > 0 ? parts[..at] : [],
            Within = within,
        }.Fill(Styles.GetValueOrDefault(pattern, pattern));
    }

    [GeneratedRegex(@"^(\d{4}-\d{1,2}-\d{1,2})-(.+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Dated();
}
