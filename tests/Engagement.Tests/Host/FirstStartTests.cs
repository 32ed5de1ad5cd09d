using System.Net;
using System.Net.Sockets;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Deliveries.Crash;

namespace Engagement.Tests.Host;

/// <summary>What a first start says on the console, by the real program: what it is doing, where to go, and what opens it.</summary>
public sealed class FirstStartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly (string Name, string Value) Development = ("ASPNETCORE_ENVIRONMENT", "Development");

    [Fact]
    public async Task The_address_to_open_comes_last_with_the_one_time_password_beneath_it()
    {
        await using var database = TestDatabase.CreateEmpty();
        using var run = EngagementProcess.Run(database.Db.Options.DataDirectory, ["serve"], settings: [Development]);
        var address = await run.AddressAsync(Patience);

        var lines = await LinesAsync(run, "one-time password");
        var at = Array.IndexOf(lines, $"Open {address.OriginalString}");
        Assert.True(at > 0, run.Output);
        Assert.Equal("  sign in as         admin@example.com", lines[at + 1]);
        Assert.Matches("^  one-time password  [^ ]{8,}$", lines[at + 2]);
        Assert.Equal(
            ["Opening the database and bringing its schema up …", "Filling the empty database with a demo …", "Starting to listen …"],
            lines.Where(l => l.EndsWith('…')));
    }

    [Fact]
    public async Task An_empty_database_in_production_has_its_token_beneath_the_address_to_open()
    {
        await using var database = TestDatabase.CreateEmpty();
        using var run = EngagementProcess.Run(database.Db.Options.DataDirectory, ["serve"],
            settings: [("Portal__Address", "https://desk.example.com/help")]);

        var lines = await LinesAsync(run, "  token  ");
        var at = Array.IndexOf(lines, "Open https://desk.example.com/help");
        Assert.True(at > 0, run.Output);
        Assert.Matches("^  token  [^ ]{8,}$", lines[at + 2]);
    }

    // The demo is made before anything listens, and its password is shown only once.
    [Fact]
    public async Task The_password_is_shown_even_if_the_first_start_cannot_listen()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var database = TestDatabase.CreateEmpty();
        using var run = EngagementProcess.Run(database.Db.Options.DataDirectory, ["serve"],
            settings: [Development, ("ASPNETCORE_URLS", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}")]);

        Assert.Equal(1, await run.ExitAsync(Patience));
        await LinesAsync(run, "  one-time password  ");
        Assert.Contains("It cannot listen", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Open http", run.Output, StringComparison.Ordinal);
    }

    private static async Task<string[]> LinesAsync(EngagementProcess run, string until)
    {
        var end = DateTime.UtcNow + Patience;
        while (!run.Output.Contains(until, StringComparison.Ordinal))
        {
            Assert.True(DateTime.UtcNow < end, $"It did not say “{until}”. It said:\n{run.Output}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return run.Output.ReplaceLineEndings("\n").Split('\n');
    }
}
