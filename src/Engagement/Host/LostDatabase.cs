using Engagement.Data;

namespace Engagement.Host;

/// <summary>
/// An embedded database that is empty where a desk has been. SQLite takes a file of no bytes for a new database, so a desk whose file was
/// emptied (a full disk, a broken copy, a volume that came back without it) would begin anew and say nothing.
/// </summary>
internal static class LostDatabase
{
    /// <param name="options">Of the embedded database.</param>
    /// <param name="keysFolder">Where the keys of its secrets lie.</param>
    /// <returns>What is wrong and what to do; null: it is a database, or nothing shows that there ever was one.</returns>
    public static string? Say(DatabaseOptions options, string keysFolder)
    {
        var file = new FileInfo(CheckFile.FileOf(options));
        if (file is { Exists: true, Length: > 0 })
        {
            return null;
        }

        // Without its file SQLite would throw the log away, and it may hold the last that there is.
        var log = new FileInfo(file.FullName + "-wal");
        var sign = log is { Exists: true, Length: > 0 } ? $"{log.FullName} has what was written last"
            : !file.Exists ? null
            : HasAny(keysFolder, "*.xml") ? $"{keysFolder} has keys of the accounts' secrets"
            : HasAny(options.DataDirectory, "before-restore-*") ? $"{options.DataDirectory} has what a restore replaced"
            : HasAny(Path.Combine(options.DataDirectory, "visits"), "*") ? $"{options.DataDirectory} has visits that wait to be counted"
            : null;
        return sign is null ? null
            : $"The database {file.FullName} is {(file.Exists ? "empty (0 bytes)" : "gone")}, but a desk was here: "
                + $"{sign}. Nothing was changed. "
                + "Look whether it lies somewhere else, or put back the last copy: Engagement restore FILE. "
                + $"To begin a new desk instead, move {(log is { Exists: true, Length: > 0 } ? log.FullName : file.FullName)} away.";
    }

    /// <summary>Keys may be brought before the first start, and may be all that is left of a desk: that one begins is said.</summary>
    /// <returns>Null: there is a database, or there are no keys.</returns>
    public static string? SayNew(DatabaseOptions options, string keysFolder) =>
        CheckFile.FileOf(options) is var file && !File.Exists(file) && HasAny(keysFolder, "*.xml")
            ? $"There are keys in {keysFolder}, but no database {file}: a new, empty desk begins. If one was here, end this and put back "
                + "the last copy: Engagement restore FILE."
            : null;

    /// <summary>Whether a folder is there and has such a file.</summary>
    public static bool HasAny(string folder, string pattern) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, pattern).Any();
}
