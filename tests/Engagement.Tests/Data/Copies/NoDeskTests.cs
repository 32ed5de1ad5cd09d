using Engagement.Tests.Publishing.Deliveries.Crash;

namespace Engagement.Tests.Data.Copies;

/// <summary>Verbs where there is no desk: those that work on one say so and make nothing; those that begin one do.</summary>
public sealed class NoDeskTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-none-").FullName;

    [Theory]
    [InlineData("restored")]
    [InlineData("user list")]
    [InlineData("user reset-password --email mia@desk.example")]
    [InlineData("user unlock --email mia@desk.example")]
    [InlineData("user disable --email mia@desk.example")]
    [InlineData("user enable --email mia@desk.example")]
    [InlineData("api-key list")]
    [InlineData("api-key revoke --key eng_ab12cd34")]
    [InlineData("insights rebuild")]
    [InlineData("keys rewrap")]
    [InlineData("import .")]
    [InlineData("backup copy.db")]
    public async Task A_verb_for_a_desk_that_there_is_makes_none(string line)
    {
        var said = await RunAsync(1, line);

        Assert.Contains($"There is no database at {Path.Combine(_folder, "engagement.db")}.", said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("user add --email mia@desk.example --name Mia --role Administrator")]
    [InlineData("api-key add --name Sync --role Editor")]
    [InlineData("seed")]
    [InlineData("migrate")]
    public async Task A_verb_that_begins_a_desk_makes_one(string line)
    {
        await RunAsync(0, line);
        await RunAsync(0, "user list");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> RunAsync(int expected, string line)
    {
        using var run = EngagementProcess.Run(_folder, line.Split(' '));
        var code = await run.ExitAsync(Patience);
        Assert.True(code == expected, $"{line} ended with {code}:\n{run.Output}");
        return run.Output;
    }
}
