using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>
/// A folder as a site maker sees it: which files are in it, and at which addresses they are published. One for each import; used by many
/// threads at once.
/// </summary>
internal sealed partial class SiteFolder
{
    private static readonly string[] PageEnds = [".md", ".mdx", ".markdown",
        "/index.md", "/_index.md", "/index.mdx", "/README.md", "/readme.md"];

    private readonly Uri? _baseUrl;
    // as links write them -> as the folder does; null: nobody knows what lies beside it
    private readonly Dictionary<string, string>? _files;
    // of pages, without their folder; null: there are several
    private readonly Dictionary<string, string?> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, string?> _open;
    private readonly ConcurrentDictionary<string, string?> _addresses = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<ImportNote> _notes = [];
    private readonly JekyllSite? _jekyll;
    private readonly FolderHeads? _heads;
    private readonly Lazy<OtherAddresses>? _others;
    private readonly bool _isDocusaurus;
    private readonly DocusaurusSite? _docusaurus;
    private readonly ContentRoot _root = ContentRoot.None;
    private readonly Lazy<IReadOnlySet<string>> _parts = new(() => new HashSet<string>()); // pages that are none by themselves

    /// <param name="baseUrl">Where it is published; null: only pages with a whole address as permalink have one.</param>
    /// <param name="files">All its files by their paths, not only articles; null: unknown, and nothing is told missing.</param>
    /// <param name="open">The text of a file by its path; null: it cannot be read.</param>
    public SiteFolder(Uri? baseUrl, IEnumerable<string>? files = null, Func<string, string?>? open = null)
    {
        _baseUrl = baseUrl;
        _open = open ?? (_ => null);
        if (files is null)
        {
            return;
        }

        _files = new(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            _files.TryAdd(file, file);
            if (FolderPlaces.IsMarkdown(file))
            {
                var name = Path.GetFileNameWithoutExtension(file);
                _names[name] = _names.ContainsKey(name) ? null : file;
            }
        }

        _jekyll = JekyllSite.Find(_files.Values, _open);
        _root = ContentRoot.Find(_files.Values, _open);
        _heads = new FolderHeads(_files, _open, _jekyll);
        _docusaurus = DocusaurusSite.Find(_files.Values, _open);
        _isDocusaurus = PageName.IsDocusaurus(_files.Values);
        _parts = new(() => FolderPlaces.Parts(_files.Values));
        _others = new(() => OtherAddresses.Read(_files.Values.Where(FolderPlaces.IsMarkdown), _open, _isDocusaurus));
    }

    public IReadOnlyCollection<ImportNote> Notes => _notes;

    public void Note(string path, ImportNoteKind kind, string detail) => _notes.Add(new ImportNote(path, kind, detail));

    /// <summary>A page's front matter, with what its folders say of all their pages.</summary>
    /// <exception cref="ArticleException">It is broken; with the line of the file.</exception>
    public FrontMatter HeadOf(string path, string text)
    {
        var head = FrontMatter.Read(text);
        return _heads is null ? head : head.Inheriting(_heads.Of(path));
    }

    /// <summary>Where readers find this page; null: they do not.</summary>
    /// <exception cref="ArticleException">Its permalink is no address.</exception>
    public string? AddressOf(string path, FrontMatter head) => _addresses.GetOrAdd(path, _ =>
    {
        var permalink = head.Text("permalink", "url");
        var slug = head.Text("slug");
        if (permalink is null && slug is ['/', ..])
        {
            (permalink, slug) = (_docusaurus?.Rooted(path, slug) ?? slug, null);
        }

        string? why = null;
        if (permalink is not null && (Publication.Flag(permalink) is not null || PermalinkTokens.AreOthers(permalink)))
        {
            why = Publication.Flag(permalink) == false ? "its permalink says it has none" : "its permalink is worked out by the site maker";
        }
        else if (slug is not null && (PermalinkTokens.Has(slug) || PermalinkTokens.AreOthers(slug)))
        {
            why = "its slug is worked out by the site maker";
        }
        else if (JekyllSite.IsJekylls(path, permalink))
        {
            why = permalink is null
                ? "the site's _config.yml does not say where such files are published"
                : "nothing here says what a part of its permalink stands for";
            permalink = (_jekyll ?? JekyllSite.Unknown).PathOf(path, permalink, head);
            why = permalink is null ? why : null;
        }
        else if (permalink is null)
        {
            why = _root.Unknown(path) ?? _docusaurus?.Unknown(path);
            permalink = Translated(path) is null ? _root.PathWithEnd(path) : null;
        }

        if (why is null)
        {
            return PublicUrl.Of(_baseUrl, PlaceOf(path, head, permalink), permalink, slug);
        }

        if (_baseUrl is not null)
        {
            Note(path, ImportNoteKind.NoAddress, why);
        }

        return null;
    });

