using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Data;

/// <summary>Several statements in one command are what they are one by one.</summary>
public sealed class TogetherTests
{
    private static readonly Sql Insert = Sql.Portable(
        "insert into WebhookEvents (Id, Type, SubjectId, DataJson, OccurredAt) values (@Id, @Type, @SubjectId, '{}', @OccurredAt)");

    private static readonly Sql Newest = Sql.Portable(
        "select Type, SubjectId, OccurredAt from WebhookEvents where OccurredAt < @Before order by OccurredAt desc {page}");

    private static readonly Sql OfSubject = Sql.Portable("select Type from WebhookEvents where SubjectId = @Id");

    private static readonly Sql Named = Sql.Portable("select count(*) from WebhookEvents where @Type is null or Type = @Type");

    private static readonly DateTimeOffset Start = new(2026, 3, 29, 2, 30, 15, 123, TimeSpan.FromHours(2));

    [Theory, OnEachDatabase]
    internal async Task Each_read_has_its_own_values_under_the_same_names(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var ids = await FillAsync(database.Db);

        var reads = new Reads();
        var two = reads.Add<Row>(Newest, new { Before = Start.AddDays(3), Take = 2 });
        var one = reads.Add<Row>(Newest, new { Before = Start.AddDays(1), Take = 9 });
        var second = reads.Add<string>(OfSubject, new { Id = ids[1], NotAsked = "for" });
        var nobody = reads.Add<string>(OfSubject, new { Id = Guid.Empty });
        var all = reads.Add<int>(Named, new { Type = (string?)null });
        var third = reads.Add<int>(Named, new { Type = "third" });
        Assert.Throws<InvalidOperationException>(() => two.Rows);
        await database.Db.ReadAsync(reads, Stop);

        Assert.Equal(["third", "second"], two.Rows.Select(r => r.Type));
        Assert.Equal((ids[0], Start), (one.One!.SubjectId, one.One.OccurredAt));
        Assert.Equal(("second", null, 3, 1), (second.One, nobody.One, all.One, third.One));
        Assert.Throws<InvalidOperationException>(() => two.One);
    }

    [Theory, OnEachDatabase]
    internal async Task Writes_of_a_transaction_are_all_there_or_none(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);

        await Assert.ThrowsAsync<FormatException>(() => database.Db.InTransactionAsync<bool>(async tx =>
        {
            await tx.WriteAsync(TwoOf(), Stop);
            var reads = new Reads();
            var inside = reads.Add<int>(Named, new { Type = (string?)null });
            await tx.ReadAsync(reads, Stop);
            Assert.Equal(2, inside.One);
            throw new FormatException();
        }, Stop));
        Assert.Equal(0, await CountAsync());

        await database.Db.InTransactionAsync(tx => tx.WriteAsync(TwoOf(), Stop), Stop);
        Assert.Equal(2, await CountAsync());

        Task<int> CountAsync() => database.Db.ScalarAsync<int>(Named, new { Type = (string?)null }, Stop);
    }

    [Fact]
    public void What_writes_does_not_go_with_reads()
    {
        Assert.Throws<ArgumentException>(() => new Reads().Add<int>(Insert, Event("a", Guid.Empty, Start)));
    }

    [Fact]
    public void Reads_in_one_command_hold_against_the_SQL_Server_schema_as_they_do_alone()
    {
        using var schema = SchemaModel.OfProgram();
        var known = KnownStatements.In(typeof(Db).Assembly).Where(k => k.Within is null && !k.Sql.Writes).ToList();
        var commands = known.Chunk(20).Select((some, i) =>
        {
            var reads = new Reads();
            foreach (var one in some)
            {
                reads.Add<int>(one.Sql);
            }

            return ($"{i}: {string.Join(", ", some.Select(k => k.Name))}", reads.Text(Dialect.SqlServer));
        }).ToList();

        Assert.True(commands.Count > 10, $"Only {commands.Count} commands were made.");
        Assert.Empty(schema.Check(commands));
    }

    private static async Task<IReadOnlyList<Guid>> FillAsync(Db db)
    {
        var ids = new List<Guid>();
        foreach (var (type, days) in new[] { ("first", 0), ("second", 1), ("third", 2) })
        {
            ids.Add(Ids.New(Start));
            await db.ExecuteAsync(Insert, Event(type, ids[^1], Start.AddDays(days)), Stop);
        }

        return ids;
    }

    private static Writes TwoOf()
    {
        var writes = new Writes();
        writes.Add(Insert, Event("a", Ids.New(Start), Start));
        writes.Add(Insert, Event("b", Ids.New(Start), Start.AddDays(1)));
        return writes;
    }

    private static object Event(string type, Guid subject, DateTimeOffset at) =>
        new { Id = Ids.New(at), Type = type, SubjectId = subject, OccurredAt = at };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record Row
    {
        public string Type { get; init; } = "";

        public Guid SubjectId { get; init; }

        public DateTimeOffset OccurredAt { get; init; }
    }
}
