using Engagement.Configured;
using Engagement.Data;
using Engagement.Demo;
using Engagement.Events;
using Engagement.Features;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Clients.Finding;
using Engagement.Features.People.Setup;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Features.Publishing.Links;
using Engagement.Jobs;
using Engagement.Outbox;
using Engagement.Sandbox;
using Engagement.Web.Proxy;
using Engagement.Web.Security.Keys;

namespace Engagement.Host;

/// <summary>Puts the application together: what <c>serve</c> runs, and what tests host.</summary>
internal static class EngagementApp
{
    public static WebApplication Build(WebApplicationBuilder builder, DatabaseOptions database, ServeRole role, bool sandbox)
    {
        var services = builder.Services;
        services.AddSingleton(role);
        services.AddEngagement(builder.Configuration, database);
        services.AddSingleton(new OfferedNetworks(ForTrials: sandbox));
        services.AddHealth();
        Drain.Add(services, builder.Configuration, database);
        services.AddTelemetry(builder.Configuration);
        services.AddProxy(builder.Configuration);
        services.AddPortal(builder.Configuration);
        if (role.ServesWeb)
        {
            foreach (var feature in IFeature.All)
            {
                feature.AddToPages(services);
            }
        }

        services.AddHostedService<KeepAlive>();
        if (role.RunsJobs)
        {
            services.AddJobWorkers();
        }

        if (sandbox)
        {
            services.AddSandbox(database.DataDirectory);
        }

        // A worker has no pages, but health checks and metrics are asked of it over HTTP all the same.
        if (!ListeningAddresses.AreGiven(builder.Configuration))
        {
            builder.WebHost.UseUrls(ListeningAddresses.Default);
        }

        var app = builder.Build();
        Drain.Use(app);
        app.UseProxy();
        if (role.ServesWeb)
        {
            FollowLink.Use(app);
        }

        app.UsePortal();
        app.MapHealth();
        if (role.ServesWeb)
        {
            app.MapPortal();
        }

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
        services.AddSingleton<Soon>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<KeepStatistics>();
        services.AddSingleton<CheckFile>();
        services.AddSingleton(Node.ThisProcess());
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxTable>();
        services.AddSingleton<ClaimedRows>();
        services.AddSingleton<BatchSizes>();
        services.AddSingleton<Troubles>();
        services.AddEvents();
        services.AddKeys(configuration, database);
        services.AddJobs(configuration, database);
        foreach (var feature in IFeature.All)
        {
            feature.AddServices(services, configuration);
        }

        services.AddScoped<SeedDemo>();
        return services;
    }

    /// <summary>Migrates where this node may, and otherwise makes sure that it need not.</summary>
    /// <exception cref="StartException">The schema is behind and this node may not mend it, or the embedded database was
    /// emptied.</exception>
    public static async Task MigrateAsync(IServiceProvider services, IConfiguration configuration, CancellationToken ct)
    {
        var db = services.GetRequiredService<Db>();
        var migrator = services.GetRequiredService<Migrator>();
        await WaitForDatabase.RunAsync(db.Options, configuration, Console.Error, ct);
        if (db.Options.Dialect == Dialect.Sqlite && LostDatabase.Say(db.Options, KeysSetup.FolderOf(configuration, db.Options)) is { } lost)
        {
            throw new StartException(lost);
        }

        if (db.Options.Dialect == Dialect.Sqlite
            && LostDatabase.SayNew(db.Options, KeysSetup.FolderOf(configuration, db.Options)) is { } isNew)
        {
            await Console.Error.WriteLineAsync(isNew);
        }

        if (db.Options.Dialect == Dialect.Sqlite || KnownSettings.Migrate.Of(configuration))
        {
            await migrator.MigrateAsync(services.GetRequiredService<IndexClients>().RunAsync, ct);
        }
        else if (await migrator.StateAsync() is { IsBehind: true } state)
        {
            throw new StartException($"The database's schema is behind this build ({state.Missing.Count} to run, "
                + $"first {state.Missing[0]}). Run: Engagement migrate");
        }

        await SayNewerAsync(services, migrator);
        await KeysSetup.PrepareAsync(services, configuration, ct);
    }

