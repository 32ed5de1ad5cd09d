namespace Engagement.Features.People.SignIn.Sessions;

/// <summary>
/// A browser's User-Agent in words a person knows their devices by: "Firefox on Windows". Only the names that people use; the whole
/// User-Agent stands beside it for the others.
/// </summary>
internal static class DeviceName
{
    // In this order: each of the earlier ones also calls itself one of the later.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
            ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
            ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string From(string userAgent)
    {
        var (browser, system) = (Find(Browsers, userAgent), Find(Systems, userAgent));
        return (browser, system) switch
        {
            (null, null) => "Unknown device",
            (null, _) => system,
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    private static string? Find((string Mark, string Name)[] names, string userAgent) =>
        Array.Find(names, n => userAgent.Contains(n.Mark, StringComparison.Ordinal)).Name;
}
