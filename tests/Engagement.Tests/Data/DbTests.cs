using Engagement.Data;

namespace Engagement.Tests.Data;

public sealed class DbTests
{
    private static readonly Sql InsertSetting = Sql.Portable(
        "insert into AppSettings (Name, Value, UpdatedAt, UpdatedBy) values (@Name, @Value, @UpdatedAt, @UpdatedBy)");

    private static readonly Sql ReadSettings = Sql.Portable(
        "select Name, Value, UpdatedAt, UpdatedBy from AppSettings {where} order by Name {page}");

    private static readonly Sql ByAuthors = Sql.Portable("UpdatedBy in {ids Authors}");

    private static readonly Sql OlderThan = Sql.Portable("UpdatedAt < @Before");

    [Theory, OnEachDatabase]
    internal async Task A_time_and_an_id_read_back_as_they_were_written(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var time = new DateTimeOffset(2026, 3, 29, 2, 30, 15, 123, TimeSpan.FromHours(2));
        var id = Ids.New(time);

        await database.Db.ExecuteAsync(InsertSetting, new { Name = "a", Value = "1", UpdatedAt = time, UpdatedBy = (Guid?)id }, Stop);

        var row = await database.Db.OneAsync<Setting>(ReadSettings.Where(), new { Take = 10 }, Stop);
        Assert.Equal(time, row!.UpdatedAt);
        Assert.Equal(TimeSpan.Zero, row.UpdatedAt.Offset);
        Assert.Equal(id, row.UpdatedBy);
    }

    [Theory, OnEachDatabase]
    internal async Task Conditions_ids_and_a_page_size_narrow_a_list(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var authors = Enumerable.Range(0, 5).Select(i => Ids.New(start.AddDays(i))).ToList();
        for (var i = 0; i < 5; i++)
        {
            await database.Db.ExecuteAsync(InsertSetting, new { Name = $"s{i}", Value = "", UpdatedAt = start.AddDays(i), UpdatedBy = authors[i] }, Stop);
        }

        var rows = await database.Db.QueryAsync<Setting>(
            ReadSettings.Where(ByAuthors, OlderThan),
            new { Authors = Json.Ids([authors[0], authors[2], authors[4]]), Before = start.AddDays(4), Take = 1 },
            Stop);

        Assert.Equal(["s0"], rows.Select(r => r.Name));
    }

    [Theory, OnEachDatabase]
    internal async Task A_transaction_that_throws_leaves_nothing_and_hints_nobody(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var hinted = false;

        await Assert.ThrowsAsync<FormatException>(() => database.Db.InTransactionAsync(async tx =>
        {
            tx.AfterCommit(() => hinted = true);
            await tx.ExecuteAsync(InsertSetting, new { Name = "a", Value = "1", UpdatedAt = DateTimeOffset.UnixEpoch, UpdatedBy = (Guid?)null }, Stop);
            throw new FormatException("on purpose");
        }, Stop));

        Assert.Empty(await database.Db.QueryAsync<Setting>(ReadSettings.Where(), new { Take = 10 }, Stop));
        Assert.False(hinted);
    }

    [Theory, OnEachDatabase]
    internal async Task Many_writers_at_once_all_get_their_turn(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => database.Db.InTransactionAsync(
            tx => tx.ExecuteAsync(InsertSetting, new { Name = $"s{i:00}", Value = "", UpdatedAt = DateTimeOffset.UnixEpoch, UpdatedBy = (Guid?)null }, Stop),
            Stop))));

        Assert.Equal(40, (await database.Db.QueryAsync<Setting>(ReadSettings.Where(), new { Take = 100 }, Stop)).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task Ids_sort_by_time_in_the_database(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var ids = Enumerable.Range(0, 50).Select(i => Ids.New(start.AddSeconds(i * 7919))).ToList();
        foreach (var (id, i) in ids.Select((id, i) => (id, i)).Reverse())
        {
            await database.Db.ExecuteAsync(InsertSetting, new { Name = $"s{i:00}", Value = "", UpdatedAt = start, UpdatedBy = id }, Stop);
        }

        var ordered = await database.Db.QueryAsync<Guid>(Sql.Portable("select UpdatedBy from AppSettings order by UpdatedBy"), ct: Stop);

        Assert.Equal(ids, ordered);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record Setting
    {
        public string Name { get; init; } = "";

        public string Value { get; init; } = "";

        public DateTimeOffset UpdatedAt { get; init; }

        public Guid? UpdatedBy { get; init; }
    }
}
