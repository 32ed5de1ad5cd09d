using System.Globalization;

namespace Engagement.Host;

/// <summary>
/// Where this process listens: as ASP.NET Core is told (urls, ports, Kestrel's endpoints), and otherwise at a port of ours on this machine.
/// </summary>
internal static class ListeningAddresses
{
    public const string Default = "http://localhost:5080";

    /// <summary>Whether anything says so. What we would add ourselves would overrule ports.</summary>
    public static bool AreGiven(IConfiguration configuration) => Given(configuration).Any();

    /// <summary>
    /// The first one in plain HTTP, else the first, as this very machine reaches it: "any address" is no address to call.
    /// </summary>
    public static Uri FromHere(IConfiguration configuration) => FromHere(Given(configuration));

    /// <inheritdoc cref="FromHere(IConfiguration)"/>
    public static Uri FromHere(IEnumerable<string> addresses)
    {
        var all = addresses.ToList();
        var first = all.Find(u => u.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) ?? all.FirstOrDefault() ?? Default;
        return new Uri(first.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//[::]", "//127.0.0.1", StringComparison.Ordinal));
    }

    // In the order in which Kestrel heeds them: its own endpoints overrule addresses, which overrule ports.
    private static IEnumerable<string> Given(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>().ToList();
        var urls = Parts(configuration[WebHostDefaults.ServerUrlsKey]).ToList();
        return endpoints.Count > 0 ? endpoints
            : urls.Count > 0 ? urls
            : Ports(configuration[WebHostDefaults.HttpPortsKey], "http")
                .Concat(Ports(configuration[WebHostDefaults.HttpsPortsKey], "https"));
    }

    private static IEnumerable<string> Ports(string? ports, string scheme) =>
        Parts(ports).Select(p => string.Create(CultureInfo.InvariantCulture, $"{scheme}://*:{p}"));

    private static string[] Parts(string? text) =>
        (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
