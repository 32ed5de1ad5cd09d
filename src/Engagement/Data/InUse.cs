using Engagement.Host;

namespace Engagement.Data;

/// <summary>
/// That a verb is at work on an embedded database, beside a server or beside others; and that nobody is, while a copy is put in its place:
/// what the verb wrote after that would be lost, or stand half in one file and half in the other. Held beside the database file itself,
/// whichever path leads to it.
/// </summary>
internal static class InUse
{
    /// <summary>For a verb, from before it opens anything until all of it is closed. Makes the folder of a database that begins.</summary>
    /// <param name="options">Of the database.</param>
    /// <returns>Null: there is nothing to hold. A server makes its own copies, and what cannot be written is not written to.</returns>
    /// <exception cref="StartException">A copy is being put back.</exception>
    public static FileLock? Hold(DatabaseOptions options)
    {
        if (options.Dialect == Dialect.SqlServer)
        {
            return null;
        }

        var database = CheckFile.FileOf(options);
        if (Path.GetDirectoryName(database) is not { } folder)
        {
            return null;
        }

        try
        {
            PrivateFiles.CreateFolder(folder);
            return FileLock.Try(NameOf(database), shared: true)
                ?? throw new StartException($"A copy is being put back in the place of {database}. Nothing was done; run this again "
                    + "when restore has ended.");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return null;
        }
    }

    /// <summary>For whoever puts another file in its place.</summary>
    /// <param name="database">The file.</param>
    /// <exception cref="StartException">A verb is at work on it.</exception>
    public static FileLock Alone(string database) => FileLock.Try(NameOf(database))
        ?? throw new StartException($"Another verb (import, backup, user or the like) is at work on {database}. Wait until it has ended, "
            + "or end it; nothing was changed.");

    private static string NameOf(string database) => $"{database}.verb-lock";
}
