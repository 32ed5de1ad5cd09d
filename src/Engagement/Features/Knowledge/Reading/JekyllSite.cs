using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>Where Jekyll publishes posts and collections (jekyllrb.com/docs/permalinks): its configuration says so, not the file's place.</summary>
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
        var path = files.Where(f => f is "_config.yml" or "_config.yaml" || f.EndsWith("/_config.yml", StringComparison.Ordinal)).MinBy(f => f.Count(c => c == '/'));
        if (path is null || open(path) is not { } yaml)
        {
            return null;
        }

        try
        {
            return new JekyllSite(FrontMatter.Read($"---\n{yaml.Trim('\uFEFF', '-', ' ', '\n')}\n---\n"), path[..(path.LastIndexOf('/') + 1)]);
        }
        catch (ArticleException)
        {
            return null; // its own affair; then nothing is known of the site
        }
    }

    /// <summary>Whether a file's address cannot be read off its place.</summary>
    public static bool IsJekylls(string path, string? permalink) => permalink is not null
        ? Styles.ContainsKey(permalink) || (!Scheme().IsMatch(permalink) && Token().IsMatch(permalink))
        : path.Split('/')[..^1].Any(part => part.StartsWith('_'));

    /// <summary>The path on the site; null: nobody says.</summary>
    public string? PathOf(string path, string? permalink, FrontMatter head)
    {
        var parts = path[(path.StartsWith(_root, StringComparison.Ordinal) ? _root.Length : 0)..].Split('/');
        var at = Array.FindIndex(parts[..^1], part => part.StartsWith('_'));
        var collection = at < 0 ? "" : parts[at][1..];
        var settings = _config?.All("collections").OfType<JsonObject>().FirstOrDefault()?[collection] as JsonObject;
        var pattern = permalink ?? settings?["permalink"]?.ToString()
            ?? (collection == "posts" && _config is not null ? _config.Text("permalink") ?? "date" : settings?["output"]?.ToString() == "true" ? "/:collection/:path.html" : null);
        if (pattern is null || collection == "drafts")
        {
            return null;
        }

        var dated = Dated().Match(Path.GetFileNameWithoutExtension(parts[^1]));
        var time = head.Time("date") ?? (dated.Success ? FrontMatter.TimeOf(dated.Groups[1].Value) : null);
        var name = dated.Success && collection == "posts" ? dated.Groups[2].Value : Path.GetFileNameWithoutExtension(parts[^1]);
        IEnumerable<string> categories = [.. at > 0 ? parts[..at] : [], .. head.List("categories", "category")];
        var within = string.Join('/', at < 0 ? parts[..^1] : parts[(at + 1)..^1]);
        var known = true;
        var made = Token().Replace(Styles.GetValueOrDefault(pattern, pattern), token => token.Value switch
        {
            ":categories" => string.Join('/', categories.Select(Slug.From)),
            ":year" when time is { } t => t.ToString("yyyy", null),
            ":short_year" when time is { } t => t.ToString("yy", null),
            ":month" when time is { } t => t.ToString("MM", null),
            ":i_month" when time is { } t => t.Month.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ":day" when time is { } t => t.ToString("dd", null),
            ":i_day" when time is { } t => t.Day.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ":y_day" when time is { } t => t.DayOfYear.ToString("000", System.Globalization.CultureInfo.InvariantCulture),
            ":title" or ":slug" => head.Text("slug") ?? name,
            ":name" or ":basename" => name,
            ":path" => within.Length > 0 ? within + "/" + name : name,
            ":collection" => collection,
            ":output_ext" => ".html",
            _ => Fail(),
        });
        return known ? Slashes().Replace("/" + made, "/") : null;

        string Fail()
        {
            known = false;
            return "";
        }
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:", RegexOptions.NonBacktracking)]
    private static partial Regex Scheme();

    [GeneratedRegex(":[a-z_]+", RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    [GeneratedRegex(@"^(\d{4}-\d{1,2}-\d{1,2})-(.+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Dated();

    [GeneratedRegex("/{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Slashes();
}
