using System.Net;
using System.Text.Json;
using Engagement.Data;
using Engagement.Testing;
using Engagement.Tests.Web;
using Engagement.Web.Security;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data;

/// <summary>A folder, a disk or a database that cannot be used: what it is and what to do, in a sentence. The faults are real
/// ones.</summary>
public sealed class StorageFaultsTests : IDisposable
{
    private static readonly Sql Rows = Sql.Portable("select count(*) from sqlite_master");
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-storage-").FullName;

    private string File => Path.Combine(_folder, "engagement.db");

    [Fact]
    public async Task A_damaged_database_says_so_and_what_to_put_back()
    {
        await System.IO.File.WriteAllBytesAsync(File, [.. Enumerable.Repeat((byte)'x', 8192)], Stop);
        using var db = new Db(new DatabaseOptions(Dialect.Sqlite, DatabaseOptions.ForFile(File), _folder));

        Assert.Equal($"The database in {_folder} is damaged. Stop Engagement, keep a copy of the folder as it is, and put back the last "
            + $"copy: Engagement restore FILE.", await SaidAsync(db));
    }

    [Fact]
    public async Task A_damaged_page_in_the_middle_says_the_same()
    {
        await MakeAsync();
        await using (var file = System.IO.File.OpenWrite(File))
        {
            file.Position = 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xEE, 8192).ToArray(), Stop);
        }

        using var db = new Db(new DatabaseOptions(Dialect.Sqlite, DatabaseOptions.ForFile(File), _folder));
        var fault = await Assert.ThrowsAsync<SqliteException>(() =>
            db.QueryAsync<string>(Sql.Portable("select W from A order by W"), ct: Stop));

        Assert.Contains("is damaged", StorageFaults.Say(fault, _folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_may_not_be_written_names_the_folder_and_the_user()
    {
        await MakeAsync();
        await using var connection = new SqliteConnection(DatabaseOptions.ForFile(File) + ";Mode=ReadOnly");
        await connection.OpenAsync(Stop);
        var fault = Fault(connection, "insert into A values ('x')");

        Assert.StartsWith($"The folder {_folder} cannot be written. Give the user that runs Engagement (here: "
            + $"{Environment.UserName}) the right", StorageFaults.Say(fault, _folder), StringComparison.Ordinal);
        Assert.StartsWith($"The folder {_folder} cannot be written.",
            StorageFaults.Say(new UnauthorizedAccessException("no"), _folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_says_what_is_safe()
    {
        await MakeAsync();
        await using var connection = new SqliteConnection(DatabaseOptions.ForFile(File) + ";Pooling=false");
        await connection.OpenAsync(Stop);
        Run(connection, "pragma max_page_count = 2");
        var fault = Fault(connection, "insert into A values (hex(randomblob(100000)))");

        Assert.Equal($"The disk that holds {_folder} is full. What was saved before is safe; this was not saved. "
            + $"Free some space, then try again.", StorageFaults.Say(fault, _folder));
    }

    /// <summary>Another program holds the file for itself alone. The time is not told here; that it ends is.</summary>
    [Fact]
    public async Task A_locked_database_ends_a_reading_with_a_sentence_and_the_next_ones_sooner()
    {
        await MakeAsync();
        await using var holder = new SqliteConnection(DatabaseOptions.ForFile(File) + ";Pooling=false");
        await holder.OpenAsync(Stop);
        Run(holder, "pragma locking_mode = exclusive");
        Run(holder, "begin immediate");
        Run(holder, "insert into A values ('held')");
        using var db = new Db(new DatabaseOptions(Dialect.Sqlite, DatabaseOptions.ForFile(File) + ";Default Timeout=2", _folder));

        for (var i = 0; i < 3; i++)
        {
            var fault = await Assert.ThrowsAsync<SqliteException>(() =>
                Task.Run(() => db.ScalarAsync<int>(Rows, ct: Stop)).WaitAsync(Hang, Stop));
            Assert.StartsWith($"Another program holds the database in {_folder} locked.", StorageFaults.Say(fault, _folder),
                StringComparison.Ordinal);
        }

        Run(holder, "rollback");
        await holder.CloseAsync();
        Assert.Equal(1, await db.ScalarAsync<int>(Rows, ct: Stop));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<string?> SaidAsync(Db db) =>
        StorageFaults.Say(await Assert.ThrowsAsync<SqliteException>(() => db.ScalarAsync<int>(Rows, ct: Stop)), _folder);

    private async Task MakeAsync()
    {
        await using var connection = new SqliteConnection(DatabaseOptions.ForFile(File) + ";Pooling=false");
        await connection.OpenAsync(Stop);
        Run(connection, "pragma journal_mode = wal");
        Run(connection, "create table A (W text)");
        Run(connection, """
            insert into A select hex(randomblob(500)) from (with recursive n(i) as (select 1 union all select i + 1 from n where i < 50)
                select i from n)
            """);
        Run(connection, "pragma wal_checkpoint(truncate)");
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteException Fault(SqliteConnection connection, string sql) =>
        Assert.Throws<SqliteException>(() => Run(connection, sql));
}

/// <summary>The same, as people and programs meet it while it is running.</summary>
[Collection(DeskCollection.Name)]
public sealed class StorageFaultsOnPagesTests(DeskFixture fixture)
{
    [Theory]
    [InlineData(13, "The disk that holds")]
    [InlineData(11, "is damaged")]
    [InlineData(8, "cannot be written")]
    public async Task A_page_and_the_API_say_it_with_503_and_nothing_of_our_code(int code, string sentence)
    {
        var page = await fixture.Desk.SignedInAsync(Role.Agent);
        using var program = await fixture.Desk.WithKeyAsync(Role.Agent);
        fixture.Desk.Db.OnStep = (step, _) =>
        {
            if (step == DbStep.Statement)
            {
                throw new SqliteException("As SQLite says it", code);
            }
        };
        try
        {
            using var shown = await page.GetAsync("/tickets", TestContext.Current.CancellationToken);
            var html = WebUtility.HtmlDecode(await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, shown.StatusCode);
            Assert.Contains(sentence, html, StringComparison.Ordinal);
            Assert.DoesNotContain("SqliteException", html, StringComparison.Ordinal);

            using var told = await program.GetAsync("/api/v1/tickets", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, told.StatusCode);
            var problem = JsonDocument.Parse(await told.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
            Assert.Contains(sentence, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            fixture.Desk.Db.OnStep = null;
        }
    }
}
