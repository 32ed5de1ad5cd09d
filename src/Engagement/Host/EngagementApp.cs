using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Features.Publishing;
using Engagement.Jobs;
using Engagement.Outbox;
using Engagement.Sandbox;
using Microsoft.AspNetCore.DataProtection;

namespace Engagement.Host;

/// <summary>Puts the application together: what <c>serve</c> runs, and what tests host.</summary>
internal static class EngagementApp
{
    public static WebApplication Build(WebApplicationBuilder builder, DatabaseOptions database, ServeRole role, bool sandbox)
    {
        var services = builder.Services;
        services.AddSingleton(role);
        services.AddEngagement(builder.Configuration, database);
        services.AddHealth();
        services.AddTelemetry(builder.Configuration);
        if (role.RunsJobs)
        {
            services.AddJobWorkers();
        }

        if (sandbox)
        {
            services.AddSandbox(database.DataDirectory);
        }

        // A worker has no pages, but health checks and metrics are asked of it over HTTP all the same.
        if (builder.Configuration["urls"] is null)
        {
            builder.WebHost.UseUrls("http://localhost:5080");
        }

        var app = builder.Build();
        app.MapHealth();
        if (sandbox)
        {
            app.MapSandbox();
        }

        return app;
    }

    /// <summary>Everything that needs no web server; verbs such as <c>import</c> use it too.</summary>
    public static IServiceCollection AddEngagement(this IServiceCollection services, IConfiguration configuration, DatabaseOptions database)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(database);
        services.AddSingleton<Db>();
        services.AddSingleton<Migrator>();
        services.AddSingleton(Node.ThisProcess());
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxTable>();
        services.AddDataProtection().SetApplicationName("Engagement");
        services.AddJobs(configuration, database);
        services.AddChannels();
        services.AddPublishing(configuration);
        return services;
    }

    /// <summary>What must be right before the first request: the schema, and leases of a process that is gone.</summary>
    /// <exception cref="StartException">The schema is behind and this node may not mend it.</exception>
    public static async Task PrepareAsync(WebApplication app, CancellationToken ct)
    {
        var db = app.Services.GetRequiredService<Db>();
        var migrator = app.Services.GetRequiredService<Migrator>();
        if (db.Options.Dialect == Dialect.Sqlite || app.Configuration.GetValue<bool>("Database:Migrate"))
        {
            await migrator.MigrateAsync(ct);
        }
        else if (await migrator.StateAsync() is { IsBehind: true } state)
        {
            throw new StartException($"The database's schema is behind this build ({state.Missing.Count} to run, first {state.Missing[0]}). Run: Engagement migrate");
        }

        if (db.Options.Dialect == Dialect.Sqlite)
        {
            await app.Services.GetRequiredService<RecoverEmbedded>().RunAsync(ct);
        }
    }
}
