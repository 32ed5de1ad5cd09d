using Engagement.Host;

namespace Engagement.Data;

/// <summary>
/// That one process serves from an embedded database, and that nobody puts a copy in its place meanwhile. Held in the data folder, which
/// has more than the database, and beside the database file itself: two data folders may name one file, also through a link.
/// </summary>
internal sealed class ServingAlone : IDisposable
{
    private readonly FileLock _folder;
    private readonly FileLock _file;

    private ServingAlone(FileLock folder, FileLock file) => (_folder, _file) = (folder, file);

    /// <param name="options">Of the embedded database.</param>
    /// <param name="held">From where another process serves, when it does.</param>
    /// <returns>Null: another process serves from there.</returns>
    /// <exception cref="StartException">Nothing can be made where the database is to lie.</exception>
    public static ServingAlone? Try(DatabaseOptions options, out string held)
    {
        PrivateFiles.CreateFolder(options.DataDirectory);
        held = options.DataDirectory;
        if (FileLock.Try(Path.Combine(options.DataDirectory, "serve.lock")) is not { } folder)
        {
            return null;
        }

        try
        {
            held = CheckFile.FileOf(options);
            if (Beside(held) is { } file)
            {
                return new ServingAlone(folder, file);
            }
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        folder.Dispose();
        return null;
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    private static FileLock? Beside(string database)
    {
        var folder = Path.GetDirectoryName(database)!;
        if (!Directory.Exists(folder))
        {
            throw new StartException(
                $"There is no folder {folder}, in which ConnectionStrings__Engagement has the database. Make it first.");
        }

        try
        {
            return FileLock.Try($"{database}.serve-lock");
        }
        catch (Exception e) when (StorageFaults.Say(e, folder) is { } words)
        {
            throw new StartException(words);
        }
    }
}
