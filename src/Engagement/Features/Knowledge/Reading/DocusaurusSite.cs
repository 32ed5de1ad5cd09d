using System.Text.RegularExpressions;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>
/// Where a site of Docusaurus publishes its three kinds of pages (docusaurus.io/docs/docs-introduction, /blog, /creating-pages): documents
/// under <c>docs</c>, or where the configuration says; posts under <c>blog</c>, by their days; other pages, of <c>src/pages</c>, at the
/// root.
/// </summary>
internal sealed partial class DocusaurusSite
{
    private const string Pages = "src/pages/";
    private const string Blog = "blog/";
    private const string Docs = "docs/";

    private readonly string _folder;
    private readonly string _base;

    private DocusaurusSite(string folder, string docsBase) => (_folder, _base) = (folder, docsBase);

    /// <param name="files">The folder's, by their paths.</param>
    /// <param name="open">The text of one; null: it cannot be read.</param>
    /// <returns>Null: there is no configuration of one.</returns>
    public static DocusaurusSite? Find(IEnumerable<string> files, Func<string, string?> open)
    {
        if (files.Where(f => Configuration().IsMatch(f)).MinBy(f => f.Length) is not { } config)
        {
            return null;
        }

        var said = DocsBase().Match(open(config) ?? "");
        var docs = said.Success ? said.Groups[1].Value.Trim('/') : "docs";
        return new(config[..(config.LastIndexOf('/') + 1)], docs.Length > 0 ? docs + "/" : "");
    }

    /// <param name="path">A page's, without the numbers that set it in a row, and with its end.</param>
    public string PlaceOf(string path)
    {
        var inside = path.StartsWith(_folder, StringComparison.Ordinal) ? path[_folder.Length..] : path;
        if (inside.StartsWith(Docs, StringComparison.Ordinal))
        {
            // A page named as its folder is the folder's own.
            var place = _base + inside[Docs.Length..];
            var parts = place.Split('/');
            return parts.Length > 1 && Path.GetFileNameWithoutExtension(parts[^1]).Equals(parts[^2], StringComparison.OrdinalIgnoreCase)
                ? $"{place[..(place.LastIndexOf('/') + 1)]}index{Path.GetExtension(place)}" : place;
        }

        return inside.StartsWith(Blog, StringComparison.Ordinal) ? Post().Replace(inside, "$1$2/$3/$4/$5")
            : inside.StartsWith(Pages, StringComparison.Ordinal) ? inside[Pages.Length..]
            : inside;
    }

    /// <summary>A slug that begins with a slash: from where pages of its kind begin, and not from the site's root.</summary>
    public string Rooted(string path, string slug)
    {
        var inside = path.StartsWith(_folder, StringComparison.Ordinal) ? path[_folder.Length..] : path;
        return inside.StartsWith(Docs, StringComparison.Ordinal) ? $"/{_base.TrimEnd('/')}{slug}"
            : inside.StartsWith(Blog, StringComparison.Ordinal) ? $"/{Blog}{slug.TrimStart('/')}" : slug;
    }

    /// <summary>Is it a post, whose name in its address is its slug alone?</summary>
    public bool IsPost(string path) => path.StartsWith(_folder + Blog, StringComparison.Ordinal);

    [GeneratedRegex(@"(?:\A|/)docusaurus\.config\.[cm]?[jt]s\z", RegexOptions.NonBacktracking)]
    private static partial Regex Configuration();

    [GeneratedRegex(@"\bdocs\s*:\s*\{[^{}]*?\brouteBasePath\s*:\s*['""]([\w./-]*)['""]", RegexOptions.NonBacktracking)]
    private static partial Regex DocsBase();

    // blog/2024-05-06-news.md, and blog/2024-05-06-news/index.md
    [GeneratedRegex(@"\A(blog/(?:.*/)?)(\d{4})-(\d{1,2})-(\d{1,2})-([^/]+(?:/index\.mdx?)?)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Post();
}
