using Engagement.Configured;
using Engagement.Host;
using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>
/// Looks the embedded database through (<c>quick_check</c>) at a start after which nobody said that it ended as it should, and once a week
/// at the most otherwise. It reads the whole file; so a large one is looked through while it is served from.
/// </summary>
internal sealed class CheckFile(Db db, IConfiguration configuration, TimeProvider clock)
{
    private static readonly TimeSpan Old = TimeSpan.FromDays(7);

    private static readonly Sql Checked = Sql.Portable("update DeskLife set CheckedAt = @Now where Name = 'desk'");

    /// <summary>What it is and what to do.</summary>
    public static string Words(string file, string problem) =>
        $"The database {file} is damaged: {problem} Keep the file as it is, and put back the last copy: Engagement restore FILE. "
            + $"Without a copy, sqlite3 may save most of it: https://sqlite.org/recovery.html";

    /// <summary>Before anything else opens it.</summary>
    /// <returns>True: it was looked through and is well. False: it is too large to wait for. Null: it need not be looked through.</returns>
    /// <exception cref="DamagedFileException">It is damaged.</exception>
    public bool? BeforeStart()
    {
        var file = FileOf(db.Options);
        if (!File.Exists(file) || new FileInfo(file).Length == 0 || !IsNeeded(db.Options.ConnectionString))
        {
            return null;
        }

        if (new FileInfo(file).Length > KnownSettings.CheckAtStart.Of(configuration) * 1_000_000)
        {
            return false;
        }

        return SqliteCopies.Problem(db.Options.ConnectionString) is { } problem
            ? throw new DamagedFileException(Words(file, problem))
            : true;
    }

    /// <summary>It was found well.</summary>
    public Task WriteDownAsync(CancellationToken ct) => db.ExecuteAsync(Checked, new { Now = clock.Now() }, ct);

    /// <summary>The same beside the work.</summary>
    /// <returns>What is wrong; null: it is well.</returns>
    public async Task<string?> BesideAsync(CancellationToken ct)
    {
        if (await Task.Run(() => SqliteCopies.Problem(db.Options.ConnectionString), ct) is { } problem)
        {
            return Words(FileOf(db.Options), problem);
        }

        await WriteDownAsync(ct);
        return null;
    }

    /// <summary>The file itself where a link leads to it: what SQLite keeps beside it lies there, and so does our lock.</summary>
    public static string FileOf(DatabaseOptions options) =>
        Followed(Path.GetFullPath(WithoutScheme(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource)));

    /// <summary>Where a link leads in the end; the path itself when it is none.</summary>
    public static string Followed(string file) => new FileInfo(file) is { LinkTarget: not null } link
        ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
        : file;

    /// <summary>For what is done with a desk that there is: SQLite would make an empty database where it finds none.</summary>
    /// <exception cref="StartException">There is none.</exception>
    public static void Expect(DatabaseOptions options)
    {
        if (options.Dialect == Dialect.Sqlite && FileOf(options) is var file && new FileInfo(file) is not { Exists: true, Length: > 0 })
        {
            throw new StartException($"There is no database at {file}. Engagement__DataDirectory says in which folder it lies.");
        }
    }

    // SQLite takes addresses too (sqlite.org/uri.html): file:/x/e.db, file:///x/e.db?mode=rw.
    private static string WithoutScheme(string source)
    {
        if (!source.StartsWith("file:", StringComparison.Ordinal))
        {
            return source;
        }

        var path = source["file:".Length..].Split('?', '#')[0];
        path = path.StartsWith("//", StringComparison.Ordinal) && path.IndexOf('/', 2) is > 0 and var root ? path[root..] : path;
        return Uri.UnescapeDataString(path);
    }

    private bool IsNeeded(string connectionString)
    {
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString)
                { Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "select EndedAt, CheckedAt from DeskLife where Name = 'desk'";
            using var reader = command.ExecuteReader();
            return !reader.Read() || reader.IsDBNull(0) || reader.IsDBNull(1) || clock.GetUtcNow() - reader.GetDateTimeOffset(1) > Old;
        }
        catch (SqliteException)
        {
            // A schema from before that was kept, or damage: looked through.
            return true;
        }
    }
}
