using System.Diagnostics;

namespace Engagement.Faults.Desks;

/// <summary>A folder for a desk, gone when it is disposed; on a small disk of its own where that is asked for.</summary>
internal sealed class Place : IDisposable
{
    // The schema takes about 1 MB and SQLite's log grows to 4 MB before it is taken over.
    private const int SmallDiskMegabytes = 24;

    private readonly bool _mounted;

    private Place(string path, bool mounted)
    {
        Path = path;
        _mounted = mounted;
    }

    public string Path { get; }

    /// <summary>Only root may mount.</summary>
    public static bool CanMount => OperatingSystem.IsLinux() && Environment.UserName == "root";

    public static Place Make(bool small)
    {
        var folder = Directory.CreateTempSubdirectory("engagement-faults-").FullName;
        if (small)
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={SmallDiskMegabytes}m", "engagement-faults", folder);
        }

        return new Place(folder, small);
    }

    public void Dispose()
    {
        if (_mounted)
        {
            Run("umount", Path);
        }

        Directory.Delete(Path, recursive: true);
    }

    private static void Run(string tool, params string[] args)
    {
        using var process = Process.Start(tool, args);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} {string.Join(' ', args)} ended with {process.ExitCode}.");
        }
    }
}
