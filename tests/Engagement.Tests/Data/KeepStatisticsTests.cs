using Engagement.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Data;

public sealed class KeepStatisticsTests
{
    private static readonly Sql Known = Sql.For(
        sqlServer: "select 0",
        sqlite: "select count(*) from sqlite_stat1 where tbl = 'Tickets' and idx = 'IX_Tickets_Unsolved'");

    [Fact]
    public async Task SQLite_knows_how_many_tickets_are_open()
    {
        await using var room = await DeskRoom.OpenAsync(Dialect.Sqlite);
        await room.HearAsync(room.Said("1"));

        await room.Get<KeepStatistics>().RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await room.Db.ScalarAsync<int>(Known, ct: TestContext.Current.CancellationToken));
    }
}