    // Migrations only add, so the release before goes on beside the next one, and can be gone back to. It is said all the same: further
    // back nothing was tried.
    private static async Task SayNewerAsync(IServiceProvider services, Migrator migrator)
    {
        if ((await migrator.StateAsync()).Newer is [.., var newest])
        {
            var trouble = new Trouble("The database is newer than this program",
                $"A later release has changed it ({newest}). The release just before that one works on it; an older one was never tried. "
                    + "Start the later release again, or put back a copy from before it.");
            services.GetRequiredService<Troubles>().Set("newer-schema", trouble);
            await Console.Error.WriteLineAsync($"{trouble.Title}. {trouble.Words}");
        }
    }

    /// <summary>
    /// What must be right before the first request: the schema, leases of a process that is gone, somebody who can sign in.
    /// </summary>
    /// <exception cref="StartException">The schema is behind and this node may not mend it.</exception>
    public static async Task PrepareAsync(WebApplication app, StartWords words, CancellationToken ct)
    {
        words.Doing("Opening the database and bringing its schema up");
        var check = app.Services.GetRequiredService<CheckFile>();
        var isSqlite = app.Services.GetRequiredService<Db>().Options.Dialect == Dialect.Sqlite;
        var isWell = isSqlite ? Checked(check) : null;
        await MigrateAsync(app.Services, app.Configuration, ct);
        if (isSqlite)
        {
            await app.Services.GetRequiredService<RecoverEmbedded>().RunAsync(ct);
        }

        await app.Services.GetRequiredService<PortalAddress>().KeepAsync(app.Services.GetRequiredService<ServeRole>(),
            app.Services.GetRequiredService<Db>(), app.Services.GetRequiredService<TimeProvider>(), ct);
        // The demo lies still for weeks, and then is to be looked at.
        await app.Services.GetRequiredService<LookBack>().AtStartAsync(
            alone: isSqlite, pauses: !app.Environment.IsDevelopment(), ct);
        await CheckedAsync(app, check, isWell, ct);
        await using var scope = app.Services.CreateAsyncScope();
        var seed = scope.ServiceProvider.GetRequiredService<SeedDemo>();
        var token = app.Services.GetRequiredService<SetupToken>();
        var empty = await token.IsNeededAsync(ct);
        await app.Services.GetRequiredService<ShippedTemplates>().InstallAsync(ct);
        if (empty && app.Environment.IsDevelopment())
        {
            words.Doing("Filling the empty database with a demo");
            var seeded = await seed.ContentAsync(ct);
            await seed.CountVisitsAsync(ListeningAddresses.FromHere(app.Configuration).OriginalString, ct);
            words.Opens(outlives: true, $"sign in as         {seeded.Email}", $"one-time password  {seeded.Password}");
        }
        else if (empty && app.Services.GetRequiredService<ServeRole>().ServesWeb)
        {
            words.Opens(outlives: false,
                "The database is empty. The page asks for this token, and makes the first administrator.", $"token  {token.Value}");
        }
    }

    private static bool? Checked(CheckFile check)
    {
        try
        {
            return check.BeforeStart();
        }
        catch (DamagedFileException e)
        {
            throw new StartException(e.Message);
        }
    }

    // A large file is read through beside the work; what is found then is a trouble that Home and health show.
    private static async Task CheckedAsync(WebApplication app, CheckFile check, bool? isWell, CancellationToken ct)
    {
        if (isWell == true)
        {
            await check.WriteDownAsync(ct);
        }
        else if (isWell == false)
        {
            app.Lifetime.ApplicationStarted.Register(() => _ = Task.Run(async () =>
            {
                if (await check.BesideAsync(app.Lifetime.ApplicationStopping) is { } problem)
                {
                    app.Services.GetRequiredService<Troubles>().Set("damaged", new Trouble("The database is damaged", problem));
                }
            }, CancellationToken.None));
        }
    }

    /// <summary>What can only be done once the server listens: the demo's account on the Sandbox network says where that is.</summary>
    public static async Task StartedAsync(WebApplication app, CancellationToken ct)
    {
        if (app.Environment.IsDevelopment() && app.Services.GetService<SandboxProfiles>() is { } network)
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SeedDemo>().SandboxAsync(network, ListeningAddresses.FromHere(app.Urls), ct);
        }
    }
}
