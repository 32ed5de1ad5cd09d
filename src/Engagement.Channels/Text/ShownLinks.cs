namespace Engagement.Channels.Text;

/// <summary>
/// How networks write a link among a post's words: without its scheme, and cut where it is long. For previews only; what is sent is the
/// whole link.
/// </summary>
public static class ShownLinks
{
    private const int MastodonLength = 30;
    private const int BlueskyPath = 15;
    private const int BlueskyCut = 13;

    // No rule of X's is published; its own display_url fields end after about this many.
    private const int XLength = 27;

    /// <summary>As TextFormatter.shortened_link of Mastodon 4 does: without scheme and www, cut after thirty characters.</summary>
    public static string OnMastodon(string url)
    {
        var bare = Bare(url);
        return Graphemes.Cut(bare.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? bare[4..] : bare, MastodonLength);
    }

    /// <summary>As toShortUrl of Bluesky's social-app does: the host, and of a longer path its first thirteen characters.</summary>
    public static string OnBluesky(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed))
        {
            return url;
        }

        var path = parsed.PathAndQuery + parsed.Fragment;
        return parsed.Authority + (path == "/" ? "" : path.Length > BlueskyPath ? Graphemes.Start(path, BlueskyCut) + "..." : path);
    }

    /// <summary>Without scheme, and cut.</summary>
    public static string OnX(string url) => Graphemes.Cut(Bare(url), XLength);

    private static string Bare(string url) => url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? url[(at + 3)..] : url;
}
