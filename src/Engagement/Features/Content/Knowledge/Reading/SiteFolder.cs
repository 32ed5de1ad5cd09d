using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// A folder as a site maker sees it: which files are in it, and at which addresses they are published. One for each import; used by many
/// threads at once.
/// </summary>
internal sealed partial class SiteFolder
{
    private readonly Uri? _baseUrl;
    private readonly SiteFiles? _files; // null: nobody knows what lies beside a page
    private readonly Func<string, string?> _open;
    private readonly ConcurrentDictionary<string, string?> _addresses = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<ImportNote> _notes = [];
    private readonly JekyllSite? _jekyll;
    private readonly FolderHeads? _heads;
    private readonly DocusaurusSite? _docusaurus;
    private readonly ContentRoot _root = ContentRoot.None;

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

        _files = new SiteFiles(files, _open);
        _jekyll = JekyllSite.Find(_files.Paths, _open);
        _root = ContentRoot.Find(_files.Paths, _open);
        _heads = new FolderHeads(_files.ByPath, _open, _jekyll);
        _docusaurus = DocusaurusSite.Find(_files.Paths, _open);
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
        if (permalink is null && slug is ['/', ..] && _docusaurus?.Unknown(path) is null)
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
            permalink = _files?.Translated(path) is null ? _root.PathWithEnd(path) : null;
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
    /// The language that a page's name (<c>page.de.md</c>), where it is one of several of one page, or its folder says; null: none does.
    /// </summary>
    public string? LanguageOf(string path) => _files?.Translated(path)?.Language ?? _docusaurus?.LanguageOf(path);

    // Its place as its site maker sees it: in its language's part of the site, and on Docusaurus without numbers, by its id.
    private string PlaceOf(string path, FrontMatter head, string? permalink)
    {
        if (permalink is not null)
        {
            return path;
        }

        if (_files?.Translated(path) is { } translated)
        {
            return $"{translated.Language}/{_root.Without(translated.Page)}";
        }

        return _docusaurus is { } site ? site.PlaceOf(path, head)
            : _files is { IsDocusaurus: true } || PageName.IsDocusaurus(head) ? DocusaurusSite.DocumentOf(path, head)
            : _root.Without(path);
    }

    /// <summary>Where a link in a file leads for readers.</summary>
    /// <param name="from">The file that holds it.</param>
    /// <param name="target">As written: a path, relative or from the root, perhaps with an anchor.</param>
    /// <returns>The address; as written where it leads elsewhere; null: nowhere that readers can go.</returns>
    public string? Link(string from, string target)
    {
        var (path, rest) = SitePaths.Split(target);
        if (path.Length == 0 || Elsewhere().IsMatch(path))
        {
            return OlderOnSite(path) is { } older && AddressOf(older) is { } now ? now + rest : target;
        }

        var isPage = FolderPlaces.IsMarkdown(path);
        if (_files?.Find(from, path) is { } found)
        {
            if (IsPart(from, path, found))
            {
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
        if (SitePaths.Join(path[0] == '/' ? "" : SitePaths.FolderOf(from), path.TrimStart('/')) is not { } inside)
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
        var (path, rest) = SitePaths.Split(target);
        if (path.Length == 0 || Elsewhere().IsMatch(path) || target.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return target;
        }

        if (path[0] == '/')
        {
            return target; // on the site; where its own files come from is the site maker's
        }

        var inside = SitePaths.Join(SitePaths.FolderOf(from), SitePaths.Unescaped(path));
        if (inside is null || (_files is not null && _files.Find(inside) is null))
        {
            if (_files is null || inside is null)
            {
                return target;
            }

            Note(from, ImportNoteKind.MissingPicture, path);
            return null;
        }

        return _baseUrl is null ? target : PublicUrl.OfFile(_baseUrl, _files?.Find(inside) ?? inside) + rest;
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

    // Nobody reads it by itself: it is left out, and what leads to it is told.
    private bool IsPart(string from, string written, string found)
    {
        if (!_files!.IsPart(found))
        {
            return false;
        }

        Note(from, ImportNoteKind.BrokenLink, $"{written}, a part of other pages");
        return true;
    }

    // A page of the site by an older address of it, written out in full.
    private string? OlderOnSite(string address) =>
        _baseUrl is not null && address.StartsWith(_baseUrl.AbsoluteUri.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase)
            ? _files?.ByOtherAddress(SitePaths.Unescaped(address[_baseUrl.AbsoluteUri.TrimEnd('/').Length..])) : null;

    /// <summary>
    /// A page by the name that Jekyll's link, Hugo's ref or a wiki link gives it; null: there is none, or there are several.
    /// </summary>
    public string? ByName(string from, string name)
    {
        var (path, rest) = SitePaths.Split(name.Trim());
        if (path.Length == 0)
        {
            return rest.Length > 0 ? rest : null;
        }

        if (_files?.ByName(from, path) is not { } found || IsPart(from, path, found))
        {
            return null;
        }

        return FolderPlaces.IsMarkdown(found) ? AddressOf(found) is { } address ? address + rest : null
            : _baseUrl is null ? null : PublicUrl.OfFile(_baseUrl, found) + rest;
    }

    [GeneratedRegex("^([a-zA-Z][a-zA-Z0-9+.-]*:|//)", RegexOptions.NonBacktracking)]
    private static partial Regex Elsewhere();
}
