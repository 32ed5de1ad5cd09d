namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>What a file's place and name say of it, by the customs of repositories and site makers.</summary>
internal static class FolderPlaces
{
    private const string PartOfOthers = "a part of other pages";
    private const string JekyllSettings = "_config.yml";

    private static readonly HashSet<string> Markdown = new(StringComparer.OrdinalIgnoreCase)
        { ".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mdwn", ".mdx" };

    // Words that are in a form we do not read.
    private static readonly HashSet<string> OtherWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ".adoc", ".asciidoc", ".rst", ".txt", ".html", ".htm", ".org", ".textile", ".wiki", ".mediawiki", ".ipynb", ".docx", ".odt", ".pdf",
        ".rmd", ".qmd", ".mdoc", ".njk", ".liquid",
    };

    // GitHub's community health files (docs.github.com, "default community health file") and what stands beside a program: however they are
    // written, and wherever they lie.
    private static readonly HashSet<string> AboutRepositories = new(StringComparer.OrdinalIgnoreCase)
    {
        "LICENSE", "LICENCE", "UNLICENSE", "COPYING", "README", "CONTRIBUTING", "CHANGELOG", "CODE_OF_CONDUCT", "CODE-OF-CONDUCT",
        "CODEOWNERS", "PULL_REQUEST_TEMPLATE",
        "ISSUE_TEMPLATE",
    };

    // Those whose names are words that an article may have for its own: only in capitals.
    private static readonly HashSet<string> InCapitals = new(StringComparer.Ordinal)
    {
        "COPYRIGHT", "NOTICE", "SECURITY", "CONTRIBUTORS", "CHANGES", "HISTORY", "RELEASING", "SUPPORT", "GOVERNANCE", "MAINTAINERS",
        "AUTHORS", "OWNERS", "FUNDING",
        "CITATION", "DCO", "AGENTS", "CLAUDE", "GEMINI", "DOCSTYLE", "STYLEGUIDE", "TODO", "ROADMAP",
        "RELEASE_NOTES", "RELEASE-NOTES", "RELEASENOTES", "RELEASES",
    };

    // At the root of the folder it is meant however it is written.
    private static readonly HashSet<string> AtRoot = new(StringComparer.OrdinalIgnoreCase) { "SECURITY" };

    // Pages that site makers and web servers make use of: GitBook's and mdBook's table of contents, pages for errors; what a search shows.
    private static readonly HashSet<string> OfTheSite = new(StringComparer.OrdinalIgnoreCase) { "SUMMARY", "404", "403", "500", "50x" };

    private static readonly HashSet<string> OfTheSiteAtRoot = new(StringComparer.OrdinalIgnoreCase) { "search", "sitemap" };

    // What Hugo, Hexo, Zola and Obsidian make pages from, and the themes of others; inside of a site's pages they are a part of it.
    private static readonly HashSet<string> PatternFolders = new(StringComparer.OrdinalIgnoreCase)
        { "archetypes", "templates", "scaffolds", "layouts", "themes", "exampleSite" };

    private static readonly HashSet<string> PageFolders = new(StringComparer.OrdinalIgnoreCase)
        { "content", "docs", "pages", "posts", "_posts", "_docs", "blog" };

    private static readonly HashSet<string> PartFolders = new(StringComparer.OrdinalIgnoreCase)
    {
        "_includes", "_include", "_layouts", "_data", "_sass", "_plugins", "_common", "_partials", "_partial", "_shared", "_snippets",
        "_templates", "_components",
        "_site", "_build", "_static", "_vendor", "_fragments", "_theme", "_themes", "includes", "partials", "snippets", "shortcodes",
        "node_modules", "bower_components",
    };

    // What VitePress asks which pages to make of a pattern.
    private static readonly string[] PathsEnds = [".paths.js", ".paths.ts", ".paths.mjs", ".paths.mts"];

    // Where Jekyll and Hexo keep what is not out yet.
    private static readonly string[] DraftFolders = ["_drafts", "drafts"];

    public static bool IsMarkdown(string name) => Markdown.Contains(Path.GetExtension(name));

    public static bool IsOtherWords(string name) => OtherWords.Contains(Path.GetExtension(name));

    public static bool IsDraft(string path) =>
        Path.GetFileNameWithoutExtension(path).EndsWith(".draft", StringComparison.OrdinalIgnoreCase)
        || path.Split('/')[..^1].Any(part => DraftFolders.Contains(part, StringComparer.OrdinalIgnoreCase));

    /// <summary>A folder whose files are parts of pages, or none of this site's.</summary>
    public static bool IsPartFolder(string name) => PartFolders.Contains(name);

    /// <summary>
    /// A page about a repository and not one of the site: a README below the root may be a folder's own page, so it is kept, as an internal
    /// draft.
    /// </summary>
    public static bool IsBesideArticles(string path)
    {
        var name = NameOf(path);
        return AboutRepositories.Contains(name) || InCapitals.Contains(name)
            || (!path.Contains('/', StringComparison.Ordinal) && AtRoot.Contains(name));
    }

    // README.de, README_zh-CN, LICENSE-MIT and CHANGELOG-2.0 are what they are in any language and version; "license keys" is not.
    private static string NameOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path[(path.LastIndexOf('/') + 1)..]);
        var bare = PageName.InLanguage(name + ".md") is { } named ? named.Page[..^3] : name;
        var cut = bare.AsSpan().IndexOfAny('-', '_', '.');
        return cut > 0 && bare[..cut] is var first && AboutRepositories.Contains(first) && !AboutRepositories.Contains(bare)
            && (first.All(char.IsAsciiLetterUpper) || first.Equals("readme", StringComparison.OrdinalIgnoreCase)) ? first : bare;
    }

    /// <summary>The pages among the files that are only parts of others, and at no address of their own.</summary>
    public static IReadOnlySet<string> Parts(IReadOnlyCollection<string> files)
    {
        var sites = JekyllSites(files);
        var all = files.Where(f => f.Contains(".paths.", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        return files.Where(f => IsMarkdown(f) && (WhyNoArticle(f, sites)?.StartsWith(PartOfOthers, StringComparison.Ordinal) == true
                || WhyTemplate(f, all.Contains) is not null))
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// Why a page is a pattern that its site makes pages of (vitepress.dev/guide/routing#dynamic-routes: <c>[pkg].md</c>, with the program
    /// beside it that says which); null: it is none.
    /// </summary>
    /// <param name="path">In the folder, with slashes.</param>
    /// <param name="isThere">Whether there is a file.</param>
    public static string? WhyTemplate(string path, Func<string, bool> isThere) =>
        IsMarkdown(path) && path.Contains('[', StringComparison.Ordinal) && path.Contains(']', StringComparison.Ordinal)
        && PathsEnds.Select(end => Path.ChangeExtension(path, end)).FirstOrDefault(isThere) is { } paths
            ? $"a pattern that pages are made of ({paths[(paths.LastIndexOf('/') + 1)..]} says which)" : null;

    /// <summary>The folders, with a slash at their end, that have a Jekyll configuration.</summary>
    public static IReadOnlySet<string> JekyllSites(IEnumerable<string> files) => files
        .Where(f => f == JekyllSettings || f.EndsWith("/" + JekyllSettings, StringComparison.Ordinal))
        .Select(f => f[..^JekyllSettings.Length]).ToHashSet(StringComparer.Ordinal);

    /// <summary>Why a file is no article; null: it is one.</summary>
    /// <param name="path">In the folder, with slashes.</param>
    /// <param name="jekyllSites">The folders, with a slash at their end, that have a Jekyll configuration: their other folders with _ hold
    /// collections.</param>
    public static string? WhyNoArticle(string path, IReadOnlySet<string> jekyllSites)
    {
        var cut = path.LastIndexOf('/') + 1;
        var isInPages = false;
        for (var (from, to) = (0, path.IndexOf('/', StringComparison.Ordinal)); to >= 0; (from, to) = (to + 1, path.IndexOf('/', to + 1)))
        {
            var part = path[from..to];
            isInPages |= PageFolders.Contains(part);
            if (IsPartFolder(part) || (!isInPages && PatternFolders.Contains(part))
                || (part[0] == '_' && part is not ("_posts" or "_drafts" or "_index") && !jekyllSites.Contains(path[..from])))
            {
                return $"{PartOfOthers} (in {part})";
            }
        }

        var name = Path.GetFileNameWithoutExtension(path[cut..]);
        if (IsBesideArticles(path) && !(cut > 0 && IsMarkdown(path) && NameOf(path).Equals("README", StringComparison.OrdinalIgnoreCase)))
        {
            return "a page about the repository";
        }

        if (OfTheSite.Contains(name) || (cut == 0 && OfTheSiteAtRoot.Contains(name)))
        {
            return "a page of the site itself (its contents, its errors, its search)";
        }

        return name.StartsWith('_') && !name.Split('.')[0].Equals("_index", StringComparison.OrdinalIgnoreCase)
            ? $"{PartOfOthers} (its name begins with _)" : null;
    }
}
