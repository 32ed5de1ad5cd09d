using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Publishing.Deliveries;

namespace Engagement.Tests.Data;

/// <summary>
/// Faults that pass, at every step of what is asked of the database: it is done once or, where nobody can know, said to be in doubt.
/// </summary>
public sealed class RepeatTests
{
    private static readonly Sql Count = Sql.Portable("select count(*) from Deliveries");

    private static readonly Sql CountHistory = Sql.Portable("select count(*) from DeliveryHistory");

    private static readonly Sql CountWork = Sql.Portable("select count(*) from Outbox");

    private static readonly Sql Add = Sql.Portable("insert into AppSettings (Name, Value, UpdatedAt) values (@Name, '1', @Now)");

    private static readonly Sql CountUp = Sql.For(
        sqlServer: "update AppSettings set Value = cast(cast(Value as int) + 1 as nvarchar(20)) where Name = @Name",
        sqlite: "update AppSettings set Value = cast(cast(Value as integer) + 1 as text) where Name = @Name");

    private static readonly Sql Value = Sql.Portable("select Value from AppSettings where Name = @Name");

    [Theory]
    [InlineData(1205)]
    [InlineData(10054)]
    public async Task A_transaction_that_meets_a_fault_at_any_of_its_steps_is_done_once_or_in_doubt_and_its_hints_follow_only_what_is_kept(
        int number)
    {
        var (n, reached) = (1, true);
        for (; reached; n++)
        {
            await using var room = await PublishingRoom.OpenAsync(Dialect.Sqlite);
            var (runs, hints) = (0, 0);
            var fault = FaultAt.Strike(room.Db, n, () => SqlErrors.Of(number));

            var inDoubt = false;
            try
            {
                await room.Db.InTransactionAsync(async tx =>
                {
                    runs++;
                    var id = await room.Ledger.CreateAsync(tx, room.SomeDelivery(), Stop);
                    await room.Ledger.MoveAsync(
                        tx, id, 1, new Move(DeliveryState.Scheduled, DeliveryState.Held, "Held.", "editor", Next: null), Stop);
                    tx.AfterCommit(() => hints++);
                }, Stop);
            }
            catch (CommitInDoubtException)
            {
                inDoubt = true;
            }

            fault.End();
            reached = fault.Struck is not null;
            var deliveries = await room.Db.ScalarAsync<int>(Count, ct: Stop);
            if (inDoubt)
            {
                Assert.True(fault.Struck is DbStep.Commit or DbStep.Answer, $"step {n}: {fault.Struck}");
                Assert.Equal((1, fault.Struck == DbStep.Answer ? 1 : 0, 0), (runs, deliveries, hints));
                continue;
            }

            Assert.Equal((1, 2, 0, 1), (deliveries, await room.Db.ScalarAsync<int>(CountHistory, ct: Stop),
                await room.Db.ScalarAsync<int>(CountWork, ct: Stop), hints));
            Assert.Equal(fault.Struck is null or DbStep.Open ? 1 : 2, runs);
        }

        Assert.True(n > 8, $"Only {n} steps.");
    }

    [Fact]
    public async Task A_write_by_itself_is_repeated_when_the_server_refused_it_and_never_when_its_answer_was_lost()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var db = database.Db;
        await db.ExecuteAsync(Add, new { Name = "n", Now = DateTimeOffset.UnixEpoch }, Stop);

        await StrikeAsync(1, 10054); // no connection: nothing was asked
        await StrikeAsync(2, 1205); // a deadlock's victim: nothing was done
        Assert.Equal("3", await db.ScalarAsync<string>(Value, new { Name = "n" }, Stop));

        await Assert.ThrowsAsync<Microsoft.Data.SqlClient.SqlException>(() => StrikeAsync(3, 10054)); // done, and its answer lost
        Assert.Equal("4", await db.ScalarAsync<string>(Value, new { Name = "n" }, Stop));

