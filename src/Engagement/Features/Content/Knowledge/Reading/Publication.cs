using System.Text.Json.Nodes;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// What front matter says about being published, in the words of the site makers. Whatever may mean "not for the public" makes a draft:
/// a draft too many is seen and validated, a draft that was posted is not taken back.
/// </summary>
/// <param name="Reason">Why it is a draft, as written there; null: nothing says so.</param>
/// <param name="SaysPublished">It says in so many words that it is published.</param>
/// <param name="PublishAt">It is not out before.</param>
/// <param name="ExpireAt">It is not to be seen after.</param>
internal sealed record Publication(string? Reason, bool SaysPublished, DateTimeOffset? PublishAt, DateTimeOffset? ExpireAt)
{
    // True means that readers shall not find it. Hugo (draft, headless), Docusaurus (draft, unlisted), Astro and Eleventy (draft,
    // eleventyExcludeFromCollections), Hexo's pages behind a password, and what themes and blogs use. "noindex" hides from
    // search engines what is not to be promoted.
    private static readonly string[] Hiding =
    [
        "draft", "drafts", "isdraft", "unlisted", "hidden", "hide", "private",
        "wip", "headless", "noindex", "unpublished", "disabled", "archived",
        "obsolete", "deprecated", "scheduled", "exclude", "ignore", "internal", "eleventyExcludeFromCollections", "password",
    ];

    // False means that readers shall not find it. Jekyll and Hexo (published), Obsidian Publish (publish), jekyll-sitemap and Starlight
    // (sitemap, pagefind stay: only the latter is about a site's own search), Eleventy and Zola (permalink, render).
    private static readonly string[] Showing =
        ["published", "publish", "public", "listed", "visible", "sitemap",
            "permalink", "render", "isPublished", "enabled", "live", "active", "ready"];

    // Where one word says it: WordPress, Ghost, Strapi, and the many sites with a workflow of their own.
    private static readonly string[] Standing = ["status", "visibility", "publishStatus", "publicationStatus", "workflow", "access"];

    private static readonly HashSet<string> Public = new(StringComparer.OrdinalIgnoreCase)
    {
        "published", "publish", "public", "live", "active", "validated", "approved",
        "final", "done", "released", "stable", "new", "current", "complete",
        "completed", "ready", "updated", "online", "visible", "open", "listed",
        "verified", "true", "yes", "everyone", "anyone", "all", "world",
    };

    // Names that also say something else of a page, a product's stage or a country's state: only a word that says so counts.
    private static readonly string[] MayStand = ["stage", "state", "phase", "lifecycle", "reviewStatus", "articleStatus", "review"];

    private static readonly HashSet<string> NotPublic = new(StringComparer.OrdinalIgnoreCase)
    {
        "draft", "drafting", "wip", "work in progress", "unpublished", "private", "hidden", "in review", "in-review", "pending", "todo",
        "idea", "outline", "archived", "retired", "internal", "unlisted", "trash",
    };

    private static readonly string[] Begins = ["publishDate", "publishAt", "publishOn", "publishTime",
        "goLive", "goLiveDate", "embargo", "embargoUntil", "scheduled", "scheduledFor", "releaseDate"];

    private static readonly string[] Ends =
        ["expiryDate", "expireDate", "expirationDate", "expiry", "expires", "expiresAt", "expiresOn",
            "expireAt", "unpublishDate", "unpublishAt", "unpublishOn", "validUntil", "endDate"];

    public static Publication Of(FrontMatter head)
    {
        var (begins, unreadBegin) = Time(head, Begins);
        var (ends, unreadEnd) = Time(head, Ends);
        var shown = Showing.Select(key => (Key: key, Says: Says(head, key, ofHiding: false))).ToList();
        var hidden = Hiding.Select(key => (Key: key, Says: Says(head, key, ofHiding: true))).ToList();
        var reason = hidden.FirstOrDefault(h => h.Says == true).Key
            ?? shown.FirstOrDefault(s => s.Says == false).Key
            ?? Standing.FirstOrDefault(
                key => Words(head, key).Any(v => v.Length > 0 && !Public.Contains(v)))
            ?? MayStand.FirstOrDefault(key => Words(head, key).Any(NotPublic.Contains))
            ?? (BuildsNothing(head) ? "build" : null)
            ?? (head.All("robots").Any(r => r?.ToString().Contains("noindex", StringComparison.OrdinalIgnoreCase) == true)
                ? "robots" : null)
            ?? unreadBegin ?? unreadEnd;
        return new Publication(
            head.Unread is { } unread ? unread : reason is null ? null
                : $"{reason}: {ArticleText.Shorten(ArticleText.OneLine(head.All(reason).FirstOrDefault()?.ToString() ?? ""), 60)}",
            hidden.Any(h => h is { Key: "draft", Says: false }) || shown.Any(s => s is { Key: "published" or "publish", Says: true }),
            begins ?? head.Time("date", "published", "publishedAt", "pubDate"),
            ends);
    }

    // One word, or several in a list.
    private static IEnumerable<string> Words(FrontMatter head, string key) => head.All(key)
        .SelectMany(value => value is JsonArray list ? list.AsEnumerable() : [value])
        .OfType<JsonValue>().Select(value => value.ToString().Trim());

    // Yes, no, or nothing said. A word that is neither is taken for the worse; "published" and "publish" may hold a date.
    private static bool? Says(FrontMatter head, string key, bool ofHiding)
    {
        bool? says = null;
        foreach (var value in head.All(key))
        {
            var said = value switch
            {
                null => (bool?)null,
                JsonValue word => Flag(word.ToString()) ?? Other(key, word.ToString(), ofHiding),
                JsonObject map when key == "sitemap" =>
                    map.Any(p => p.Key is "disable" or "exclude" && Flag(p.Value?.ToString() ?? "") == true) ? false : null,
                // "hide" takes a list of page parts; a draft that holds a list is anyone's guess
                _ => key is "draft" or "drafts" or "isdraft" ? true : null,
            };
            says = ofHiding ? said == true || says == true ? true : said ?? says : said == false || says == false ? false : said ?? says;
        }

        return says;
    }

    private static bool? Other(string key, string word, bool ofHiding) => key switch
    {
        _ when word.Trim().Length == 0 => null,
        // An address, a priority, a mode, parts of the page, patterns; a version or what to take instead is said of pages that are still to
        // be read.
        "permalink" or "sitemap" or "render" or "hide" or "exclude" or "ignore" or "deprecated" => null,
        "scheduled" when FrontMatter.TimeOf(word) is not null => null,
        "published" or "publish" or "public" when FrontMatter.TimeOf(word) is not null || Public.Contains(word.Trim()) => null,
        _ when ofHiding => true,
        _ => false,
    };

    internal static bool? Flag(string word) => word.Trim().ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" or "y" or "t" => true,
        "false" or "no" or "off" or "0" or "n" or "f" or "never" => false,
        _ => null,
    };

    // Hugo: build.render and build.list (before 0.145 also _build), where "never" leaves a page out.
    private static bool BuildsNothing(FrontMatter head) => head.All("build").OfType<JsonObject>()
        .Any(build => build.Any(p => p.Key.ToLowerInvariant() is "render" or "list"
            && p.Value?.ToString().ToLowerInvariant() is "never" or "false" or "link" or "local"));

    private static (DateTimeOffset? Time, string? Unread) Time(FrontMatter head, string[] keys)
    {
        foreach (var key in keys)
        {
            if (head.Text(key) is { } text && Flag(text) is null)
            {
                return FrontMatter.TimeOf(text) is { } time ? (time, null) : (null, key);
            }
        }

        return (null, null);
    }
}
