using Engagement.Data;
using Engagement.Host;
using Engagement.Testing;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data.Copies;

/// <summary>What a killed process leaves beside the database is the old file's, and stays out of the copy in its place.</summary>
public sealed class LeftBesideTests : IAsyncLifetime
{
    private static readonly IConfiguration Configuration =
        new ConfigurationBuilder().AddInMemoryCollection([new("Jobs:Storage", "Memory")]).Build();

    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-beside-").FullName;

    private string Target => Path.Combine(_folder, "engagement.db");

    private string Copy => Path.Combine(_folder, "copy.db");

    private DatabaseOptions Options => new(Dialect.Sqlite, DatabaseOptions.ForFile(Target), _folder);

    [Theory]
    [InlineData("delete", "-journal", true)]
    [InlineData("delete", "-journal", false)]
    [InlineData("wal", "-wal", true)]
    [InlineData("wal", "-wal", false)]
    public async Task A_copy_put_in_the_place_of_a_database_whose_process_was_killed_stays_well(string mode, string left, bool byVerb)
    {
        LeaveAsKilled(mode, left);

        if (byVerb)
        {
            await RestoreCopy.RunAsync(Configuration, Options, Copy, Token);
        }
        else
        {
            PutByHand.Run(Copy, Target);
        }

        Assert.Null(SqliteCopies.Problem(DatabaseOptions.ForFile(Target)));
        Assert.False(Has(Target, "Begun"));
        if (byVerb)
        {
            var kept = Assert.Single(Directory.GetFiles(_folder, "before-restore-*.db"));
            Assert.Null(SqliteCopies.Problem(DatabaseOptions.ForFile(kept)));
            Assert.True(Has(kept, "Begun"));
        }
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("wal")]
    public async Task While_another_program_writes_to_the_database_nothing_is_put_in_its_place(string mode)
    {
        using var other = OpenIn(Target, mode, "Begun");
        Run(other, "begin immediate; insert into Begun (Filling) values (hex(randomblob(900)))");

        var refused = await Assert.ThrowsAsync<StartException>(() => RestoreCopy.RunAsync(Configuration, Options, Copy, Token));

        Assert.Contains("Another program is using", refused.Message, StringComparison.Ordinal);
        Run(other, "commit");
        Assert.True(Has(Target, "Begun"));
        Assert.Empty(Directory.GetFiles(_folder, "before-restore-*"));
        Assert.Empty(Directory.GetFiles(_folder, "*.incoming*"));
    }

    public async ValueTask InitializeAsync()
    {
        using var db = new Db(Options);
        await new Migrator(db).MigrateAsync(ct: Token);
        SqliteConnection.ClearAllPools();
        using (var before = OpenIn(Target, "wal", "Before"))
        {
            SqliteCopies.Copy(DatabaseOptions.ForFile(Target), Copy);

            // What comes after takes the pages that this has in the copy.
            Run(before, "drop table Before");
        }
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    // The files as they lie on the disk at one moment, in the middle of a commit or behind one, without the locks of whoever wrote them.
    private void LeaveAsKilled(string mode, string left)
    {
        var alive = Path.Combine(_folder, "alive.db");
        File.Move(Target, alive);
        using var connection = OpenIn(alive, mode, "Begun");
        Run(connection, "pragma cache_size = 5; pragma wal_autocheckpoint = 0; begin immediate");
        Run(connection, "update Begun set Filling = hex(randomblob(700))");
        if (mode == "wal")
        {
            Run(connection, "commit");
        }

        File.Copy(alive, Target);
        File.Copy(alive + left, Target + left);
        Assert.True(new FileInfo(Target + left).Length > 100_000);
        if (mode != "wal")
        {
            Run(connection, "rollback");
        }
    }

    private static SqliteConnection OpenIn(string file, string mode, string table)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Run(connection, $"pragma journal_mode = {mode}; create table {table} (Id integer primary key, Filling text not null)");
        Run(connection, "begin");
        for (var i = 0; i < 400; i++)
        {
            var id = table == "Before" ? i : 1_000_000 - i;
            Run(connection, $"insert into {table} (Id, Filling) values ({id}, hex(randomblob(900)))");
        }

        Run(connection, "commit");
        return connection;
    }

    private static bool Has(string file, string table)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from sqlite_master where type = 'table' and name = '{table}'";
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) == 1;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
