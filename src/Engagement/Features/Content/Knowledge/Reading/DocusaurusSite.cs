using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// Where a site of Docusaurus publishes its three kinds of pages (docusaurus.io/docs/docs-introduction, /blog, /creating-pages): documents
/// under <c>docs</c>, or where the configuration says, in their versions; posts under <c>blog</c>, by their days; other pages, of
/// <c>src/pages</c>, at the root. What is translated lies under its language, but for the site's own
/// (docusaurus.io/docs/i18n/introduction).
/// </summary>
internal sealed partial class DocusaurusSite
{
    private const string Pages = "src/pages/";
    private const string Plugin = "docusaurus-plugin-content-";

    private readonly string _folder;
    private readonly IReadOnlyList<DocusaurusDocs> _docs;
    private readonly IReadOnlyList<Blog> _blogs;
    private readonly string _translations; // where they lie, with a slash at the end
    private readonly string? _language;
    private readonly IReadOnlyList<string> _languages;
    private readonly IReadOnlyDictionary<string, string> _ofLanguages;

    private DocusaurusSite(string folder, string says, Func<string, string?> open)
    {
        _folder = folder;
        var preset = ScriptSettings.Objects(says, Preset()).FirstOrDefault();
        _docs = [.. Settings(says, preset, "docs", AnyDocs(), DocsPlugin())
            .Select(s => new DocusaurusDocs(s, name => open(folder + name)))];
        _blogs = [.. Settings(says, preset, "blog", AnyBlog(), BlogPlugin()).Select(Blog.Of)];
        var i18n = ScriptSettings.Objects(says, Translations()).FirstOrDefault();
        _translations = DocusaurusDocs.Slashed(ScriptSettings.Text(i18n?.GetValueOrDefault("path")) ?? "i18n");
        _language = i18n is null ? "en" : ScriptSettings.Text(i18n.GetValueOrDefault("defaultLocale"));
        _languages = ScriptSettings.List(i18n?.GetValueOrDefault("locales")) ?? [];
        _ofLanguages = ScriptSettings.Object(i18n?.GetValueOrDefault("localeConfigs")) ?? new Dictionary<string, string>();
    }

    /// <param name="files">The folder's, by their paths.</param>
    /// <param name="open">The text of one; null: it cannot be read.</param>
    /// <returns>Null: there is no configuration of one.</returns>
    public static DocusaurusSite? Find(IEnumerable<string> files, Func<string, string?> open) =>
        files.Where(f => Configuration().IsMatch(f)).MinBy(f => f.Length) is not { } config ? null
            : new(SitePaths.FolderOf(config), ScriptSettings.WithoutComments(open(config) ?? ""), open);

    /// <summary>A page's place on the site, with its end: where its kind begins, and by its name, its day or its id.</summary>
    public string PlaceOf(string path, FrontMatter head)
    {
        var (language, inside) = InLanguage(path);
        if (DocumentIn(inside, language) is { } own)
        {
            return BeforeOf(language) + own.Docs.BaseOf(own.Version)
                + DocumentOf(own.Page, head, IsFoldersOwn(own.Page), own.Docs.KeepsNumbers);
        }

        if (PostIn(inside, language) is { } found)
        {
            var post = Post().Replace(found.Page, "$2/$3/$4/$1$5$6");
            var name = head.Text("slug") is not null ? post[(post.LastIndexOf('/') + 1)..] : post; // a slug is all of its name
            return BeforeOf(language) + found.Blog.Base + name;
        }

        var pages = language is null ? Pages : Plugin + "pages/";
        return inside.StartsWith(pages, StringComparison.Ordinal) ? BeforeOf(language) + inside[pages.Length..] : DocumentOf(inside, head);
    }

    /// <summary>A document's place: without the numbers that set it in a row, by its id where it has one.</summary>
    /// <param name="path">With its end.</param>
    /// <param name="head">Of the document.</param>
    /// <param name="isFolders">It is the page of its folder, whatever it is called.</param>
    /// <param name="keepsNumbers">The site takes no numbers off names.</param>
    public static string DocumentOf(string path, FrontMatter head, bool isFolders = false, bool keepsNumbers = false)
    {
        var end = Path.GetExtension(path);
        var place = keepsNumbers || Publication.Flag(head.Text("parse_number_prefixes") ?? "") == false
            ? path[..^end.Length] : PageName.WithoutNumbers(path[..^end.Length]);
        var folder = place[..(place.LastIndexOf('/') + 1)];
        return (isFolders && head.Text("slug") is null ? folder + "index"
            : head.Text("id") is { } id && !id.Contains('/', StringComparison.Ordinal) ? folder + id
            : place) + end;
    }

    /// <summary>A slug that begins with a slash: from where pages of its kind begin, and not from the site's root.</summary>
    public string Rooted(string path, string slug)
    {
        var (language, inside) = InLanguage(path);
        var kind = DocumentIn(inside, language) is { } own ? own.Docs.BaseOf(own.Version)
            : PostIn(inside, language) is { } post ? post.Blog.Base : "";
        return $"/{BeforeOf(language)}{kind}{slug.TrimStart('/')}";
    }

    /// <summary>The language of a translated page; null: it is none.</summary>
    public string? LanguageOf(string path) => InLanguage(path).Language;

    /// <summary>Why nothing here says where a page is published; null: its place does.</summary>
    public string? Unknown(string path)
    {
        var (language, inside) = InLanguage(path);
        if (language is not null && BeforeOf(language) is null)
        {
            return "its language is not one of those that its site publishes, or is published where the configuration works out";
        }

        if (DocumentIn(inside, language) is { } own)
        {
            return own.Docs.Unknown(own.Version, own.Page);
        }

        return PostIn(inside, language) is { } post
            ? post.Blog.Base is null ? "its site's configuration works out where its posts are" : null
            : inside.StartsWith("versioned_docs/", StringComparison.Ordinal) ? "its version is not one of those that its site publishes"
            : language is not null && !inside.StartsWith(Plugin + "pages/", StringComparison.Ordinal)
                ? "nothing here says what it translates" : null;
    }

