namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// The addresses by which a site knows its pages beside their places: older ones that lead on to them (Hugo's <c>aliases</c>, Jekyll's
/// <c>redirect_from</c>), and on Docusaurus those without number prefixes. Found out only when a link leads to no file.
/// </summary>
internal sealed class OtherAddresses
{
    private readonly Dictionary<string, string?> _pages = new(StringComparer.OrdinalIgnoreCase); // null: several say they have it

    /// <param name="pages">The folder's pages by their paths.</param>
    /// <param name="open">The text of a file; null: it cannot be read.</param>
    /// <param name="isDocusaurus">Whether the folder is a site of Docusaurus.</param>
    public static OtherAddresses Read(IEnumerable<string> pages, Func<string, string?> open, bool isDocusaurus)
    {
        var known = new OtherAddresses();
        foreach (var page in pages)
        {
            if (isDocusaurus)
            {
                known.Add(PageName.WithoutNumbers(page[..^Path.GetExtension(page).Length]), page);
            }

            FrontMatter head;
            try
            {
                if (open(page) is not { } text)
                {
                    continue;
                }

                head = FrontMatter.Read(text);
            }
            catch (ArticleException)
            {
                continue; // it fails by itself, under its own name
            }

            foreach (var other in (string[])[.. head.List("aliases", "alias"), .. head.List("redirect_from")])
            {
                // From the root, or beside the page itself (gohugo.io/content-management/urls/#aliases).
                known.Add(other.StartsWith('/') ? other : page[..(page.LastIndexOf('/') + 1)] + other, page);
            }
        }

        return known;
    }

    /// <param name="path">From the root of the site.</param>
    /// <returns>The page's path; null: nobody has that address, or several say so.</returns>
    public string? Find(string path) => _pages.GetValueOrDefault(Key(path));

    private void Add(string path, string page)
    {
        var key = Key(path);
        if (key.Length > 0 && !_pages.TryAdd(key, page) && _pages[key] != page)
        {
            _pages[key] = null;
        }
    }

    // /old/, old/index.html and old.html are one address.
    private static string Key(string path)
    {
        var key = path.Trim('/');
        foreach (var end in new[] { "index.html", ".html", ".md", ".mdx" })
        {
            key = key.EndsWith(end, StringComparison.OrdinalIgnoreCase) ? key[..^end.Length] : key;
        }

        return key.TrimEnd('/');
    }
}
