using System.Runtime.InteropServices;

namespace Engagement.Data;

/// <summary>
/// Files that only the user this runs as may read: 0600, and 0700 for folders. On Windows the folder's own access list decides, and nothing
/// is changed.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode OfFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolder = OfFile | UnixFileMode.UserExecute;

    // 0077 of POSIX's umask(2): nothing for group and others.
    private const uint NothingForOthers = 0x3F;

    /// <summary>Whatever this process makes from now on, by any library, is private.</summary>
    public static void ByDefault()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Umask(NothingForOthers);
        }
    }

    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OfFolder);
        }
    }

    /// <summary>A new or emptied file, open for writing.</summary>
    public static FileStream Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OfFile;
        }

        return new FileStream(file, options);
    }

    /// <summary>How a new file is opened that is gone when it is closed.</summary>
    public static FileStreamOptions ForAWhile(int buffer)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = buffer,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OfFile;
        }

        return options;
    }

    /// <summary>
    /// Makes a folder of ours private, with all that is in it: an older version may have made it, or somebody put a file back from a copy.
    /// Links are left alone.
    /// </summary>
    /// <returns>The first that could not be changed, with the reason; null when all are private.</returns>
    public static string? Tighten(string folder)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(folder))
        {
            return null;
        }

        string? problem = null;
        foreach (var entry in new DirectoryInfo(folder)
            .EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(new DirectoryInfo(folder)))
        {
            var wanted = entry is DirectoryInfo ? OfFolder : OfFile;
            try
            {
                if (entry.LinkTarget is null && (entry.UnixFileMode & ~wanted) != 0)
                {
                    entry.UnixFileMode &= wanted;
                }
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                // Another user's file, or gone meanwhile: the others are made private all the same, and it is said.
                problem ??= $"{entry.FullName}: {e.Message}";
            }
        }

        return problem;
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
