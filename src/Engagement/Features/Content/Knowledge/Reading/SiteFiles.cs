namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>The files of a folder, and which of them a link means.</summary>
internal sealed class SiteFiles
{
    private static readonly string[] PageEnds = [".md", ".mdx", ".markdown",
        "/index.md", "/_index.md", "/index.mdx", "/README.md", "/readme.md"];

    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase); // as links write them -> as the folder does
    private readonly Lazy<IReadOnlyDictionary<string, string?>> _names;
    private readonly Lazy<IReadOnlySet<string>> _parts;
    private readonly Lazy<OtherAddresses> _others;

    /// <param name="files">By their paths, not only articles.</param>
    /// <param name="open">The text of one; null: it cannot be read.</param>
    public SiteFiles(IEnumerable<string> files, Func<string, string?> open)
    {
        foreach (var file in files)
        {
            _files.TryAdd(file, file);
        }

        IsDocusaurus = PageName.IsDocusaurus(_files.Values);
        _parts = new(() => FolderPlaces.Parts(_files.Values));
        _names = new(Names);
        _others = new(() => OtherAddresses.Read(_files.Values.Where(FolderPlaces.IsMarkdown), open, IsDocusaurus));
    }

    public IReadOnlyDictionary<string, string> ByPath => _files;

    public IReadOnlyCollection<string> Paths => _files.Values;

    public bool IsDocusaurus { get; }

    /// <summary>A file by its path in any case; null: there is none.</summary>
    public string? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>A page that is only a part of others.</summary>
    public bool IsPart(string path) => _parts.Value.Contains(path);

    /// <summary>
    /// The language that a page's name says, and the page it is a translation of. Only where that page is there too: which one has no part
    /// of its own on the site is then known.
    /// </summary>
    public (string Language, string Page)? Translated(string path) =>
        PageName.InLanguage(path) is { } named && _files.ContainsKey(named.Page) ? named : null;

    /// <summary>A page by an older address of it, from the root of the site.</summary>
    public string? ByOtherAddress(string path) => _others.Value.Find(path);

    /// <summary>The file that a link means; null: none.</summary>
    public string? Find(string from, string path)
    {
        var plain = SitePaths.Unescaped(path);
        if (plain.StartsWith("@site/", StringComparison.Ordinal))
        {
            plain = plain[5..];
        }

        return plain.Length == 0 ? null : InPlace(from, plain)
            ?? (SitePaths.Join(plain[0] == '/' ? "" : SitePaths.FolderOf(from), plain) is { } other ? _others.Value.Find(other) : null);
    }

    /// <summary>The file that Jekyll's link, Hugo's ref or a wiki link names; null: there is none, or there are several.</summary>
    public string? ByName(string from, string name) => Find(from, name) ?? Find(from, "/" + name.TrimStart('/'))
        ?? Find(from, "/_posts/" + name.TrimStart('/'))
        ?? (_names.Value.TryGetValue(Path.GetFileNameWithoutExtension(name), out var only)
            || _names.Value.TryGetValue(Path.GetFileName(name), out only) ? only : null);

    // Of pages, without their folder; null: there are several. A part is meant only where no page is called so.
    private Dictionary<string, string?> Names()
    {
        var names = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var alike in _files.Values.Where(FolderPlaces.IsMarkdown)
            .GroupBy(f => Path.GetFileNameWithoutExtension(f), StringComparer.OrdinalIgnoreCase))
        {
            var pages = alike.Where(f => !IsPart(f)).ToList();
            pages = pages.Count > 0 ? pages : [.. alike];
            names[alike.Key] = pages is [var only] ? only : null;
        }

        return names;
    }

    private string? InPlace(string from, string plain)
    {
        // A translation leads to the others of its language.
        if (plain[0] != '/' && Translated(from) is { Language: var language } && FolderPlaces.IsMarkdown(plain)
            && Path.ChangeExtension(plain, $"{language}{Path.GetExtension(plain)}") is var translated
            && Look(SitePaths.Join(SitePaths.FolderOf(from), translated)) is { } same)
        {
            return same;
        }

        if (plain[0] != '/')
        {
            return Look(SitePaths.Join(SitePaths.FolderOf(from), plain));
        }

        // From the root: of the folder, or of the part of it that is the site's content, which the file lies in.
        for (var root = SitePaths.FolderOf(from); ; root = SitePaths.FolderOf(root.TrimEnd('/')))
        {
            if (Look(SitePaths.Join(root, plain.TrimStart('/'))) is { } found)
            {
                return found;
            }

            if (root.Length == 0)
            {
                return plain.StartsWith("/docs/", StringComparison.Ordinal) ? Look(plain[6..]) : null;
            }
        }
    }

    private string? Look(string? path)
    {
        if (path is null)
        {
            return null;
        }

        if (_files.TryGetValue(path, out var exact))
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
}
