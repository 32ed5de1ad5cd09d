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

        var says = Comment().Replace(open(config) ?? "", "");
        var said = DocsBase().Match(says);
        var docs = said.Success ? said.Groups[1].Value.Trim('/') : "docs";
        return new(config[..(config.LastIndexOf('/') + 1)], docs.Length > 0 ? docs + "/" : "");
    }

    /// <summary>A page's place on the site, with its end: where its kind begins, and by its name, its day or its id.</summary>
    public string PlaceOf(string path, FrontMatter head)
    {
        var inside = Inside(path);
        if (inside.StartsWith(Blog, StringComparison.Ordinal))
        {
            var post = Post().Replace(inside, "blog/$2/$3/$4/$1$5$6");
            return head.Text("slug") is not null ? Blog + post[(post.LastIndexOf('/') + 1)..] : post; // a slug is all of its name
        }

        return inside.StartsWith(Pages, StringComparison.Ordinal) ? inside[Pages.Length..]
            : inside.StartsWith(Docs, StringComparison.Ordinal)
                ? _base + DocumentOf(inside, head, isFolders: IsFoldersOwn(inside))[Docs.Length..]
            : DocumentOf(inside, head);
    }

    /// <summary>A document's place: without the numbers that set it in a row, by its id where it has one.</summary>
    /// <param name="path">With its end.</param>
    /// <param name="head">Of the document.</param>
    /// <param name="isFolders">It is the page of its folder, whatever it is called.</param>
    public static string DocumentOf(string path, FrontMatter head, bool isFolders = false)
    {
        var end = Path.GetExtension(path);
        var place = PageName.WithoutNumbers(path[..^end.Length]);
        var folder = place[..(place.LastIndexOf('/') + 1)];
        return (isFolders && head.Text("slug") is null ? folder + "index"
            : head.Text("id") is { } id && !id.Contains('/', StringComparison.Ordinal) ? folder + id
            : place) + end;
    }

    /// <summary>A slug that begins with a slash: from where pages of its kind begin, and not from the site's root.</summary>
    public string Rooted(string path, string slug)
    {
        var inside = Inside(path);
        return inside.StartsWith(Docs, StringComparison.Ordinal) ? $"/{_base}{slug.TrimStart('/')}"
            : inside.StartsWith(Blog, StringComparison.Ordinal) ? $"/{Blog}{slug.TrimStart('/')}" : slug;
    }

    /// <summary>Why nothing here says where a page is published; null: its place does.</summary>
    public string? Unknown(string path) =>
        Inside(path).StartsWith("versioned_docs/", StringComparison.Ordinal) || Inside(path).StartsWith("i18n/", StringComparison.Ordinal)
            ? "where Docusaurus publishes a version or a translation is set by the whole site" : null;

    // Index, README, or named as its folder is, numbers included.
    private static bool IsFoldersOwn(string inside)
    {
        var parts = inside[Docs.Length..].Split('/');
        var name = Path.GetFileNameWithoutExtension(parts[^1]);
        return name.ToUpperInvariant() is "INDEX" or "README"
            || (parts.Length > 1 && name.Equals(parts[^2], StringComparison.OrdinalIgnoreCase));
    }

    private string Inside(string path) => path.StartsWith(_folder, StringComparison.Ordinal) ? path[_folder.Length..] : path;

    [GeneratedRegex(@"(?:\A|/)docusaurus\.config\.[cm]?[jt]s\z", RegexOptions.NonBacktracking)]
    private static partial Regex Configuration();

    // A whole line of one.
    [GeneratedRegex(@"^[ \t]*//[^\n]*$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    // Other settings before it may hold braces of their own, two deep.
    [GeneratedRegex(
        @"\bdocs\s*:\s*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*?\brouteBasePath\s*:\s*['""]([\w./-]*)['""]", RegexOptions.NonBacktracking)]
    private static partial Regex DocsBase();

    // blog/2024-05-06-news.md, blog/2024-05-06-news/index.md, blog/2024/05/06/news.md; a folder before the day comes behind it.
    [GeneratedRegex(@"\Ablog/(.*?)(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/]?(.*?)((?:/index)?\.mdx?)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Post();
}
