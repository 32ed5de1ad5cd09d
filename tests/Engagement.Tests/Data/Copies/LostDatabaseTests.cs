using Engagement.Data;
using Engagement.Host;
using Engagement.Tests.Publishing.Deliveries.Crash;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data.Copies;

/// <summary>A desk whose file was emptied does not begin anew and say nothing; a new one begins.</summary>
public sealed class LostDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-lost-").FullName;

    private string Database => Path.Combine(_folder, "engagement.db");

    private string Keys => Path.Combine(_folder, "keys");

    [Fact]
    public async Task A_desk_whose_file_was_emptied_is_neither_served_nor_copied_nor_written_to()
    {
        await RunAsync(0, "user", "add", "--email", "ada@example.org", "--name", "Ada", "--role", "Administrator");
        Directory.CreateDirectory(Keys);
        await File.WriteAllTextAsync(Path.Combine(Keys, "key-1.xml"), "<key />", Token);
        await File.WriteAllBytesAsync(Database, [], Token);
        File.Delete(Database + "-wal");

        Assert.Contains("is empty (0 bytes), but a desk was here", await RunAsync(1, "serve", "--role", "web"), StringComparison.Ordinal);
        Assert.Contains("is empty (0 bytes), but a desk was here", await RunAsync(1, "migrate"), StringComparison.Ordinal);
        Assert.Contains("is empty (0 bytes), but a desk was here", await RunAsync(1, "migrate", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("put back the last copy: Engagement restore FILE",
            await RunAsync(1, "backup", Path.Combine(_folder, "copy.db")), StringComparison.Ordinal);
        await RunAsync(1, "user", "add", "--email", "bob@example.org", "--name", "Bob", "--role", "Agent");
        Assert.Equal(0, new FileInfo(Database).Length);
    }

    [Fact]
    public async Task What_would_run_is_said_without_making_a_file()
    {
        Assert.Contains(" to run.", await RunAsync(0, "migrate", "--dry-run"), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void An_empty_file_and_keys_brought_before_a_first_start_are_a_new_desk()
    {
        Assert.Null(Say());
        File.WriteAllBytes(Database, []);
        Assert.Null(Say());
        File.Delete(Database);
        Directory.CreateDirectory(Keys);
        Assert.Null(LostDatabase.SayNew(Options, Keys));
        File.WriteAllText(Path.Combine(Keys, "key-1.xml"), "<key />");
        Assert.Null(Say());
        Assert.Contains("a new, empty desk begins", LostDatabase.SayNew(Options, Keys), StringComparison.Ordinal);
        File.WriteAllText(Database, "something");
        Assert.Null(LostDatabase.SayNew(Options, Keys));
    }

    [Theory]
    [InlineData("keys/key-1.xml", true)]
    [InlineData("before-restore-20261130-080000-000.db", true)]
    [InlineData("visits/1.batch", true)]
    [InlineData("engagement.db-wal", true)]
    [InlineData("engagement.db-wal", false)]
    public void Whatever_a_desk_leaves_shows_that_there_was_one(string left, bool isEmpty)
    {
        var file = Path.Combine(_folder, left);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "something");
        if (isEmpty)
        {
            File.WriteAllBytes(Database, []);
        }

        Assert.Contains("To begin a new desk instead, move", Say(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private DatabaseOptions Options => new(Dialect.Sqlite, DatabaseOptions.ForFile(Database), _folder);

    private string? Say() => LostDatabase.Say(Options, Keys);

    private async Task<string> RunAsync(int expected, params string[] line)
    {
        using var running = EngagementProcess.Run(_folder, line);
        var code = await running.ExitAsync(TimeSpan.FromSeconds(60));
        Assert.True(code == expected, $"{string.Join(' ', line)} ended with {code}:\n{running.Output}");
        return running.Output;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
