using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Tests.Publishing.Deliveries.Crash;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data.Copies;

/// <summary>The verbs as somebody types them: what they print, their exit codes, and what they leave on the disk.</summary>
public sealed class BackupCommandsTests : IAsyncLifetime
{
    private static readonly Sql Users = Sql.Portable("select count(*) from Users");

    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-backup-").FullName;

    private string File => Path.Combine(_folder, "engagement.db");

    private string Copy => Path.Combine(_folder, "copies", "monday.db");

    [Fact]
    public async Task A_copy_is_made_while_it_is_served_from_and_put_back_when_it_is_not()
    {
        await RunAsync(0, "user", "add", "--email", "ada@example.org", "--name", "Ada", "--role", "Administrator");
        using (var serving = EngagementProcess.Start(_folder, role: "web"))
        {
            await serving.AddressAsync(TimeSpan.FromSeconds(60));
            Assert.Contains("looked through and well", await RunAsync(0, "backup", Copy), StringComparison.Ordinal);
            Assert.Contains("is there already", await RunAsync(2, "backup", Copy), StringComparison.Ordinal);
            Assert.Contains("well", await RunAsync(0, "backup", Copy, "--replace"), StringComparison.Ordinal);
            await RunAsync(0, "user", "add", "--email", "bob@example.org", "--name", "Bob", "--role", "Agent");
            Assert.Contains("A process is serving from", await RunAsync(1, "restore", Copy), StringComparison.Ordinal);
            serving.Kill();
        }

        var said = await RunAsync(0, "restore", Copy);

        Assert.Contains("begins paused", said, StringComparison.Ordinal);
        using (var db = Open())
        {
            Assert.Equal(1, await db.ScalarAsync<int>(Users, ct: Token));
            Assert.NotNull((await db.OneAsync<DeskLife>(DeskLife.Read, ct: Token))!.PutBackAt);
        }

        var kept = Assert.Single(Directory.GetFiles(_folder, "before-restore-*.db"));
        using (var before = new Db(new DatabaseOptions(Dialect.Sqlite, DatabaseOptions.ForFile(kept), _folder)))
        {
            Assert.Equal(2, await before.ScalarAsync<int>(Users, ct: Token));
            Assert.NotNull((await before.OneAsync<DeskLife>(DeskLife.Read, ct: Token))!.BackedUpAt);
        }

        // The next start takes the mark up.
        SqliteConnection.ClearAllPools();
        using var again = EngagementProcess.Start(_folder, role: "web");
        await again.AddressAsync(TimeSpan.FromSeconds(60));
        using var after = Open();
        var life = (await after.OneAsync<DeskLife>(DeskLife.Read, ct: Token))!;
        Assert.Equal((true, PausedBecause.Copy, null), (life.IsPaused, life.PausedBecause, life.PutBackAt));
    }

    [Fact]
    public async Task A_damaged_copy_is_not_put_back_and_a_damaged_database_is_neither_copied_nor_served_from()
    {
        await RunAsync(0, "user", "add", "--email", "ada@example.org", "--name", "Ada", "--role", "Administrator");
        await RunAsync(0, "backup", Copy);
        Damage(Copy);
        Assert.Contains("damaged", await RunAsync(1, "restore", Copy), StringComparison.Ordinal);
        var letter = Path.Combine(_folder, "letter.txt");
        await System.IO.File.WriteAllTextAsync(letter, "Dear Ada, " + new string('x', 3000), Token);
        Assert.Contains("no database", await RunAsync(1, "restore", letter), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder, "before-restore-*"));
        Assert.Empty(Directory.GetFiles(_folder, "*.incoming*"));

        SqliteCopies.Settle(DatabaseOptions.ForFile(File));
        Damage(File);
        Assert.Contains("No backup was made", await RunAsync(1, "backup", Path.Combine(_folder, "other.db")), StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(Path.Combine(_folder, "other.db")));
        using var served = EngagementProcess.Start(_folder, role: "web");
        Assert.Equal(1, await served.ExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("put back the last copy: Engagement restore FILE", served.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_made_where_there_is_none_and_the_copy_is_named_by_its_time()
    {
        await RunAsync(0, "migrate");
        var keys = Path.Combine(_folder, "keys");
        Assert.Contains($"There are no keys in {keys}.",
            await RunAsync(0, "backup", Path.Combine(_folder, "copies") + Path.DirectorySeparatorChar), StringComparison.Ordinal);
        Assert.Matches(@"engagement-\d{8}-\d{6}\.db$", Assert.Single(Directory.GetFiles(Path.Combine(_folder, "copies"))));

        Directory.CreateDirectory(keys);
        await System.IO.File.WriteAllTextAsync(Path.Combine(keys, "key-1.xml"), "<key />", Token);
        Assert.Contains($"keep a copy of {keys} too", await RunAsync(0, "backup", Copy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Said_to_be_a_copy_by_other_means_it_is_paused_at_once()
    {
        await RunAsync(0, "user", "add", "--email", "ada@example.org", "--name", "Ada", "--role", "Administrator");

        Assert.Contains("sent since 2026-11-20 08:00:00Z",
            await RunAsync(0, "restored", "--copy-of", "2026-11-20T08:00:00Z"), StringComparison.Ordinal);

        using var db = Open();
        Assert.True((await db.OneAsync<DeskLife>(DeskLife.Read, ct: Token))!.IsPaused);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private Db Open() => new(new DatabaseOptions(Dialect.Sqlite, DatabaseOptions.ForFile(File), _folder));

    // Behind the first pages, which every opening reads.
    private static void Damage(string file)
    {
        using var stream = System.IO.File.OpenWrite(file);
        for (var at = 40_960L; at < stream.Length; at += 16_384)
        {
            stream.Seek(at, SeekOrigin.Begin);
            stream.Write(Enumerable.Repeat((byte)0x5A, 4096).ToArray());
        }
    }

    private async Task<string> RunAsync(int expected, params string[] line)
    {
        using var running = EngagementProcess.Run(_folder, line);
        var code = await running.ExitAsync(TimeSpan.FromSeconds(60));
        Assert.True(code == expected, $"{string.Join(' ', line)} ended with {code}:\n{running.Output}");
        return running.Output;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
