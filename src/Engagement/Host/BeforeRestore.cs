using System.Globalization;
using System.Text.RegularExpressions;
using Engagement.Data;

namespace Engagement.Host;

/// <summary>What restores have replaced, kept beside the database: each under a name of its own, and the newest few of them.</summary>
internal static partial class BeforeRestore
{
    private const string Begins = "before-restore-";

    /// <summary>A name that nothing has yet, in UTC, so that names stand in the order of time.</summary>
    public static string Name(string folder, DateTimeOffset now)
    {
        for (; ; now = now.AddMilliseconds(1))
        {
            // Of two in one second the later would be put over the earlier, which is all that is left of a desk.
            var file = Path.Combine(
                folder, string.Create(CultureInfo.InvariantCulture, $"{Begins}{now.UtcDateTime:yyyyMMdd-HHmmss-fff}.db"));
            if (!SqliteCopies.Beside.Prepend("").Any(end => File.Exists(file + end)))
            {
                return file;
            }
        }
    }

    /// <summary>
    /// Deletes the older ones; each is as large as a desk. Only what has a name that we give: a copy that somebody renamed is theirs.
    /// </summary>
    /// <param name="kept">The one that was made just now, which stays whatever the clock said of the others.</param>
    /// <param name="keep">How many stay, with that one (<c>Database:KeepBeforeRestore</c>).</param>
    /// <exception cref="IOException">One could not be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static void Tidy(string kept, int keep)
    {
        var older = Directory.GetFiles(Path.GetDirectoryName(kept)!, $"{Begins}*").Select(file => Ours().Match(file))
            .Where(m => m.Success && !kept.StartsWith(m.Groups[1].Value, StringComparison.Ordinal))
            .Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal).OrderDescending(StringComparer.Ordinal);
        foreach (var file in older.Skip(Math.Max(keep, 1) - 1))
        {
            foreach (var end in SqliteCopies.Beside.Append(""))
            {
                File.Delete(file + end);
            }
        }
    }

    // A log has no file where that was gone when its desk was put back.
    [GeneratedRegex(@"^(.*before-restore-[0-9]{8}-[0-9]{6}-[0-9]{3}\.db)(-wal|-shm|-journal)?$", RegexOptions.Singleline)]
    private static partial Regex Ours();
}
