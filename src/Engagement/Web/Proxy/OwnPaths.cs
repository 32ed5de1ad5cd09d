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

    /// <returns>E.g. <c>/tickets</c> of <c>/tickets/7</c>.</returns>
    public static string First(string path) => "/" + path.TrimStart('/').Split('/')[0];
}
