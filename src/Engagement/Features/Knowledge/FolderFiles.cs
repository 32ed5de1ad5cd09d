namespace Engagement.Features.Knowledge;

/// <summary>A Markdown file found in a folder.</summary>
/// <param name="Path">In the folder, with slashes, composed (NFC): one name on every system.</param>
/// <param name="FullPath">Where to open it.</param>
/// <param name="Problem">Why it is not to be opened; null when it may be.</param>
internal sealed record FolderFile(string Path, string FullPath, string? Problem = null);

/// <summary>Finds the Markdown files of a folder tree.</summary>
internal static class FolderFiles
{
    /// <summary>
    /// All of them, in the order of their paths. Names that begin with a dot and <c>node_modules</c> are left out. A link to a place
    /// inside the folder is left out too, because what it leads to is there under its own name (and loops end there); one that leads
    /// out of the folder is a problem, because a folder is trusted only as far as it reaches.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<FolderFile> In(string folder)
    {
        var root = new DirectoryInfo(folder);
        root = (DirectoryInfo)(root.ResolveLinkTarget(returnFinalTarget: true) ?? root);
        if (!root.Exists)
        {
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        }

        var found = new List<FolderFile>();
        var waiting = new Stack<DirectoryInfo>([root]);
        while (waiting.TryPop(out var next))
        {
            foreach (var entry in next.EnumerateFileSystemInfos())
            {
                if (entry.Name.StartsWith('.') || entry.Name == "node_modules")
                {
                    continue;
                }

                if (entry.LinkTarget is not null)
                {
                    if ((entry is DirectoryInfo || IsMarkdown(entry.Name)) && Problem(entry, root) is { } problem)
                    {
                        found.Add(new FolderFile(NameIn(root, entry), entry.FullName, problem));
                    }
                }
                else if (entry is DirectoryInfo directory)
                {
                    waiting.Push(directory);
                }
                else if (IsMarkdown(entry.Name))
                {
                    found.Add(new FolderFile(NameIn(root, entry), entry.FullName));
                }
            }
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return found;
    }

    private static bool IsMarkdown(string name) => Path.GetExtension(name).ToLowerInvariant() is ".md" or ".markdown";

    private static string? Problem(FileSystemInfo link, DirectoryInfo root)
    {
        try
        {
            var target = link.ResolveLinkTarget(returnFinalTarget: true);
            return target is not { Exists: true } ? "The link leads nowhere."
                : target.FullName == root.FullName || target.FullName.StartsWith(root.FullName + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? null
                : "The link leads out of the folder; it is not followed.";
        }
        catch (IOException e)
        {
            // A loop of links, or one that cannot be read: reported like any other file that fails.
            return $"The link cannot be followed: {e.Message}";
        }
    }

    private static string NameIn(DirectoryInfo root, FileSystemInfo entry) =>
        Path.GetRelativePath(root.FullName, entry.FullName).Replace(Path.DirectorySeparatorChar, '/').Normalize();
}
