using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Tests.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Engagement.Tests.Integrations.Webhooks;

/// <summary>
/// The example as people run it: Node, with the Standard Webhooks project's own library from npm, against our webhooks and another desk.
/// </summary>
public sealed class ExampleTests
{
    [Theory, OnEachDatabase]
    internal async Task It_mirrors_a_ticket_its_messages_and_its_changes_each_once_and_lets_no_forgery_in(Dialect dialect)
    {
        var folder = await InstallAsync();
        await using var room = await WebhookRoom.OpenAsync(dialect);
        room.Desk.Clock.SetUtcNow(DateTimeOffset.UtcNow); // the library knows no clock but the machine's
        var calls = new ConcurrentQueue<(string Path, JsonElement Body)>();
        await using var other = await OtherDeskAsync(calls);
        using var mirror = Start(folder, room.Secret, other.Urls.First());
        var port = await PortAsync(mirror);
        var endpoint = await room.EndpointAsync();
        Assert.IsType<Result<Guid>.Done>(await room.Desk.Get<SaveEndpoint>().ChangeAsync(
            room.EndpointId, endpoint.Version, on: true, new("Mirror", $"http://127.0.0.1:{port}/hook", [], true, "Ada"), Stop));
        try
        {
            await room.Desk.HearAsync(room.Desk.Said("m1", "The printer jams."));
            var ticket = await room.Desk.TicketAsync();
            await room.Desk.SetAsync(ticket.Id, TicketStatus.OnHold);
            await room.WorkAsync();
            Assert.All(await room.LogAsync(), d => Assert.Equal(("Delivered", null), (d.State, d.LastError)));

            await room.Desk.Get<ReplayEvents>().PeriodAsync(
                room.EndpointId, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), Stop);
            await room.WorkAsync();

            var opened = Assert.Single(calls, c => c.Path == "/tickets").Body;
            Assert.Equal($"engagement-{ticket.Number}", opened.GetProperty("externalId").GetString());
            var comments = calls.Where(c => c.Path == "/tickets/77/comments").Select(c => c.Body.GetProperty("text").GetString()!).ToList();
            Assert.Single(comments, "The printer jams.");
            Assert.Single(comments, "status: New → OnHold");

            using var http = new HttpClient();
            using var forged = new StringContent("""{"type":"ticket.created","data":{}}""");
            forged.Headers.Add("webhook-id", "evt_1");
            forged.Headers.Add("webhook-timestamp",
                DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
            forged.Headers.Add("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized,
                (await http.PostAsync(new Uri($"http://127.0.0.1:{port}/hook"), forged, Stop)).StatusCode);
        }
        finally
        {
            mirror.Kill();
            await mirror.WaitForExitAsync(Stop);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<WebApplication> OtherDeskAsync(ConcurrentQueue<(string Path, JsonElement Body)> calls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var app = builder.Build();
        app.MapPost("/{**path}", async context =>
        {
            calls.Enqueue((context.Request.Path, (await JsonDocument.ParseAsync(context.Request.Body)).RootElement));
            await context.Response.WriteAsJsonAsync(new { id = 77 });
        });
        await app.StartAsync(Stop);
        return app;
    }

    private static Process Start(string folder, string secret, string desk)
    {
        var start = new ProcessStartInfo("node", "mirror.mjs")
            { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        (start.Environment["WEBHOOK_SECRET"], start.Environment["DESK_URL"], start.Environment["PORT"]) = (secret, desk, "0");
        return Process.Start(start)!;
    }

    private static async Task<string> PortAsync(Process mirror) =>
        (await mirror.StandardOutput.ReadLineAsync(Stop) ?? throw new InvalidOperationException("The example ended at once."))
            .Split(' ')[^1];

    // A copy of its own, with what npm brings.
    private static async Task<string> InstallAsync()
    {
        var source = new DirectoryInfo(AppContext.BaseDirectory);
        while (source is not null && !File.Exists(Path.Combine(source.FullName, "Engagement.sln")))
        {
            source = source.Parent;
        }

        var folder = Directory.CreateTempSubdirectory("engagement-example-").FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(source!.FullName, "examples", "mirror-tickets"), "*.*")
            .Where(f => !f.EndsWith(".md", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var installed = false;
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", "ci --no-audit --no-fund --silent")
                { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            await npm.WaitForExitAsync(Stop);
            installed = npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no Node here; said below.
        }

        Assert.SkipUnless(installed, "It needs Node, and npm's standardwebhooks.");
        return folder;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
