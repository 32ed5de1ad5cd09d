namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>Paths of files in a folder, with slashes, as links write them.</summary>
internal static class SitePaths
{
    /// <summary>A link's path, and what follows it: its anchor, or what it asks for.</summary>
    public static (string Path, string Tail) Split(string target)
    {
        var cut = target.AsSpan().IndexOfAny('#', '?');
        return cut < 0 ? (target, "") : (target[..cut], target[cut..]);
    }

    public static string Unescaped(string path) =>
        (path.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(path) : path).Normalize();

    /// <summary>With a slash at its end, or empty.</summary>
    public static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];

    /// <summary>Null: it leads out of the folder.</summary>
    public static string? Join(string folder, string path)
    {
        var parts = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in path.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case ".." when parts.Count == 0:
                    return null;
                case "..":
                    parts.RemoveAt(parts.Count - 1);
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        return string.Join('/', parts);
    }
}
