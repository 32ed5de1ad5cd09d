using Engagement.Data;
using Engagement.Host;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data.Copies;

/// <summary>What restores replace is kept: nothing of it is put over another, and not all of it for ever.</summary>
public sealed class BeforeRestoreTests : IAsyncLifetime
{
    private static readonly Sql Mark = Sql.Portable("insert into AppSettings (Name, Value, UpdatedAt) values ('mark', @Value, @Now)");
    private static readonly Sql ReadMark = Sql.Portable("select Value from AppSettings where Name = 'mark'");

    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-before-").FullName;

    private string Target => Path.Combine(_folder, "engagement.db");

    private string Copy => Path.Combine(_folder, "copy.db");

    private string[] Kept => [.. Directory.GetFiles(_folder, "before-restore-*.db").Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Five_restores_in_a_moment_leave_what_the_last_three_of_them_replaced()
    {
        var last = "";
        for (var i = 1; i <= 5; i++)
        {
            await MarkAsync($"life {i}");
            last = (await RestoreCopy.RunAsync(Configuration(), Options, Copy, Token)).Kept!;
        }

        Assert.Equal(["life 3", "life 4", "life 5"], await Task.WhenAll(Kept.Select(MarkOfAsync)));
        Assert.Equal(Kept[^1], last);
    }

    [Fact]
    public async Task As_many_are_kept_as_the_setting_says_and_the_last_whatever_it_and_the_clock_say()
    {
        await MarkAsync("now");
        await File.WriteAllTextAsync(Path.Combine(_folder, "before-restore-29990101-000000-000.db"), "of a clock that was wrong", Token);
        await File.WriteAllTextAsync(Path.Combine(_folder, "before-restore-29990101-000000-000.db-wal"), "beside it", Token);

        var kept = (await RestoreCopy.RunAsync(Configuration(keep: "0"), Options, Copy, Token)).Kept!;

        Assert.Equal([kept], Kept);
        Assert.Empty(Directory.GetFiles(_folder, "before-restore-2999*"));
        Assert.Equal("now", await MarkOfAsync(kept));
    }

    [Fact]
    public async Task What_an_older_version_left_and_what_somebody_renamed_stays()
    {
        string[] others = ["before-restore-20250101-000000.db", "before-restore-20250101-000000-000 keep.db", "before-restore-mine.db"];
        foreach (var other in others.Append("before-restore-20250101-000000-000.db"))
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, other), "a desk", Token);
        }

        var kept = (await RestoreCopy.RunAsync(Configuration(keep: "1"), Options, Copy, Token)).Kept!;

        Assert.Equal(others.Append(Path.GetFileName(kept)).Order(StringComparer.Ordinal), Kept.Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_whose_file_is_gone_or_empty_is_kept_aside(bool isEmpty)
    {
        File.Delete(Target);
        if (isEmpty)
        {
            await File.WriteAllBytesAsync(Target, [], Token);
        }

        await File.WriteAllTextAsync(Target + "-wal", "what was written last", Token);
        await File.WriteAllTextAsync(Target + "-shm", "its index", Token);

        var kept = (await RestoreCopy.RunAsync(Configuration(keep: "1"), Options, Copy, Token)).Kept!;

        Assert.Matches(@"before-restore-\d{8}-\d{6}-\d{3}\.db-wal$", kept);
        Assert.Equal("what was written last", await File.ReadAllTextAsync(kept, Token));
        Assert.Equal("its index", await File.ReadAllTextAsync(kept.Replace("-wal", "-shm", StringComparison.Ordinal), Token));
        Assert.Null(SqliteCopies.Problem(DatabaseOptions.ForFile(Target)));

        // And the next one tidies it away as any other.
        await RestoreCopy.RunAsync(Configuration(keep: "1"), Options, Copy, Token);
        Assert.False(File.Exists(kept));
    }

    public async ValueTask InitializeAsync()
    {
        using (var db = new Db(Options))
        {
            await new Migrator(db).MigrateAsync(ct: Token);
        }

        SqliteCopies.Copy(DatabaseOptions.ForFile(Target), Copy);
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private DatabaseOptions Options => OptionsOf(Target);

    private DatabaseOptions OptionsOf(string file) => new(Dialect.Sqlite, DatabaseOptions.ForFile(file) + ";Pooling=False", _folder);

    private static IConfiguration Configuration(string? keep = null) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("Jobs:Storage", "Memory"), new("Database:KeepBeforeRestore", keep)]).Build();

    private async Task MarkAsync(string value)
    {
        using var db = new Db(Options);
        Assert.Equal(1, await db.ExecuteAsync(Mark, new { Value = value, Now = DateTimeOffset.UnixEpoch }, Token));
    }

    private async Task<string?> MarkOfAsync(string file)
    {
        using var db = new Db(OptionsOf(file));
        return await db.ScalarAsync<string>(ReadMark, ct: Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