    /// <summary>
    /// The language that a page's name says (<c>page.de.md</c>), where it is one of several of one page; null: its name says none.
    /// </summary>
    public string? LanguageOf(string path) => Translated(path)?.Language;

    // Its place as its site maker sees it: in its language's part of the site, and on Docusaurus without numbers, by its id.
    private string PlaceOf(string path, FrontMatter head, string? permalink)
    {
        if (permalink is not null)
        {
            return path;
        }

        if (Translated(path) is { } translated)
        {
            return $"{translated.Language}/{_root.Without(translated.Page)}";
        }

        return _docusaurus is { } site ? site.PlaceOf(path, head)
            : _isDocusaurus || PageName.IsDocusaurus(head) ? DocusaurusSite.DocumentOf(path, head)
            : _root.Without(path);
    }

    // Only where the page is there without a language too: which one has no part of its own on the site is then known.
    private (string Language, string Page)? Translated(string path) =>
        _files is not null && PageName.InLanguage(path) is { } named && _files.ContainsKey(named.Page) ? named : null;

    /// <summary>Where a link in a file leads for readers.</summary>
    /// <param name="from">The file that holds it.</param>
    /// <param name="target">As written: a path, relative or from the root, perhaps with an anchor.</param>
    /// <returns>The address; as written where it leads elsewhere; null: nowhere that readers can go.</returns>
    public string? Link(string from, string target)
    {
        var (path, rest) = Split(target);
        if (path.Length == 0 || Elsewhere().IsMatch(path))
        {
            return OnSite(path) is { } older && AddressOf(older) is { } now ? now + rest : target;
        }

        var isPage = FolderPlaces.IsMarkdown(path);
        if (Find(from, path) is { } found)
        {
            if (_parts.Value.Contains(found))
            {
                Note(from, ImportNoteKind.BrokenLink, $"{path}, a part of other pages");
                return null;
            }

            if (!FolderPlaces.IsMarkdown(found))
            {
                return path[0] == '/' || _baseUrl is null ? target : PublicUrl.OfFile(_baseUrl, found) + rest;
            }

            return AddressOf(found) is { } address ? address + rest : _baseUrl is null ? target : null;
        }

        if (!isPage || _baseUrl is null)
        {
            return target;
        }

        // A page that is not here: where it would be, had it come along; and it is told.
        if (Join(path[0] == '/' ? "" : FolderOf(from), path.TrimStart('/')) is not { } inside)
        {
            return target;
        }

        if (_files is not null)
        {
            Note(from, ImportNoteKind.BrokenLink, path);
        }

        try
        {
            return PublicUrl.Of(_baseUrl, inside, null, null) + rest;
        }
        catch (ArticleException)
        {
            return target; // too long to be an address
        }
    }

    /// <summary>Where a picture in a file is; as written where it lies elsewhere; null: nowhere, and it is told.</summary>
    public string? Picture(string from, string target)
    {
        var (path, rest) = Split(target);
        if (path.Length == 0 || Elsewhere().IsMatch(path) || target.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return target;
        }

        if (path[0] == '/')
        {
            return target; // on the site; where its own files come from is the site maker's
        }

        var inside = Join(FolderOf(from), Unescaped(path));
        if (inside is null || (_files is not null && !_files.ContainsKey(inside)))
        {
            if (_files is null || inside is null)
            {
                return target;
            }

            Note(from, ImportNoteKind.MissingPicture, path);
            return null;
        }

        return _baseUrl is null ? target : PublicUrl.OfFile(_baseUrl, _files?[inside] ?? inside) + rest;
    }

