using System.Net;
using Engagement.Data;
using Engagement.Tests.Publishing.Deliveries.Crash;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Links;

/// <summary>Kills the real server with SIGKILL while readers follow links, starts it again, and counts.</summary>
public sealed class KillTests
{
    private const int Kills = 3;
    private const int LinksEach = 60;

    private static readonly Sql Counted = Sql.Portable("select Code from Visits");

    [Fact]
    public async Task Every_reader_who_was_led_on_is_counted_once_however_often_the_server_is_killed()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var room = await PostsRoom.OpenAsync(Dialect.Sqlite);
        await LinksRoom.SetAsync(room, LinksRoom.Address);
        var account = await room.ConnectAsync();
        var codes = new Queue<string>();
        for (var i = 0; i < (Kills + 1) * LinksEach; i++)
        {
            codes.Enqueue(LinksRoom.CodeOf(await room.ScheduledAsync(account)));
        }

        // Each link is followed once, so a visit that is lost or counted twice shows on its link.
        var ledOn = new HashSet<string>();
        var asked = new HashSet<string>();
        for (var round = 0; round <= Kills; round++)
        {
            using var server = EngagementProcess.Start(room.Db.Options.DataDirectory, role: "web");
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
                { BaseAddress = await server.AddressAsync(TimeSpan.FromSeconds(60)) };
            var kill = round < Kills ? KillAsync(server, random.Next(100, 1500)) : null;
            for (var left = kill is null ? codes.Count : LinksEach; left > 0; left--)
            {
                var code = codes.Dequeue();
                asked.Add(code);
                try
                {
                    using var answer = await http.GetAsync($"/l/{code}", TestContext.Current.CancellationToken);
                    Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
                    ledOn.Add(code);
                }
                catch (HttpRequestException)
                {
                    // Killed: this reader was not led on, and may be counted or not.
                    break;
                }

                await Task.Delay(kill is null ? 1 : 10);
            }

            if (kill is not null)
            {
                await kill;
                continue;
            }

            var until = DateTime.UtcNow.AddSeconds(30);
            while (!ledOn.IsSubsetOf(await room.Db.QueryAsync<string>(Counted)))
            {
                Assert.True(DateTime.UtcNow < until, $"Not all were counted (seed {seed}). The server said:\n{server.Output}");
                await Task.Delay(100);
            }
        }

        var counted = await room.Db.QueryAsync<string>(Counted);
        Assert.Equal(counted.Count, counted.Distinct().Count());
        Assert.True(asked.IsSupersetOf(counted));
        Assert.True(ledOn.Count >= asked.Count - Kills, $"Only {ledOn.Count} of {asked.Count} were led on (seed {seed}).");
        Assert.Empty(codes);
        Assert.Empty(Directory.GetFiles(Path.Combine(room.Db.Options.DataDirectory, "visits"), "*.batch"));
    }

    private static async Task KillAsync(EngagementProcess server, int after)
    {
        await Task.Delay(after);
        server.Kill();
    }
}
