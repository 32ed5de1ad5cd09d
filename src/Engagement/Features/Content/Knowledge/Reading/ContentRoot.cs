using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// The folder in which a site maker keeps its pages, and which is no part of their addresses: Hugo's <c>content</c>
/// (gohugo.io/content-management/organization), MkDocs' <c>docs_dir</c> (mkdocs.org/user-guide/configuration), Astro's <c>src/pages</c>
/// (docs.astro.build/en/basics/astro-pages), VitePress' <c>srcDir</c> beside its <c>.vitepress</c> (vitepress.dev/guide/routing). Told by
/// the configuration that lies beside it.
/// </summary>
internal sealed partial class ContentRoot
{
    // Where Astro publishes these is written in a program of the site's own.
    private const string Collections = "src/content/";

    private const string Rewritten = "its site's configuration rewrites where pages are";

    // The folder of VitePress' own files, whether it holds a configuration or none.
    private const string VitePress = ".vitepress/config";

    private readonly string? _root;
    private readonly bool _isAstro;
    private readonly bool _hasEnds;

    private readonly string? _why;
    private readonly VitePressRewrites? _rewrites;

    private ContentRoot(string? root, bool isAstro, bool hasEnds = false, string? why = null, VitePressRewrites? rewrites = null) =>
        (_root, _isAstro, _hasEnds, _why, _rewrites) = (root, isAstro, hasEnds, why, rewrites);

    public static ContentRoot None { get; } = new(null, false);

    /// <summary>
    /// Where the listing of a folder tells that VitePress is at work in it; by its text, if there is one, what it is set to.
    /// </summary>
    /// <param name="folder">With a slash at its end, or empty.</param>
    public static string MarkOfVitePress(string folder) => folder + VitePress;

    /// <param name="files">The folder's, by their paths.</param>
    /// <param name="open">The text of one; null: it cannot be read.</param>
    public static ContentRoot Find(IReadOnlyCollection<string> files, Func<string, string?> open)
    {
        var top = files.Where(f => !f.Contains('/', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        if (top.Any(f => HugoOwn().IsMatch(f))
            || (top.Any(f => HugoOlder().IsMatch(f)) && files.Any(f => f.StartsWith("content/", StringComparison.Ordinal))))
        {
            return new("content/", false);
        }

        if (top.FirstOrDefault(f => f is "mkdocs.yml" or "mkdocs.yaml") is { } mkdocs)
        {
            var named = DocsFolder().Match(open(mkdocs) ?? "");
            return new(named.Success ? named.Groups[1].Value.Trim('/') + "/" : "docs/", false);
        }

        return top.Any(f => f.StartsWith("astro.config.", StringComparison.Ordinal)) ? new("src/pages/", true)
            : files.Where(f => f == VitePress || f.EndsWith("/" + VitePress, StringComparison.Ordinal)).MinBy(f => f.Length) is { } found
                ? OfVitePress(found[..^VitePress.Length], open(found))
            : None;
    }

    // Pages end in .html unless its configuration says cleanUrls (vitepress.dev/reference/site-config#cleanurls).
    private static ContentRoot OfVitePress(string folder, string? says)
    {
        var source = SourceFolder().Match(says ?? "");
        var inside = source.Success ? source.Groups[1].Value.Trim('.', '/') : "";
        var rewrites = VitePressRewrites.Find(says ?? "", out var isKnown);
        var why = source.Groups[1].Value.StartsWith("..", StringComparison.Ordinal) ? "its site keeps its pages beside its own folder"
            : !isKnown ? Rewritten : null;
        return new(folder + (inside.Length > 0 ? inside + "/" : ""), false, !CleanUrls().IsMatch(says ?? ""), why, rewrites);
    }

    /// <summary>A page's path on the site where its address ends as a file's does; null: it ends in its name.</summary>
    public string? PathWithEnd(string path)
    {
        var place = Path.ChangeExtension(Without(path), ".html");
        return !_hasEnds || _why is not null ? null
            : Path.GetFileName(place) == "index.html" ? "/" + place[..^"index.html".Length]
            : "/" + place;
    }

    /// <summary>Why nothing here says where a page is published; null: its place does.</summary>
    public string? Unknown(string path) => _isAstro && path.StartsWith(Collections, StringComparison.Ordinal)
        ? "where Astro publishes its content is written in the site's pages"
        : _why ?? (_rewrites is not null && _rewrites.PlaceOf(Inside(path)) is null ? Rewritten : null);

    /// <summary>A page's place as its readers see it.</summary>
    public string Without(string path) => _rewrites?.PlaceOf(Inside(path)) ?? Inside(path);

    private string Inside(string path) =>
        _root is not null && path.StartsWith(_root, StringComparison.Ordinal) ? path[_root.Length..] : path;

    [GeneratedRegex(@"\Ahugo\.(?:toml|ya?ml|json)\z")]
    private static partial Regex HugoOwn();

    [GeneratedRegex(@"\Aconfig\.(?:toml|ya?ml|json)\z")]
    private static partial Regex HugoOlder();

    [GeneratedRegex(@"\bsrcDir\s*:\s*['""`]([\w./-]{1,200})['""`]", RegexOptions.NonBacktracking)]
    private static partial Regex SourceFolder();

    [GeneratedRegex(@"\bcleanUrls\s*:\s*true\b", RegexOptions.NonBacktracking)]
    private static partial Regex CleanUrls();

    [GeneratedRegex(@"^docs_dir:[ \t]*['""]?([\w./-]{1,200})['""]?[ \t]*\r?$", RegexOptions.Multiline)]
    private static partial Regex DocsFolder();
}
