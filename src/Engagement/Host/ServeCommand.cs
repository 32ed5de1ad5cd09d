using System.CommandLine;
using System.Net.Sockets;
using Engagement.Configured;
using Engagement.Data;
using Engagement.Web.Proxy;
using Hangfire;
using Hangfire.AspNetCore;
using Microsoft.AspNetCore.Connections;

namespace Engagement.Host;

internal static class ServeCommand
{
    public static Command Command()
    {
        var role = new Option<string>("--role")
        {
            Description = "web (pages and API), worker (jobs), or all.",
            DefaultValueFactory = _ => "all",
        };
        role.AcceptOnlyFromAmong("web", "worker", "all");
        var sandbox = new Option<bool>("--sandbox") { Description = "Serve the Sandbox network too (always on in Development)." };
        var urls = new Option<string>("--urls")
            { Description = "Where to listen, with semicolons between several; before ASPNETCORE_URLS." };
        var command = new Command("serve", "Serve the portal and the API, and run the jobs. The default.") { role, sandbox, urls };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(role)!, parsed.GetValue(sandbox), parsed.GetValue(urls), ct));
        return command;
    }

    private static async Task<int> RunAsync(string role, bool sandbox, string? urls, CancellationToken ct)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Verbs.ContentRoot });
        CheckSettings.Run(builder.Configuration, Console.Error);
        if (urls is not null)
        {
            if (KnownSettings.Urls.Problem("--urls", urls) is { } problem)
            {
                throw new UsageException(problem);
            }

            builder.WebHost.UseUrls(urls);
        }

        var database = Verbs.Database(builder.Configuration);

        // The embedded database has one serving process: leases of any other could not be told from a dead one's.
        PrivateFiles.CreateFolder(database.DataDirectory);
        using var alone = database.Dialect == Dialect.SqlServer ? null
            : ServingAlone.Try(database, out var held)
              ?? throw new StartException($"Another process is already serving from {held}. "
                  + $"Stop it, choose another Engagement__DataDirectory, or use SQL Server for several nodes.");

        if (PrivateFiles.Tighten(database.DataDirectory) is { } open)
        {
            Console.Error.WriteLine($"Others on this machine can read files of the data folder: {open}");
        }

        // Until it listens, what keeps it from that is said in a sentence below, and need not be logged with where in the framework it was
        // met.
        var listens = false;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host",
            level => level >= LogLevel.Information && (listens || level < LogLevel.Error));
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel",
            level => level >= LogLevel.Warning && (listens || level < LogLevel.Error));
        var app = EngagementApp.Build(builder, database, new ServeRole(role), sandbox || builder.Environment.IsDevelopment());
        GlobalConfiguration.Configuration.UseLogProvider(new AspNetCoreLogProvider(app.Services.GetRequiredService<ILoggerFactory>()));
        var words = new StartWords(Console.Out);
        try
        {
            await EngagementApp.PrepareAsync(app, words, ct);
            words.Doing("Starting to listen");
            await ListenAsync(app, ct);
            listens = true;
            await EngagementApp.StartedAsync(app, ct);
            if (app.Services.GetRequiredService<ServeRole>().ServesWeb)
            {
                words.Ready(AddressOf(app));
            }
        }
        finally
        {
            words.Ended();
        }

        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    private static string AddressOf(WebApplication app) => app.Services.GetRequiredService<PortalAddress>() is { IsSet: true } portal
        ? portal.Start
        : ListeningAddresses.FromHere(app.Urls).OriginalString;

    private static async Task ListenAsync(WebApplication app, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (Exception e) when (e is SocketException or IOException { InnerException: AddressInUseException }
            || (e is InvalidOperationException
                && e.Source?.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) == true))
        {
            throw new StartException($"It cannot listen (ASPNETCORE_URLS, serve --urls): {e.Message}");
        }
    }
}

/// <summary>What this node does.</summary>
internal sealed record ServeRole(string Name)
{
    public bool ServesWeb => Name is "web" or "all";

    public bool RunsJobs => Name is "worker" or "all";
}
