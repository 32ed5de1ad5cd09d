using Engagement.Data;
using Engagement.Tests.Data.Recorded;

namespace Engagement.Tests.Data;

/// <summary>Rows that wait to be written together, and rows that go as one parameter.</summary>
public sealed class WaitingRowsTests
{
    private static readonly Sql InsertEvents = Sql.Portable(
        """
        insert into WebhookEvents (Id, Type, SubjectId, DataJson, OccurredAt)
        select r.Id, r.Type, r.SubjectId, r.Data, r.At
        from {rows Rows (Id uniqueidentifier, Type nvarchar(40), SubjectId uniqueidentifier, Data nvarchar(max), At datetime2(3))} r
        """);

    private static readonly Sql Read = Sql.Portable(
        "select Id, Type, SubjectId, DataJson, OccurredAt from WebhookEvents order by OccurredAt, Type");

    private static readonly Sql ReadSome = Sql.Portable(
        "select Id, Type, SubjectId, DataJson, OccurredAt from WebhookEvents where Type in {texts Types} order by Type");

    private static readonly Sql Count = Sql.Portable("select count(*) from WebhookEvents");

    private static readonly DateTimeOffset At = new(2026, 11, 24, 8, 0, 0, 123, TimeSpan.FromHours(2));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    internal async Task What_waits_is_written_by_one_statement_before_the_next_and_is_seen_by_it(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var seen = new List<int>();

        var counted = await CountedStatements.OfAsync(() => database.Db.InTransactionAsync(async tx =>
        {
            tx.Waiting<Events>().Add("a", "1");
            tx.Waiting<Events>().Add("b", "2");
            seen.AddRange(await tx.QueryBesideAsync<int>(Count, ct: Stop));
            seen.AddRange(await tx.QueryAsync<int>(Count, ct: Stop));
            tx.Waiting<Events>().Add("c", "3");
        }, Stop));

        Assert.Equal([0, 2], seen);
        Assert.Equal(3, await database.Db.ScalarAsync<int>(Count, ct: Stop)); // the last before the commit
        Assert.Equal(4, counted.Count);
    }

    [Theory, OnEachDatabase]
    internal async Task What_waits_in_a_transaction_that_is_not_kept_is_not_written(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);

        await database.Db.DecideAsync<int>(tx =>
        {
            tx.Waiting<Events>().Add("a", "1");
            return Task.FromResult<Result<int>>(new Result<int>.Conflict("No."));
        }, Stop);
        await Assert.ThrowsAsync<FormatException>(() => database.Db.InTransactionAsync(tx =>
        {
            tx.Waiting<Events>().Add("b", "2");
            throw new FormatException("on purpose");
        }, Stop));

        Assert.Equal(0, await database.Db.ScalarAsync<int>(Count, ct: Stop));
    }

    // As a parameter of its own would have gone.
    [Theory, OnEachDatabase]
    internal async Task Rows_in_one_parameter_come_back_as_they_were(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        string[] texts = ["plain", "", " ends in a space ", "a\"b\\c'd", "a\0b", "\u2028\r\n\t\u0001", "👩‍👩‍👧 Grüße ไทย", "null",
            "[1]", new string('x', 100_000)];
        var rows = texts.Select((text, i) => new
        {
            Id = Ids.New(At),
            Type = $"t{i}",
            SubjectId = Ids.New(At),
            Data = text,
            At = At.AddSeconds(i),
        }).ToList();

        await database.Db.ExecuteAsync(InsertEvents, new { Rows = Json.Rows(rows) }, Stop);

        var read = await database.Db.QueryAsync<Row>(Read, ct: Stop);
        Assert.Equal(rows.Select(r => (r.Id, r.Type, r.SubjectId, r.Data, r.At.ToUniversalTime())),
            read.Select(r => (r.Id, r.Type, r.SubjectId, r.DataJson, r.OccurredAt)));
        Assert.Equal(["t1", "t3"],
            (await database.Db.QueryAsync<Row>(ReadSome, new { Types = Json.Texts(["t3", "t1", "T2", "t1"]) }, Stop)).Select(r => r.Type));
    }

    private sealed class Events : WaitingRows
    {
        private readonly List<object> _rows = [];

        public override int Turn => 1;

        public void Add(string type, string data) =>
            _rows.Add(new { Id = Ids.New(At), Type = type, SubjectId = Guid.Empty, Data = data, At });

        public override async Task WriteAsync(Tx tx, CancellationToken ct)
        {
            if (_rows.Count > 0)
            {
                await tx.ExecuteAsync(InsertEvents, new { Rows = Json.Rows(_rows) }, ct);
                _rows.Clear();
            }
        }
    }

    private sealed record Row
    {
        public Guid Id { get; init; }

        public string Type { get; init; } = "";

        public Guid SubjectId { get; init; }

        public string DataJson { get; init; } = "";

        public DateTimeOffset OccurredAt { get; init; }
    }
}
