using Engagement.Data;
using Engagement.Features.Insights.Digest;
using Engagement.Features.Team;
using Engagement.Tests.Data;

namespace Engagement.Tests.Insights;

public sealed class DigestTests
{
    private static readonly Sql Notices = Sql.Portable("select Title from Notices where Kind = 'insights.digest' order by CreatedAt");
    private static readonly Sql Bodies = Sql.Portable("select Body from Notices where Kind = 'insights.digest'");

    [Theory, OnEachDatabase]
    internal async Task It_comes_once_on_the_morning_after_each_week(Dialect dialect)
    {
        await using var world = await World.OpenAsync(dialect, 21);
        await world.RollUpAsync();
        await world.Get<AddUser>().RunAsync(new("cio@desk.example", "CIO", "Administrator"), Stop);
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        // A Wednesday: the week before is over, and nobody had asked for it.
        await world.Get<SaveDigest>().RunAsync(DigestRhythm.Weekly, berlin, "CIO", Stop);
        Assert.False(await world.Get<SendDigest>().RunAsync(Stop));

        world.Clock.SetUtcNow(new DateTimeOffset(2026, 7, 6, 4, 59, 0, TimeSpan.Zero));
        Assert.False(await world.Get<SendDigest>().RunAsync(Stop));
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 7, 6, 5, 1, 0, TimeSpan.Zero));
        Assert.True(await world.Get<SendDigest>().RunAsync(Stop));
        Assert.False(await world.Get<SendDigest>().RunAsync(Stop));
        Assert.StartsWith("Insights, 29 Jun – 5 Jul 2026: ", Assert.Single(await world.Db.QueryAsync<string>(Notices)), StringComparison.Ordinal);
        Assert.Contains("Visits by people: ", Assert.Single(await world.Db.QueryAsync<string>(Bodies)), StringComparison.Ordinal);

        world.Clock.SetUtcNow(new DateTimeOffset(2026, 7, 14, 9, 0, 0, TimeSpan.Zero));
        Assert.True(await world.Get<SendDigest>().RunAsync(Stop));
        Assert.Equal(2, (await world.Db.QueryAsync<string>(Notices)).Count);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
