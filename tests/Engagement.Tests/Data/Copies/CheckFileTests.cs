using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Data.Copies;

/// <summary>The embedded database is looked through when nobody said that it ended as it should, and else once a week.</summary>
public sealed class CheckFileTests
{
    private static readonly Sql Ended = Sql.Portable("update DeskLife set EndedAt = @Now where Name = 'desk'");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_was_found_well_and_ended_as_it_should_is_not_looked_through_again_for_a_week()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var check = new CheckFile(database.Db, new ConfigurationBuilder().Build(), _clock);
        await database.Db.ExecuteAsync(DeskLife.Begin, new { AliveAt = _clock.Now(), CheckedAt = (DateTimeOffset?)null }, Token);
        await database.Db.ExecuteAsync(Ended, new { Now = _clock.Now() }, Token);
        Assert.True(check.BeforeStart());

        await check.WriteDownAsync(Token);
        Assert.Null(check.BeforeStart());

        _clock.Advance(TimeSpan.FromDays(8));
        Assert.True(check.BeforeStart());
        Assert.Null(await check.BesideAsync(Token));
        Assert.Equal(_clock.GetUtcNow(), (await database.Db.OneAsync<DeskLife>(DeskLife.Read, ct: Token))!.CheckedAt);
        Assert.Null(check.BeforeStart());
    }

    [Fact]
    public async Task A_file_too_large_to_wait_for_is_looked_through_beside_the_work()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var none = new ConfigurationBuilder().AddInMemoryCollection([new("Database:CheckAtStartMegabytes", "0")]).Build();

        Assert.False(new CheckFile(database.Db, none, _clock).BeforeStart());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
