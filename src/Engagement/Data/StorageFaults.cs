using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>
/// What is wrong with where the data lie (a folder that cannot be written, a full disk, a damaged or locked database), as a sentence that
/// says what it is and what to do. Numbers of SQLite: sqlite.org/rescode.html.
/// </summary>
internal static class StorageFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    // ENOSPC, EDQUOT and EROFS of Linux; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private const int NoSpace = 28;
    private const int NoQuota = 122;
    private const int ReadOnlySystem = 30;
    private const int WindowsHandleFull = unchecked((int)0x80070027);
    private const int WindowsFull = unchecked((int)0x80070070);

    /// <param name="e">What happened.</param>
    /// <param name="folder">Where the data lie.</param>
    /// <returns>Null: it is something else.</returns>
    public static string? Say(Exception e, string folder) => e switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode switch
        {
            ReadOnly or CannotOpen => Unwritable(folder),
            Full => IsFull(folder),
            Corrupt or NotADatabase =>
                $"The database in {folder} is damaged. Stop Engagement, keep a copy of the folder as it is, and put back the last copy: "
                + "Engagement restore FILE.",
            InputOutput =>
                $"The disk that holds {folder} cannot be read or written. Look at the disk and at the system's log before anything else is "
                + "written.",
            Busy or Locked =>
                $"Another program holds the database in {folder} locked. Nothing was changed. End that program, or wait until it is done, "
                + "and try again.",
            _ => null,
        },
        UnauthorizedAccessException => Unwritable(folder),
        IOException { HResult: NoSpace or NoQuota or WindowsHandleFull or WindowsFull } => IsFull(folder),
        IOException { HResult: ReadOnlySystem } => Unwritable(folder),
        { InnerException: { } inner } => Say(inner, folder),
        _ => null,
    };

    /// <summary>SQLite could not write for want of room, or could not read or write at all.</summary>
    public static bool IsOfTheDisk(Exception e) => e is SqliteException { SqliteErrorCode: InputOutput or Full };

    /// <summary>Short enough for a heading of a page.</summary>
    public static string Heading(Exception e) => DbFaults.Passes(e) ? "The database is away for a moment"
        : "The data cannot be read or written now";

    private static string Unwritable(string folder) =>
        $"The folder {folder} cannot be written. Give the user that runs Engagement (here: {Environment.UserName}) "
        + "the right to read and write it and all files in it.";

    private static string IsFull(string folder) =>
        $"The disk that holds {folder} is full. What was saved before is safe; this was not saved. Free some space, then try again.";
}
