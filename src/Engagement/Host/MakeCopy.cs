using Engagement.Data;
using Microsoft.Data.Sqlite;

namespace Engagement.Host;

/// <summary>
/// Makes a copy of the embedded database, also while it is served from, looks the copy through, and writes down when it was made.
/// </summary>
internal static class MakeCopy
{
    private static readonly Sql BackedUp = Sql.Portable("update DeskLife set BackedUpAt = @Now where Name = 'desk'");

    /// <param name="database">The embedded one.</param>
    /// <param name="given">A new file, or a folder in which one is made that is named by the time.</param>
    /// <param name="replace">Put it in the place of a file that is there.</param>
    /// <param name="ct">Of the verb.</param>
    /// <returns>Where the copy is.</returns>
    /// <exception cref="StartException">No copy was made; the message says why.</exception>
    /// <exception cref="UsageException">The file must be another.</exception>
    public static async Task<string> RunAsync(DatabaseOptions database, string given, bool replace, CancellationToken ct)
    {
        var source = CheckFile.FileOf(database);
        CheckFile.Expect(database);
        using var held = InUse.Hold(database);

        var target = Path.GetFullPath(Directory.Exists(given) || Path.EndsInDirectorySeparator(given)
            ? Path.Combine(given, $"engagement-{DateTime.UtcNow:yyyyMMdd-HHmmss}.db")
            : given);
        if (File.Exists(target) && !replace)
        {
            throw new UsageException($"{target} is there already. Give another name, or --replace.");
        }

        if (CheckFile.Followed(target) == source)
        {
            throw new UsageException("That is the database itself. Give another file.");
        }

        var unfinished = $"{target}.unfinished";
        try
        {
            PrivateFiles.CreateFolder(Path.GetDirectoryName(target)!);
            File.Delete(unfinished);

            // Whether anything can be made there is said by the system, of this file. What SQLite complains of then is the database.
            PrivateFiles.Create(unfinished).Dispose();
            SqliteCopies.Copy(database.ConnectionString, unfinished);
            File.Move(unfinished, target, overwrite: replace);
        }
        catch (Exception e) when (e is DamagedFileException or SqliteException or IOException or UnauthorizedAccessException)
        {
            Discard(unfinished);
            throw new StartException(e is DamagedFileException ? $"No backup was made: {CheckFile.Words(source, e.Message)}"
                : $"No backup was made: {StorageFaults.Say(e, FolderOf(e, source, target)) ?? e.Message}");
        }

        using var db = new Db(database);
        try
        {
            await db.ExecuteAsync(BackedUp, new { Now = TimeProvider.System.Now() }, ct);
        }
        catch (SqliteException)
        {
            // A schema from before that was kept. The copy is made all the same.
        }

        return target;
    }

    // A disk that is full or broken is the copy's: the database is only read.
    private static string FolderOf(Exception e, string source, string target) =>
        Path.GetDirectoryName(e is SqliteException && !StorageFaults.IsOfTheDisk(e) ? source : target)!;

    private static void Discard(string unfinished)
    {
        try
        {
            File.Delete(unfinished);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stood in the way of the copy stands in the way of this too, and is said.
        }
    }
}
