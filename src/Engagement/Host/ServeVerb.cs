using System.CommandLine;
using Engagement.Data;
using Hangfire;
using Hangfire.AspNetCore;

namespace Engagement.Host;

internal static class ServeVerb
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
        var urls = new Option<string>("--urls") { Description = "Where to listen, with semicolons between several; before ASPNETCORE_URLS." };
        var command = new Command("serve", "Serve the portal and the API, and run the jobs. The default.") { role, sandbox, urls };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(role)!, parsed.GetValue(sandbox), parsed.GetValue(urls), ct));
        return command;
    }

    private static async Task<int> RunAsync(string role, bool sandbox, string? urls, CancellationToken ct)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Verbs.ContentRoot });
        if (urls is not null)
        {
            builder.WebHost.UseUrls(urls);
        }

        var database = Verbs.Database(builder.Configuration);

        // The embedded database has one serving process: leases of any other could not be told from a dead one's.
        PrivateFiles.CreateFolder(database.DataDirectory);
        using var alone = database.Dialect == Dialect.SqlServer ? null
            : FileLock.Try(Path.Combine(database.DataDirectory, "serve.lock"))
              ?? throw new StartException($"Another process is already serving from {database.DataDirectory}. Stop it, choose another Engagement__DataDirectory, or use SQL Server for several nodes.");

        if (PrivateFiles.Tighten(database.DataDirectory) is { } open)
        {
            Console.Error.WriteLine($"Others on this machine can read files of the data folder: {open}");
        }

        var app = EngagementApp.Build(builder, database, new ServeRole(role), sandbox || builder.Environment.IsDevelopment());
        GlobalConfiguration.Configuration.UseLogProvider(new AspNetCoreLogProvider(app.Services.GetRequiredService<ILoggerFactory>()));
        await EngagementApp.PrepareAsync(app, ct);
        await app.StartAsync(ct);
        await EngagementApp.StartedAsync(app, ct);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }
}

/// <summary>What this node does.</summary>
internal sealed record ServeRole(string Name)
{
    public bool ServesWeb => Name is "web" or "all";

    public bool RunsJobs => Name is "worker" or "all";
}
