using System.Diagnostics;
using System.Globalization;
using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.People.Team;
using Engagement.Host;
using Engagement.Web.Security;

namespace Engagement.Benchmarks;

/// <summary>
/// A ticket of 50,000 replies beside one of 50, in the same run: how long its page and a step back take, and how many bytes they are. Taken
/// in one after the other, as a flood comes; that is measured too. Argument: how many replies.
/// </summary>
internal static class ThreadBenchmark
{
    private const int Few = 50;
    private const int AtOnce = 500;
    private const int Times = 25;

    private static readonly Sql AClient = Sql.Portable("insert into Clients (Id, Name, CreatedAt) values (@Id, 'Ann', @Now)");

    public static async Task RunAsync(string[] args)
    {
        var many = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 50_000;
        using var place = new TemporaryFolder();
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = "Engagement", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        await using var app = EngagementApp.Build(builder, BenchmarkApp.Database(place.Path), new ServeRole("web"), sandbox: false);
        await EngagementApp.MigrateAsync(app.Services, app.Configuration, CancellationToken.None);
        var account = await BenchmarkAccount.AddAsync(app.Services);
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AddUser>()
            .RunAsync(new("admin@example.com", "Admin", nameof(Role.Administrator), Scale.Password), CancellationToken.None);
        await PromiseAsync(scope.ServiceProvider);
        var (few, _) = await FillAsync(scope.ServiceProvider, account, Few);
        var (giant, middle) = await FillAsync(scope.ServiceProvider, account, many);
        await CompareClocksAsync(scope.ServiceProvider, few, giant);
        await app.StartAsync();

        using var http = await Scale.SignInAsync(new Uri(app.Urls.First()));
        await CompareAsync("its page", http, $"/tickets/{few.Number}", $"/tickets/{giant.Number}");
        await CompareAsync("a step back from its middle", http, $"/tickets/{few.Number}",
            $"/tickets/{giant.Number}?handler=Earlier&before={middle}");
        await CompareAsync("the page of its middle message", http, $"/tickets/{few.Number}", $"/tickets/{giant.Number}?message={middle}");
        await app.StopAsync();
    }

    private static async Task<(TicketRow Ticket, Guid Middle)> FillAsync(IServiceProvider services, Guid account, int messages)
    {
        var (db, log) = (services.GetRequiredService<Db>(), services.GetRequiredService<TicketLog>());
        var now = TimeProvider.System.Now().AddDays(-1);
        var client = Ids.New(now);
        await db.ExecuteAsync(AClient, new { Id = client, Now = now });
        var ticket = await db.InTransactionAsync(tx => log.OpenAsync(
            tx, new NewTicket($"A thread of {messages:N0} replies", client, account, "sandbox", Ids.New(now).ToString("N"), null, null,
                null, null), new Actor("Client", null, now), CancellationToken.None));
        var middle = Guid.Empty;
        var parts = new List<double>();
        for (var from = 0; from < messages; from += AtOnce)
        {
            var watch = Stopwatch.StartNew();
            await db.InTransactionAsync(async tx =>
            {
                for (var i = from; i < Math.Min(messages, from + AtOnce); i++)
                {
                    var (id, said) = (Ids.New(now.AddSeconds(i)), now.AddSeconds(i));
                    middle = i == messages / 2 ? id : middle;
                    await log.AddMessageAsync(tx,
                        new NewMessage(id, ticket.Id, MessageKind.Inbound, "Ann",
                        $"Reply {i}: it still does not work for me, and I have tried all that the article says.", said), now,
                        CancellationToken.None);
                }
            });
            parts.Add(watch.Elapsed.TotalMilliseconds);
        }

        if (parts.Count > 10)
        {
            Say($"taken in: the first {AtOnce:N0} replies {parts[..5].Min():0} ms, the last {AtOnce:N0} of {messages:N0} "
                + $"{parts[^5..].Min():0} ms: {parts[^5..].Min() / parts[..5].Min():0.0} times");
        }

        return (ticket, middle);
    }

    // So that there are clocks to work out.
    private static async Task PromiseAsync(IServiceProvider services)
    {
        var always = new SlaCalendar(
            "Always", "UTC", [.. SlaWords.Days.Select(d => new OpenSpan(d, TimeOnly.MinValue, TimeOnly.MinValue))], []);
        var made = await services.GetRequiredService<ChangeSla>().RunAsync(
            new(0, [new SlaPolicy("Everyone", "Always", new(), FirstReply: 60, NextReply: 120, Resolution: 600)],
                [always], "Promised.", "Somebody", null),
            CancellationToken.None);
        _ = made is Result<int>.Done ? 0 : throw new InvalidOperationException("The promise was not made.");
    }

    // What a reply sets off beside: rules on change and the clocks of its ticket, in one look for each.
    private static async Task CompareClocksAsync(IServiceProvider services, TicketRow few, TicketRow giant)
    {
        var (log, keep, db) = (services.GetRequiredService<TicketLog>(),
            services.GetRequiredService<TrackClocks>(), services.GetRequiredService<Db>());
        await keep.RunAsync(CancellationToken.None);
        var (one, other) = (new List<double>(), new List<double>());
        for (var i = 0; i < Times * 2; i++)
        {
            var (ticket, times) = i % 2 == 0 ? (few, one) : (giant, other);
            var now = TimeProvider.System.Now();
            var watch = Stopwatch.StartNew();
            await db.InTransactionAsync(tx => log.AddMessageAsync(
                tx, new NewMessage(Ids.New(now), ticket.Id, MessageKind.Inbound, "Ann", "And one more.", now),
                now, CancellationToken.None));
            await keep.RunAsync(CancellationToken.None);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        one.Sort();
        other.Sort();
        Say($"one reply more, with its clocks: {Few} replies {one[Times / 2]:0.0} ms, the giant {other[Times / 2]:0.0} ms: "
            + $"{other[Times / 2] / one[Times / 2]:0.0} times as long");
    }

    private static async Task CompareAsync(string what, HttpClient http, string few, string giant)
    {
        var (one, other) = (new List<double>(), new List<double>());
        var (small, large) = (0L, 0L);
        for (var i = 0; i < Times; i++)
        {
            (var took, small) = await GetAsync(http, few);
            one.Add(took);
            (took, large) = await GetAsync(http, giant);
            other.Add(took);
        }

        // In turn, and the middle of each: the first ones pay for the compiler.
        one.Sort();
        other.Sort();
        Say($"{what}: {Few} replies {one[Times / 2]:0.0} ms and {small / 1024:N0} KB, the giant {other[Times / 2]:0.0} ms and "
            + $"{large / 1024:N0} KB: {other[Times / 2] / one[Times / 2]:0.0} times as long");
    }

    private static async Task<(double Milliseconds, long Bytes)> GetAsync(HttpClient http, string path)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await http.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        return (watch.Elapsed.TotalMilliseconds, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    private static void Say(InvariantText text) => Console.WriteLine(text.ToString());
}
