using System.Diagnostics;
using Engagement.Data;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data;

/// <summary>Another program holds the embedded database's file: a save has one time for all its waiting, and then says so.</summary>
public sealed class SavesUnderALockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly Sql Save = Sql.Portable("update AppSettings set UpdatedAt = @Now where Name = 'nothing'");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("begin immediate")]
    [InlineData("begin exclusive")]
    public async Task Several_at_once_wait_no_longer_than_one_may(string begin)
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var db = database.Db;
        db.Patience = Patience;
        await using var other = await HoldAsync(db, begin);

        var waits = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            var began = Stopwatch.GetTimestamp();
            var save = i % 2 == 0
                ? db.ExecuteAsync(Save, new { Now = DateTimeOffset.UtcNow }, Stop)
                : db.InTransactionAsync(tx => tx.ExecuteAsync(Save, new { Now = DateTimeOffset.UtcNow }, Stop), Stop);
            var refused = await Assert.ThrowsAnyAsync<SqliteException>(() => save);
            Assert.Equal(5, refused.SqliteErrorCode);
            return Stopwatch.GetElapsedTime(began);
        }));

        // Its last attempt may begin just before the end, and SQLite is asked for a second at the least.
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(2), Patience + TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public async Task A_save_goes_through_when_the_lock_is_given_up_in_time()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var db = database.Db;
        db.Patience = TimeSpan.FromSeconds(20);
        await using var other = await HoldAsync(db, "begin exclusive");

        var save = db.ExecuteAsync(Save, new { Now = DateTimeOffset.UtcNow }, Stop);
        await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);
        Assert.False(save.IsCompleted);
        await other.CloseAsync();

        Assert.Equal(0, await save);
    }

    private static async Task<SqliteConnection> HoldAsync(Db db, string begin)
    {
        var other = new SqliteConnection(db.Options.ConnectionString + ";Pooling=False");
        await other.OpenAsync(Stop);
        await using var hold = other.CreateCommand();
        hold.CommandText = begin;
        await hold.ExecuteNonQueryAsync(Stop);
        return other;
    }
}
