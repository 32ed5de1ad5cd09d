using Engagement.Data;
using Engagement.Host;
using Engagement.Tests.Publishing.Deliveries.Crash;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data.Copies;

/// <summary>One file, whichever data folder and path it is named by: served from once, and never replaced meanwhile.</summary>
public sealed class ServingAloneTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-alone-").FullName;

    private string Database => Path.Combine(_folder, "x", "e.db");

    [Fact]
    public void One_file_is_locked_once_by_its_path_by_a_link_and_by_an_address()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        var link = Path.Combine(_folder, "link.db");
        File.CreateSymbolicLink(link, Database);
        using var alone = ServingAlone.Try(Named("a", Database), out _);
        Assert.NotNull(alone);

        var names = new[] { ("b", Database), ("c", link), ("d", $"file:{Database}?mode=rwc"), ("e", $"file://{Database}") };
        foreach (var (data, path) in names)
        {
            Assert.Null(ServingAlone.Try(Named(data, path), out var held));
            Assert.Equal(Database, held);
        }

        Assert.Null(ServingAlone.Try(Named("a", Path.Combine(_folder, "x", "other.db")), out var folder));
        Assert.Equal(Path.Combine(_folder, "a"), folder);
        using var other = ServingAlone.Try(Named("b", Path.Combine(_folder, "x", "other.db")), out _);
        Assert.NotNull(other);
        alone.Dispose();
        using var next = ServingAlone.Try(Named("c", link), out _);
        Assert.NotNull(next);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said_and_nothing_stays_locked()
    {
        Assert.Contains("There is no folder ", Assert.Throws<StartException>(() => ServingAlone.Try(Named("a", Database), out _)).Message,
            StringComparison.Ordinal);
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        using var alone = ServingAlone.Try(Named("a", Database), out _);
        Assert.NotNull(alone);
    }

    [Fact]
    public async Task A_server_is_neither_joined_nor_robbed_of_its_file_from_another_data_folder()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        var link = Path.Combine(_folder, "link.db");
        File.CreateSymbolicLink(link, Database);
        var copy = Path.Combine(_folder, "copy.db");
        using var serving = Run("one", Database, "serve", "--role", "web");
        await serving.AddressAsync(Patience);
        await SaysAsync(0, "looked through and well", "two", link, "backup", copy);

        foreach (var path in new[] { Database, link })
        {
            await SaysAsync(1, $"A process is serving from {Database}. Stop it first", "two", path, "restore", copy);
            await SaysAsync(1, $"Another process is already serving from {Database}. Stop it", "two", path, "serve", "--role", "web");
        }

        serving.Kill();
        await SaysAsync(2, "That is the database itself.", "two", Database, "restore", link);
        await SaysAsync(2, "That is the database itself.", "two", Database, "backup", link, "--replace");

        // The file is replaced, and the link still leads to it.
        await SaysAsync(0, "begins paused", "two", link, "restore", copy);
        Assert.Equal(Database, new FileInfo(link).LinkTarget);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Database)!, "before-restore-*.db"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode($"{Database}.serve-lock"));
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private DatabaseOptions Named(string data, string database) =>
        new(Dialect.Sqlite, $"Data Source={database}", Path.Combine(_folder, data));

    private EngagementProcess Run(string data, string database, params string[] line) =>
        EngagementProcess.Run(Directory.CreateDirectory(Path.Combine(_folder, data)).FullName, line,
            settings: [("ConnectionStrings__Engagement", $"Data Source={database}")]);

    private async Task SaysAsync(int code, string sentence, string data, string database, params string[] line)
    {
        using var run = Run(data, database, line);
        Assert.True(await run.ExitAsync(Patience) == code, $"{string.Join(' ', line)}\n{run.Output}");
        Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
    }
}
