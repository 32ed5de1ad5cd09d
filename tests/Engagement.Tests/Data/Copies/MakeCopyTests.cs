using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Host;

namespace Engagement.Tests.Data.Copies;

/// <summary>A copy as the verb makes it: what it writes down in the database, and what it does not overwrite.</summary>
public sealed class MakeCopyTests
{
    [Fact]
    public async Task It_is_well_its_moment_is_written_down_and_no_file_is_lost_by_it()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var options = database.Db.Options;
        var now = TimeProvider.System.Now();
        await database.Db.ExecuteAsync(DeskLife.Begin, new { AliveAt = now, CheckedAt = now }, Token);
        var copy = Path.Combine(options.DataDirectory, "copies", "monday.db");

        Assert.Equal(copy, await MakeCopy.RunAsync(options, copy, replace: false, Token));

        Assert.Null(SqliteCopies.Problem(DatabaseOptions.ForFile(copy)));
        Assert.True(SqliteCopies.IsOurs(DatabaseOptions.ForFile(copy)));
        Assert.True((await database.Db.OneAsync<DeskLife>(DeskLife.Read, ct: Token))!.BackedUpAt >= now);
        await Assert.ThrowsAsync<UsageException>(() => MakeCopy.RunAsync(options, copy, replace: false, Token));
        await Assert.ThrowsAsync<UsageException>(() => MakeCopy.RunAsync(options, CheckFile.FileOf(options), replace: true, Token));
        Assert.Equal(copy, await MakeCopy.RunAsync(options, copy, replace: true, Token));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(copy)!));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
