using Engagement.Data;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data.Copies;

/// <summary>Copies of a database that is being written to are whole and of one moment; a damaged file is found out.</summary>
public sealed class SqliteCopiesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-copies-").FullName;

    [Fact]
    public async Task Eight_copies_while_others_write_are_all_well_and_each_of_one_moment()
    {
        var source = Make();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() => WriteUntil(source, stop.Token), Token);
        for (var i = 0; i < 8; i++)
        {
            await Task.Delay(50, Token);
            var copy = Path.Combine(_folder, $"copy-{i}.db");
            SqliteCopies.Copy(DatabaseOptions.ForFile(source), copy);

            Assert.Null(SqliteCopies.Problem(DatabaseOptions.ForFile(copy)));
            using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
            connection.Open();
            Assert.Equal(0L, Scalar(connection, "select sum(Amount) from Both"));
            Assert.True(Scalar(connection, "select count(*) from Both") > 0);
            Assert.False(File.Exists(copy + "-wal"));
        }

        await stop.CancelAsync();
        Assert.True(await writing > 0);
    }

    [Fact]
    public void A_file_with_a_broken_page_or_that_is_no_database_is_found_out_and_not_copied()
    {
        var source = Make();
        WriteUntil(source, new CancellationToken(canceled: true), atLeast: 400);
        SqliteCopies.Settle(DatabaseOptions.ForFile(source));
        using (var file = File.OpenWrite(source))
        {
            file.Seek(file.Length / 2, SeekOrigin.Begin);
            file.Write(Enumerable.Repeat((byte)0x5A, 9000).ToArray());
        }

        Assert.NotNull(SqliteCopies.Problem(DatabaseOptions.ForFile(source)));
        Assert.Throws<DamagedFileException>(() => SqliteCopies.Copy(DatabaseOptions.ForFile(source), Path.Combine(_folder, "copy.db")));
        var none = Path.Combine(_folder, "letter.txt");
        File.WriteAllText(none, new string('x', 5000));
        Assert.NotNull(SqliteCopies.Problem(DatabaseOptions.ForFile(none)));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private string Make()
    {
        var file = Path.Combine(_folder, "desk.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode = wal; create table Both (Id integer primary key, Amount integer not null, "
            + "Filling text not null)";
        command.ExecuteNonQuery();
        return file;
    }

    // Each commit leaves the sum at nothing: a copy with half of one is not of one moment.
    private static int WriteUntil(string file, CancellationToken stop, int atLeast = 1)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        var commits = 0;
        do
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "insert into Both (Amount, Filling) values (7, hex(randomblob(900))); insert into Both (Amount, "
                + "Filling) values (-7, hex(randomblob(900)))";
            command.ExecuteNonQuery();
            transaction.Commit();
            commits++;
        }
        while (!stop.IsCancellationRequested || commits < atLeast);
        return commits;
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
