using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Features.Content.Knowledge;

/// <summary>A Markdown file found in a folder.</summary>
/// <param name="Path">In the folder, with slashes, composed (NFC): one name on every system.</param>
/// <param name="FullPath">Where to open it.</param>
/// <param name="Problem">Why it is not to be opened; null when it may be.</param>
internal sealed record FolderFile(string Path, string FullPath, string? Problem = null);

/// <summary>What lies in a folder.</summary>
/// <param name="Articles">The files that are articles, in the order of their paths.</param>
/// <param name="All">Every file's path and where to open it, for what links and pictures lead to.</param>
/// <param name="LeftOut">What is not taken, and why.</param>
internal sealed record FolderListing(
    IReadOnlyList<FolderFile> Articles, IReadOnlyDictionary<string, string> All, IReadOnlyList<ImportNote> LeftOut);

/// <summary>Finds the Markdown files of a folder tree.</summary>
internal static class FolderFiles
{
    private const string Hidden = "names that begin with a dot, and node_modules";

    /// <summary>
    /// All of them; what is a part of pages, a page about the repository, or of a kind that is not read is left out and told. A link to a
    /// place
    /// inside the folder is left out too, because what it leads to is there under its own name (and loops end there); one that leads
    /// out of the folder is a problem, because a folder is trusted only as far as it reaches.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static FolderListing In(string folder)
    {
        var root = new DirectoryInfo(folder);
        root = (DirectoryInfo)(root.ResolveLinkTarget(returnFinalTarget: true) ?? root);
        if (!root.Exists)
        {
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        }

        var found = new List<FolderFile>();
        var all = new List<string>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal); // a name may be written otherwise on the disk
        var left = new List<ImportNote>();
        var waiting = new Stack<DirectoryInfo>([root]);
        while (waiting.TryPop(out var next))
        {
            foreach (var entry in next.EnumerateFileSystemInfos())
            {
                if (entry.Name.StartsWith('.') || entry.Name == "node_modules")
                {
                    if (entry is DirectoryInfo || IsMarkdown(entry.Name))
                    {
                        left.Add(new ImportNote(NameIn(root, entry), ImportNoteKind.LeftOut, Hidden));
                    }

                    if (entry is DirectoryInfo { Name: ".vitepress", LinkTarget: null } vitePress)
                    {
                        // That it is there says where the site's pages begin; of what is in it only how it is set up is read.
                        var path = NameIn(root, entry);
                        places.TryAdd(ContentRoot.MarkOfVitePress(path[..^".vitepress".Length]), SetUpOf(vitePress));
                    }

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
                else
                {
                    var name = NameIn(root, entry);
                    if (places.TryAdd(name, entry.FullName))
                    {
                        all.Add(name);
                    }
                }
            }
        }

        all.Sort(StringComparer.Ordinal);
        var sites = FolderPlaces.JekyllSites(all);
        foreach (var path in all)
        {
            if ((FolderPlaces.WhyNoArticle(path, sites) ?? FolderPlaces.WhyTemplate(path, places.ContainsKey)) is { } reason)
            {
                if (FolderPlaces.IsMarkdown(path) || FolderPlaces.IsOtherWords(path)
                    || (!Path.HasExtension(path) && FolderPlaces.IsBesideArticles(path)))
                {
                    left.Add(new ImportNote(path, ImportNoteKind.LeftOut, reason));
                }
            }
            else if (IsMarkdown(path))
            {
                found.Add(new FolderFile(path, places[path]));
            }
            else if (FolderPlaces.IsOtherWords(path))
            {
                left.Add(new ImportNote(path, ImportNoteKind.LeftOut,
                    $"{Path.GetExtension(path).ToLowerInvariant()} files are not read from folders"));
            }
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new FolderListing(found, places, left);
    }

    private static bool IsMarkdown(string name) => FolderPlaces.IsMarkdown(name);

    private static string? Problem(FileSystemInfo link, DirectoryInfo root)
    {
        try
        {
            var target = link.ResolveLinkTarget(returnFinalTarget: true);
            return target is not { Exists: true } ? "The link leads nowhere."
                : target.FullName == root.FullName
                    || target.FullName.StartsWith(root.FullName + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? null
                : "The link leads out of the folder; it is not followed.";
        }
        catch (IOException e)
        {
            // A loop of links, or one that cannot be read: reported like any other file that fails.
            return $"The link cannot be followed: {e.Message}";
        }
    }

    // In the order in which VitePress looks for it; one that is not there opens as nothing.
    private static string SetUpOf(DirectoryInfo vitePress) => (string[])["js", "ts", "mjs", "mts"] is var ends
        && ends.Select(end => Path.Combine(vitePress.FullName, "config", $"index.{end}"))
            .Concat(ends.Select(end => Path.Combine(vitePress.FullName, $"config.{end}")))
            .Select(name => new FileInfo(name))
            .FirstOrDefault(file => file is { Exists: true, LinkTarget: null, Directory.LinkTarget: null }) is { } found
        ? found.FullName : Path.Combine(vitePress.FullName, "config");

    private static string NameIn(DirectoryInfo root, FileSystemInfo entry) =>
        Path.GetRelativePath(root.FullName, entry.FullName).Replace(Path.DirectorySeparatorChar, '/').Normalize();
}
