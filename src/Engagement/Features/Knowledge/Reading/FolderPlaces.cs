namespace Engagement.Features.Knowledge.Reading;

/// <summary>What a file's place and name say of it, by the customs of repositories and site makers.</summary>
internal static class FolderPlaces
{
    private static readonly HashSet<string> Markdown = new(StringComparer.OrdinalIgnoreCase) { ".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mdwn", ".mdx" };

    // Words that are in a form we do not read.
    private static readonly HashSet<string> OtherWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ".adoc", ".asciidoc", ".rst", ".txt", ".html", ".htm", ".org", ".textile", ".wiki", ".mediawiki", ".ipynb", ".docx", ".odt", ".pdf", ".rmd", ".qmd", ".mdoc", ".njk", ".liquid",
    };

    // GitHub's community health files, and what stands beside a program. In capitals they are these wherever they lie.
    private static readonly HashSet<string> AboutRepositories = new(StringComparer.Ordinal)
    {
        "LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "README", "SECURITY", "CONTRIBUTING", "CONTRIBUTORS", "CHANGELOG", "CHANGES", "HISTORY", "RELEASING",
        "CODE_OF_CONDUCT", "CODE-OF-CONDUCT", "SUPPORT", "GOVERNANCE", "MAINTAINERS", "AUTHORS", "OWNERS", "CODEOWNERS", "FUNDING", "CITATION", "DCO", "AGENTS", "CLAUDE", "GEMINI",
        "PULL_REQUEST_TEMPLATE", "ISSUE_TEMPLATE", "DOCSTYLE", "STYLEGUIDE", "TODO", "ROADMAP",
    };

    // At the root of the folder these are meant however they are written.
    private static readonly HashSet<string> AtRoot = new(StringComparer.OrdinalIgnoreCase)
        { "LICENSE", "LICENCE", "README", "SECURITY", "CONTRIBUTING", "CODE_OF_CONDUCT", "CODE-OF-CONDUCT", "CHANGELOG" };

    // Pages that site makers and web servers make use of: GitBook's and mdBook's table of contents, pages for errors, what a search shows.
    private static readonly HashSet<string> OfTheSite = new(StringComparer.OrdinalIgnoreCase) { "SUMMARY", "404", "403", "500", "50x", "search", "sitemap" };

    private static readonly HashSet<string> PartFolders = new(StringComparer.OrdinalIgnoreCase)
    {
        "_includes", "_include", "_layouts", "_data", "_sass", "_plugins", "_common", "_partials", "_partial", "_shared", "_snippets", "_templates", "_components",
        "_site", "_build", "_static", "_vendor", "_fragments", "_theme", "_themes", "includes", "partials", "snippets", "shortcodes", "node_modules",
    };

    // Where Jekyll and Hexo keep what is not out yet.
    private static readonly string[] DraftFolders = ["_drafts", "drafts"];

    public static bool IsMarkdown(string name) => Markdown.Contains(Path.GetExtension(name));

    public static bool IsOtherWords(string name) => OtherWords.Contains(Path.GetExtension(name));

    public static bool IsDraft(string path) => path.Split('/')[..^1].Any(part => DraftFolders.Contains(part, StringComparer.OrdinalIgnoreCase));

    /// <summary>A folder whose files are parts of pages, or none of this site's.</summary>
    public static bool IsPartFolder(string name) => PartFolders.Contains(name);

    /// <summary>A page about a repository and not one of the site: a README below the root may be a folder's own page, so it is kept, as an internal draft.</summary>
    public static bool IsBesideArticles(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path[(path.LastIndexOf('/') + 1)..]);
        return AboutRepositories.Contains(name) || (!path.Contains('/', StringComparison.Ordinal) && AtRoot.Contains(name));
    }

    /// <summary>Why a file is no article; null: it is one.</summary>
    /// <param name="path">In the folder, with slashes.</param>
    /// <param name="jekyllSites">The folders, with a slash at their end, that have a Jekyll configuration: their other folders with _ hold collections.</param>
    public static string? WhyNoArticle(string path, IReadOnlySet<string> jekyllSites)
    {
        var cut = path.LastIndexOf('/') + 1;
        for (var (from, to) = (0, path.IndexOf('/', StringComparison.Ordinal)); to >= 0; (from, to) = (to + 1, path.IndexOf('/', to + 1)))
        {
            var part = path[from..to];
            if (IsPartFolder(part) || (part[0] == '_' && part is not ("_posts" or "_drafts" or "_index") && !jekyllSites.Contains(path[..from])))
            {
                return $"a part of other pages (in {part})";
            }
        }

        var name = Path.GetFileNameWithoutExtension(path[cut..]);
        if (IsBesideArticles(path) && !(cut > 0 && name == "README"))
        {
            return "a page about the repository";
        }

        if (cut == 0 && OfTheSite.Contains(name))
        {
            return "a page of the site itself (its contents, its errors, its search)";
        }

        return name.StartsWith('_') && !name.Equals("_index", StringComparison.OrdinalIgnoreCase) ? "a part of other pages (its name begins with _)" : null;
    }
}
