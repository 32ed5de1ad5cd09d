using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>Where readers find an article that lies in a folder.</summary>
internal static partial class PublicUrl
{
    private const int MostLength = 1000;

    /// <param name="baseUrl">The site's address; null: articles have none unless their permalink is a whole one.</param>
    /// <param name="path">The file's path in the folder, with slashes.</param>
    /// <param name="permalink">Front matter's own word, if any: a whole address or a path on the site.</param>
    /// <param name="slug">Front matter's own name for the last part, if any.</param>
    /// <exception cref="ArticleException">The permalink is an address, but none of a web page; or it is too long.</exception>
    public static string? Of(Uri? baseUrl, string path, string? permalink, string? slug)
    {
        if (permalink is not null && Scheme().IsMatch(permalink))
        {
            return Uri.TryCreate(permalink, UriKind.Absolute, out var whole) && whole.Scheme is "http" or "https"
                ? Checked(whole)
                : throw new ArticleException($"The permalink '{permalink}' is not the address of a web page.");
        }

        if (baseUrl is null)
        {
            return null;
        }

        var site = new Uri(baseUrl.AbsoluteUri.TrimEnd('/') + "/");
        return Checked(new Uri(site, Escape((permalink ?? FromPath(path, slug)).TrimStart('/'))));
    }

    /// <summary>The address of a file that is published as it is, such as a picture.</summary>
    public static string OfFile(Uri baseUrl, string path) =>
        new Uri(new Uri(baseUrl.AbsoluteUri.TrimEnd('/') + "/"), Escape(path)).AbsoluteUri;

    private static string FromPath(string path, string? slug)
    {
        var cut = path.LastIndexOf('/') + 1;
        var folder = path[..cut];
        var name = slug ?? Path.GetFileNameWithoutExtension(path[cut..]);

        // A folder's own page, as GitHub, Hugo and most site makers understand these names.
        return slug is null && name.ToLowerInvariant() is "index" or "_index" or "readme" ? folder : folder + name;
    }

    private static string Escape(string path) =>
        string.Join('/', path.Split('/').Select(part => Uri.EscapeDataString(Uri.UnescapeDataString(part))));

    private static string Checked(Uri url) => url.AbsoluteUri.Length <= MostLength
        ? url.AbsoluteUri
        : throw new ArticleException($"The article's address is longer than {MostLength} characters.");

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:|^//")]
    private static partial Regex Scheme();
}