    private string? AddressOf(string path)
    {
        if (_addresses.TryGetValue(path, out var known))
        {
            return known;
        }

        try
        {
            return _open(path) is { } text ? AddressOf(path, HeadOf(path, text)) : PublicUrl.Of(_baseUrl, path, null, null);
        }
        catch (ArticleException)
        {
            return null; // it fails by itself, under its own name
        }
    }

    private string? Find(string from, string path)
    {
        if (_files is null)
        {
            return null;
        }

        var plain = Unescaped(path);
        if (plain.StartsWith("@site/", StringComparison.Ordinal))
        {
            plain = plain[5..];
        }

        return plain.Length == 0 ? null
            : InPlace(from, plain) ?? (Join(plain[0] == '/' ? "" : FolderOf(from), plain) is { } other ? _others!.Value.Find(other) : null);
    }

    // A page of the site by an older address of it, written out in full.
    private string? OnSite(string address) =>
        _others is not null && _baseUrl is not null
        && address.StartsWith(_baseUrl.AbsoluteUri.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase)
            ? _others.Value.Find(Unescaped(address[_baseUrl.AbsoluteUri.TrimEnd('/').Length..]))
            : null;

    private string? InPlace(string from, string plain)
    {
        // A translation leads to the others of its language.
        if (plain[0] != '/' && Translated(from) is { Language: var language } && FolderPlaces.IsMarkdown(plain)
            && Look(Join(FolderOf(from), Path.ChangeExtension(plain, $"{language}{Path.GetExtension(plain)}"))) is { } same)
        {
            return same;
        }

        if (plain[0] != '/')
        {
            return Look(Join(FolderOf(from), plain));
        }

        // From the root: of the folder, or of the part of it that is the site's content, which the file lies in.
        for (var root = FolderOf(from); ; root = FolderOf(root.TrimEnd('/')))
        {
            if (Look(Join(root, plain.TrimStart('/'))) is { } found)
            {
                return found;
            }

            if (root.Length == 0)
            {
                return plain.StartsWith("/docs/", StringComparison.Ordinal) ? Look(plain[6..]) : null;
            }
        }
    }

    /// <summary>
    /// A page by the name that Jekyll's link, Hugo's ref or a wiki link gives it; null: there is none, or there are several.
    /// </summary>
    public string? ByName(string from, string name)
    {
        var (path, rest) = Split(name.Trim());
        if (path.Length == 0)
        {
            return rest.Length > 0 ? rest : null;
        }

        var found = Find(from, path) ?? Find(from, "/" + path.TrimStart('/'))
            ?? Find(from, "/_posts/" + path.TrimStart('/'))
            ?? (_names.TryGetValue(Path.GetFileNameWithoutExtension(path), out var only)
                || _names.TryGetValue(Path.GetFileName(path), out only) ? only : null);
        return found is null ? null : FolderPlaces.IsMarkdown(found)
            ? AddressOf(found) + rest is { Length: > 0 } address && AddressOf(found) is not null ? address : null
            : _baseUrl is null ? null : PublicUrl.OfFile(_baseUrl, found) + rest;
    }

    private string? Look(string? path)
    {
        if (path is null)
        {
            return null;
        }

        if (_files!.TryGetValue(path, out var exact))
        {
            return exact;
        }

        var bare = path.TrimEnd('/');
        if (bare.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
        {
            bare = bare[..^5];
        }

        foreach (var end in PageEnds)
        {
            if (bare.Length > 0 ? _files.TryGetValue(bare + end, out var found)
                : _files.TryGetValue(end.TrimStart('/'), out found) && end[0] == '/')
            {
                return found;
            }
        }

        return null;
    }

    private static (string Path, string Tail) Split(string target)
    {
        var cut = target.AsSpan().IndexOfAny('#', '?');
        return cut < 0 ? (target, "") : (target[..cut], target[cut..]);
    }

    private static string Unescaped(string path) =>
        (path.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(path) : path).Normalize();

    private static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];

    // Null: it leads out of the folder.
    private static string? Join(string folder, string path)
    {
        var parts = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in path.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case ".." when parts.Count == 0:
                    return null;
                case "..":
                    parts.RemoveAt(parts.Count - 1);
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex("^([a-zA-Z][a-zA-Z0-9+.-]*:|//)", RegexOptions.NonBacktracking)]
    private static partial Regex Elsewhere();
}
