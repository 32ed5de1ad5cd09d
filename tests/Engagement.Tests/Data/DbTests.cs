using Dapper;
using Engagement.Data;

namespace Engagement.Tests.Data;

public sealed class DbTests
{
    private static readonly Sql InsertEvent = Sql.Portable(
        "insert into WebhookEvents (Id, Type, SubjectId, DataJson, OccurredAt) values (@Id, @Type, @SubjectId, '{}', @OccurredAt)");

    private static readonly Sql ReadEvents = Sql.Portable(
        "select Type, SubjectId, OccurredAt from WebhookEvents {where} order by Type {page}");

    private static readonly Sql AboutSubjects = Sql.Portable("SubjectId in {ids Subjects}");

    private static readonly Sql OlderThan = Sql.Portable("OccurredAt < @Before");

    [Theory, OnEachDatabase]
    internal async Task A_time_and_an_id_read_back_as_they_were_written(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var time = new DateTimeOffset(2026, 3, 29, 2, 30, 15, 123, TimeSpan.FromHours(2));
        var id = Ids.New(time);

        await database.Db.ExecuteAsync(InsertEvent, Event("a", time, id), Stop);

        var row = await database.Db.OneAsync<Row>(ReadEvents.Where(), new { Take = 10 }, Stop);
        Assert.Equal(time, row!.OccurredAt);
        Assert.Equal(TimeSpan.Zero, row.OccurredAt.Offset);
        Assert.Equal(id, row.SubjectId);
    }

    [Theory, OnEachDatabase]
    internal async Task Conditions_ids_and_a_page_size_narrow_a_list(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var subjects = Enumerable.Range(0, 5).Select(i => Ids.New(start.AddDays(i))).ToList();
        for (var i = 0; i < 5; i++)
        {
            await database.Db.ExecuteAsync(InsertEvent, Event($"s{i}", start.AddDays(i), subjects[i]), Stop);
        }

        var rows = await database.Db.QueryAsync<Row>(
            ReadEvents.Where(AboutSubjects, OlderThan),
            new { Subjects = Json.Ids([subjects[0], subjects[2], subjects[4]]), Before = start.AddDays(4), Take = 1 },
            Stop);

        Assert.Equal(["s0"], rows.Select(r => r.Type));
    }

    [Theory, OnEachDatabase]
    internal async Task A_transaction_that_throws_leaves_nothing_and_hints_nobody(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var hinted = false;

        await Assert.ThrowsAsync<FormatException>(() => database.Db.InTransactionAsync(async tx =>
        {
            tx.AfterCommit(() => hinted = true);
            await tx.ExecuteAsync(InsertEvent, Event("a", DateTimeOffset.UnixEpoch, Guid.Empty), Stop);
            throw new FormatException("on purpose");
        }, Stop));

        Assert.Empty(await database.Db.QueryAsync<Row>(ReadEvents.Where(), new { Take = 10 }, Stop));
        Assert.False(hinted);
    }

    [Theory, OnEachDatabase]
    internal async Task A_reader_does_not_wait_for_what_is_being_written_and_does_not_see_it_yet(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var id = Guid.NewGuid();
        await database.Db.ExecuteAsync(InsertEvent, Event("before", DateTimeOffset.UnixEpoch, id), Stop);

        await database.Db.InTransactionAsync(async tx =>
        {
            await tx.ExecuteAsync(Sql.Portable("update WebhookEvents set Type = 'after'"), ct: Stop);

            // Would it wait, it would wait for us, who wait for it: until the command's time-out ends both.
            Assert.Equal(["before"], (await database.Db.QueryAsync<Row>(ReadEvents.Where(), new { Take = 10 }, Stop)).Select(r => r.Type));
        }, Stop);

        Assert.Null(await new ReadersNeverWait(database.Db).ProblemAsync(Stop));
        Assert.Equal("after", (await database.Db.OneAsync<Row>(ReadEvents.Where(), new { Take = 10 }, Stop))!.Type);
    }

    [Fact]
    public async Task A_database_whose_readers_wait_says_what_to_run()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        await using (var connection = await database.Db.OpenAsync(Stop))
        {
            await connection.ExecuteAsync("pragma journal_mode = delete;");
        }

        Assert.EndsWith("pragma journal_mode = wal;", await new ReadersNeverWait(database.Db).ProblemAsync(Stop), StringComparison.Ordinal);
        Assert.Equal("alter database [a]]b] set read_committed_snapshot on with rollback immediate;", ReadersNeverWait.Statement("a]b"));
    }

    [Theory, OnEachDatabase]
    internal async Task Many_writers_at_once_all_get_their_turn(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => database.Db.InTransactionAsync(
            tx => tx.ExecuteAsync(InsertEvent, Event($"s{i:00}", DateTimeOffset.UnixEpoch, Guid.Empty), Stop),
            Stop))));

        Assert.Equal(40, (await database.Db.QueryAsync<Row>(ReadEvents.Where(), new { Take = 100 }, Stop)).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task Ids_sort_by_time_in_the_database(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var ids = Enumerable.Range(0, 50).Select(i => Ids.New(start.AddSeconds(i * 7919))).ToList();
        foreach (var (id, i) in ids.Select((id, i) => (id, i)).Reverse())
        {
            await database.Db.ExecuteAsync(InsertEvent, Event($"s{i:00}", start, id), Stop);
        }

        var ordered = await database.Db.QueryAsync<Guid>(Sql.Portable("select SubjectId from WebhookEvents order by SubjectId"), ct: Stop);

        Assert.Equal(ids, ordered);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static object Event(string type, DateTimeOffset at, Guid subject) =>
        new { Id = Guid.NewGuid(), Type = type, SubjectId = subject, OccurredAt = at };

    private sealed record Row
    {
        public string Type { get; init; } = "";

        public Guid SubjectId { get; init; }

        public DateTimeOffset OccurredAt { get; init; }
    }
}