        async Task StrikeAsync(int n, int number)
        {
            var fault = FaultAt.Strike(db, n, () => SqlErrors.Of(number));
            try
            {
                await db.ExecuteAsync(CountUp, new { Name = "n" }, Stop);
            }
            finally
            {
                fault.End();
            }
        }
    }

    [Fact]
    public async Task A_read_is_repeated_whatever_broke()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        foreach (var (n, number) in new[] { (1, 40613), (2, 10054), (3, 10054), (3, -2) })
        {
            var fault = FaultAt.Strike(database.Db, n, () => SqlErrors.Of(number));
            Assert.Equal(0, await database.Db.ScalarAsync<int>(Count, ct: Stop));
            Assert.NotNull(fault.Struck);
            fault.End();
        }
    }

    [Fact]
    public async Task A_fault_that_lasts_is_told_at_once_and_one_that_does_not_pass_after_the_patience_ends()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        database.Db.Patience = TimeSpan.FromMilliseconds(200);
        var asked = 0;
        database.Db.OnStep = (step, _) => throw (step == DbStep.Open
            ? SqlErrors.Of(asked++ < 0 ? 0 : 40613)
            : new InvalidOperationException());

        Assert.Equal(40613,
            (await Assert.ThrowsAsync<Microsoft.Data.SqlClient.SqlException>(() => database.Db.ScalarAsync<int>(Count, ct: Stop))).Number);
        Assert.True(asked > 1);

        asked = 0;
        database.Db.OnStep = (_, _) =>
        {
            asked++;
            throw SqlErrors.Of(547);
        };
        await Assert.ThrowsAsync<Microsoft.Data.SqlClient.SqlException>(
            () => database.Db.InTransactionAsync(tx => tx.ExecuteAsync(CountUp, new { Name = "n" }, Stop), Stop));
        Assert.Equal(1, asked);
    }

    // Two nodes look at once, neither finds it, both write it: one is told that the key is taken (2627).
    [Theory, OnEachDatabase]
    internal async Task Who_loses_a_race_for_a_key_is_run_again_and_finds_what_the_other_wrote(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var lost = 0;
        database.Db.OnStep = (step, attempt) =>
        {
            if (step == DbStep.Statement && attempt == 0)
            {
                lost++;
                throw SqlErrors.Of(2627, 3621);
            }
        };
        await database.Db.InTransactionAsync(tx => AppSettings.SetAsync(tx, "n", "1", DateTimeOffset.UnixEpoch, "a", Stop), Stop);
        Assert.Equal(1, await database.Db.ExecuteAsync(CountUp, new { Name = "n" }, Stop));
        Assert.Equal(2, lost);
        database.Db.OnStep = null;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
            database.Db.InTransactionAsync(tx => AppSettings.SetAsync(tx, "raced", $"{n}", DateTimeOffset.UnixEpoch, "a", Stop), Stop))));
        Assert.NotNull(await database.Db.ScalarAsync<string>(Value, new { Name = "raced" }, Stop));
    }

    [Fact]
    public async Task A_key_that_stays_taken_is_told_after_a_few_tries()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var asked = 0;
        database.Db.OnStep = (step, _) =>
        {
            if (step == DbStep.Statement)
            {
                asked++;
                throw SqlErrors.Of(2601);
            }
        };

        Assert.Equal(2601,
            (await Assert.ThrowsAsync<Microsoft.Data.SqlClient.SqlException>(
                () => database.Db.ExecuteAsync(CountUp, new { Name = "n" }, Stop))).Number);
        Assert.Equal(5, asked);
    }

    [Fact]
    public async Task What_must_be_written_down_is_written_once_even_when_the_answer_to_its_commit_is_lost()
    {
        await using var room = await PublishingRoom.OpenAsync(Dialect.Sqlite);
        var id = await room.CreateAsync();
        var answers = 0;
        room.Db.OnStep = (step, _) =>
        {
            if (step == DbStep.Answer && answers++ == 0)
            {
                throw SqlErrors.Of(10054);
            }
        };

        // False: the second try finds that the first was kept.
        Assert.False(await room.Db.WriteDownAsync(
            tx => room.Ledger.MoveAsync(tx, id, 1,
                new Move(DeliveryState.Scheduled, DeliveryState.Held, "Held.", "editor", Next: null), Stop), TimeSpan.FromSeconds(10)));

        room.Db.OnStep = null;
        var delivery = await room.ReadAsync(id);
        Assert.Equal((DeliveryState.Held, 2), (delivery.State, delivery.Version));
        Assert.Equal(2, (await room.HistoryAsync(id)).Count);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
