namespace Engagement.Features.Publishing.Posts;

/// <summary>
/// The time zone data this node reckons with: rules change several times a year, and what was reckoned before may differ then.
/// </summary>
/// <param name="Version">The tz database's, e.g. <c>2025b</c>; <c>unknown</c> where the system does not say.</param>
/// <param name="Find">A zone by its IANA name; null: there is none.</param>
internal sealed record ZoneData(string Version, Func<string, TimeZoneInfo?> Find)
{
    // Where Linux distributions and macOS lay it, each with its own way to say which it is (first line of tzdata.zi; +VERSION).
    private static readonly string[] Files = ["/usr/share/zoneinfo/tzdata.zi",
        "/usr/share/zoneinfo/+VERSION", "/usr/share/lib/zoneinfo/tzdata.zi"];

    public static ZoneData OfSystem() =>
        new(VersionOfSystem(), id => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null);

    private static string VersionOfSystem()
    {
        foreach (var file in Files)
        {
            try
            {
                if (File.Exists(file) && File.ReadLines(file).FirstOrDefault() is { Length: > 0 } line)
                {
                    line = line.Replace("# version", "", StringComparison.Ordinal).Trim();
                    return line.Length > 40 ? line[..40] : line;
                }
            }
            catch (IOException)
            {
                // It is only for people to read; moments are compared, not versions.
            }
        }

        return "unknown";
    }
}
