using System.Net;
using System.Net.Sockets;
using Engagement.Data;
using Engagement.Host;
using Engagement.Tests.Publishing.Deliveries.Crash;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data.Copies;

/// <summary>While a verb is at work on a database no copy is put in its place, whichever data folder and path either names it by.</summary>
public sealed class InUseTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("engagement-in-use-").FullName;

    private string Database => Path.Combine(_folder, "x", "e.db");

    [Fact]
    public void Verbs_share_a_file_and_whoever_replaces_it_has_it_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        var link = Path.Combine(_folder, "link.db");
        File.CreateSymbolicLink(link, Database);
        using (InUse.Hold(Named("a", Database)))
        {
            using (InUse.Hold(Named("b", link)))
            {
                Assert.Contains("at work on", Assert.Throws<StartException>(() => InUse.Alone(Database)).Message, StringComparison.Ordinal);
            }

            Assert.Throws<StartException>(() => InUse.Alone(Database));
        }

        using (InUse.Alone(Database))
        {
            Assert.Contains("A copy is being put back",
                Assert.Throws<StartException>(() => InUse.Hold(Named("b", link))).Message, StringComparison.Ordinal);
        }

        using var again = InUse.Hold(Named("a", Database));
        Assert.NotNull(again);
    }

    [Fact]
    public async Task A_verb_holds_the_database_that_it_begins_until_its_last_service_is_gone()
    {
        var last = new SaysWhenDisposed(() => Record.Exception(() => InUse.Alone(Database).Dispose()));
        var services = new ServiceCollection().AddSingleton(_ => last);

        await Verbs.HeldAsync(services, Named("a", Database), provider =>
        {
            Assert.Same(last, provider.GetRequiredService<SaysWhenDisposed>());
            return Task.CompletedTask;
        });

        Assert.Contains("at work on", Assert.IsType<StartException>(last.Said).Message, StringComparison.Ordinal);
        InUse.Alone(Database).Dispose();
    }

    [Fact]
    public async Task A_copy_is_not_put_back_while_an_import_waits_for_its_feed_and_other_verbs_go_on()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        var link = Path.Combine(_folder, "link.db");
        File.CreateSymbolicLink(link, Database);
        var copy = Path.Combine(_folder, "copy.db");
        await SaysAsync(0, "up to date", "one", Database, "migrate");
        await SaysAsync(0, "looked through and well", "one", Database, "backup", copy);

        using var feed = new TcpListener(IPAddress.Loopback, 0);
        feed.Start();
        using var import = Run("one", Database, "import", $"http://127.0.0.1:{((IPEndPoint)feed.LocalEndpoint).Port}/feed", "--internal");
        using (await feed.AcceptTcpClientAsync(Stop).AsTask().WaitAsync(Patience, Stop)) // and answers nothing
        {
            await SaysAsync(1, $"is at work on {Database}", "two", link, "restore", copy);
            await SaysAsync(0, "", "two", link, "user", "list");
            await SaysAsync(0, "looked through and well", "two", link, "backup", copy, "--replace");
        }

        await import.ExitAsync(Patience);
        await SaysAsync(0, "begins paused", "two", link, "restore", copy);
    }

    [Theory]
    [InlineData("user", "list")]
    [InlineData("api-key", "list")]
    [InlineData("import", ".")]
    [InlineData("backup", "copy.db")]
    [InlineData("restored")]
    public async Task A_verb_that_finds_no_desk_says_so_and_makes_no_file(params string[] line)
    {
        var nothing = Path.Combine(_folder, "nothing", "e.db");
        await SaysAsync(1, $"There is no database at {nothing}", "one", nothing, line);
        Assert.False(Directory.Exists(Path.GetDirectoryName(nothing)));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder, "one")));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class SaysWhenDisposed(Func<Exception?> says) : IAsyncDisposable
    {
        public Exception? Said { get; private set; }

        public ValueTask DisposeAsync()
        {
            Said = says();
            return ValueTask.CompletedTask;
        }
    }

    private DatabaseOptions Named(string data, string database) =>
        new(Dialect.Sqlite, $"Data Source={database}", Path.Combine(_folder, data));

    private EngagementProcess Run(string data, string database, params string[] line) =>
        EngagementProcess.Run(Directory.CreateDirectory(Path.Combine(_folder, data)).FullName, line,
            settings: [("ConnectionStrings__Engagement", $"Data Source={database}")]);

    private async Task SaysAsync(int code, string sentence, string data, string database, params string[] line)
    {
        using var run = Run(data, database, line);
        Assert.True(await run.ExitAsync(Patience) == code, $"{string.Join(' ', line)}\n{run.Output}");
        Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
