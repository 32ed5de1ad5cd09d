using Engagement.Host;

namespace Engagement.Web.Proxy;

/// <summary>
/// What addresses of our own begin with. A sub-path of the same name could not be told from it where the proxy takes the sub-path away. A
/// test holds it against all that the application serves.
/// </summary>
internal static class OwnPaths
{
    private static readonly HashSet<string> Names = new(
        [
            "_framework", "accounts", "api", "calendar", "clients", "css", "deliveries", "demo", "error", "health", "hooks", "images",
            "insights", "jobs", "js", "knowledge", "l", "listening", "live", "no-access", "notices", "opportunities", "paused", "posts",
            "profile", "sandbox", "search", "series", "settings", "setup", "sign-in", "sign-out", "stop", "templates", "tickets", "vendor",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static bool Has(string path) => Names.Contains(First(path).TrimStart('/'));

    /// <param name="path">The sub-path of <c>Portal:Address</c>.</param>
    /// <returns>Null: it can be told from every page.</returns>
    public static Trouble? TroubleOf(string path) => !Has(path) ? null : new(
        "The portal's sub-path has the name of a page",
        $"Portal__Address has a path that begins with {First(path)}, which is a page's own: links to that page cannot be told from the "
            + "sub-path. Give the sub-path another name, at the proxy and here.");

    /// <returns>E.g. <c>/tickets</c> of <c>/tickets/7</c>.</returns>
    public static string First(string path) => "/" + path.TrimStart('/').Split('/')[0];
}