    // Those of the preset, or of whatever the configuration calls so; and those of plugins.
    private static IEnumerable<IReadOnlyDictionary<string, string>> Settings(
        string says, IReadOnlyDictionary<string, string>? preset, string kind, Regex any, Regex plugin)
    {
        var none = new Dictionary<string, string>();
        var plugins = ScriptSettings.Objects(says, plugin).ToList();
        if (preset is null)
        {
            var named = ScriptSettings.Objects(says, any).ToList();
            return [named.Find(s => s.ContainsKey("routeBasePath") || s.ContainsKey("path")) ?? named.FirstOrDefault() ?? none, .. plugins];
        }

        return preset.GetValueOrDefault(kind) switch
        {
            null => [none, .. plugins],
            "false" => plugins,
            var written => [ScriptSettings.Object(written) ?? none, .. plugins],
        };
    }

    // The language of a translated page, and its place in what is translated to that; any other page from the site's folder.
    private (string? Language, string Inside) InLanguage(string path)
    {
        var inside = path.StartsWith(_folder, StringComparison.Ordinal) ? path[_folder.Length..] : path;
        return inside.StartsWith(_translations, StringComparison.Ordinal) && inside[_translations.Length..] is var rest
            && rest.IndexOf('/', StringComparison.Ordinal) is > 0 and var cut ? (rest[..cut], rest[(cut + 1)..]) : (null, inside);
    }

    // Null: it is not published, or nobody knows where.
    private string? BeforeOf(string? language) =>
        language is null || language == _language ? ""
        : _language is null || !_languages.Contains(language)
            || _ofLanguages.GetValueOrDefault(language)?.Contains("baseUrl", StringComparison.Ordinal) == true ? null
        : language + "/";

    private (DocusaurusDocs Docs, string Version, string Page)? DocumentIn(string inside, string? language)
    {
        foreach (var docs in _docs)
        {
            var folder = $"{Plugin}docs{(docs.Id.Length > 0 ? "-" + docs.Id : "")}/";
            if ((language is null ? docs.Own(inside)
                : inside.StartsWith(folder, StringComparison.Ordinal) ? DocusaurusDocs.OwnTranslated(inside[folder.Length..])
                : null) is { } own)
            {
                return (docs, own.Version, own.Page);
            }
        }

        return null;
    }

    private (Blog Blog, string Page)? PostIn(string inside, string? language)
    {
        foreach (var blog in _blogs)
        {
            var folder = language is null ? blog.Folder : $"{Plugin}blog{(blog.Id.Length > 0 ? "-" + blog.Id : "")}/";
            if (folder is not null && inside.StartsWith(folder, StringComparison.Ordinal))
            {
                return (blog, inside[folder.Length..]);
            }
        }

        return null;
    }

    // Index, README, or named as its folder is, numbers included.
    private static bool IsFoldersOwn(string page)
    {
        var parts = page.Split('/');
        var name = Path.GetFileNameWithoutExtension(parts[^1]);
        return name.ToUpperInvariant() is "INDEX" or "README"
            || (parts.Length > 1 && name.Equals(parts[^2], StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"(?:\A|/)docusaurus\.config\.[cm]?[jt]s\z", RegexOptions.NonBacktracking)]
    private static partial Regex Configuration();

    [GeneratedRegex("""(?:['"`](?:@docusaurus/preset-)?classic['"`]|preset-classic['"`]\))\s*,\s*""", RegexOptions.NonBacktracking)]
    private static partial Regex Preset();

    [GeneratedRegex("""plugin-content-docs['"`]\)?\s*,\s*""", RegexOptions.NonBacktracking)]
    private static partial Regex DocsPlugin();

    [GeneratedRegex("""plugin-content-blog['"`]\)?\s*,\s*""", RegexOptions.NonBacktracking)]
    private static partial Regex BlogPlugin();

    [GeneratedRegex("""\bdocs['"]?\s*:\s*""", RegexOptions.NonBacktracking)]
    private static partial Regex AnyDocs();

    [GeneratedRegex("""\bblog['"]?\s*:\s*""", RegexOptions.NonBacktracking)]
    private static partial Regex AnyBlog();

    [GeneratedRegex("""\bi18n['"]?\s*:\s*""", RegexOptions.NonBacktracking)]
    private static partial Regex Translations();

    // 2024-05-06-news.md, 2024-05-06-news/index.md, 2024/05/06/news.md; a folder before the day comes behind it.
    [GeneratedRegex(@"\A(.*?)(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/]?(.*?)((?:/index)?\.mdx?)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Post();

    /// <param name="Id">Empty of the first.</param>
    /// <param name="Folder">With a slash at its end; null: it is worked out.</param>
    /// <param name="Base">The same of where it is published.</param>
    private sealed record Blog(string Id, string? Folder, string? Base)
    {
        public static Blog Of(IReadOnlyDictionary<string, string> says) => new(
            ScriptSettings.Text(says.GetValueOrDefault("id")) is { } id and not "default" ? id : "",
            PathOf(says, "path"), PathOf(says, "routeBasePath"));

        private static string? PathOf(IReadOnlyDictionary<string, string> says, string setting) =>
            !says.TryGetValue(setting, out var written) ? "blog/"
            : ScriptSettings.Text(written) is { } said ? DocusaurusDocs.Slashed(said) : null;
    }
}
