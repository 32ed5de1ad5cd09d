using Engagement.Configured;
using Engagement.Data;
using Engagement.Host;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Engagement.Web.Security.Keys;

/// <summary>The keys that seal cookies and the accounts' secrets.</summary>
internal static class KeysSetup
{
    /// <summary>The key of the trouble that keys lie in clear where everybody who reads the database finds them.</summary>
    public const string TroubleKey = "keys-in-clear";

    /// <summary>The key of the trouble that keys are sealed with a certificate that is not here.</summary>
    public const string LockedKey = "keys-locked";

    public static IServiceCollection AddKeys(this IServiceCollection services, IConfiguration configuration, DatabaseOptions database)
    {
        var certificates = KeyCertificates.From(configuration);
        services.AddSingleton(certificates);
        services.AddSingleton<SealKeys>();

        // "No XML encryptor configured", with each new key: where that matters we say it ourselves, and elsewhere the folder is private.
        services.AddLogging(log => log.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        certificates.Apply(services.AddDataProtection().SetApplicationName("Engagement"));
        services.AddOptions<KeyManagementOptions>().Configure<Db, TimeProvider>((options, db, clock) =>
            options.XmlRepository = database.Dialect == Dialect.Sqlite
                ? new FolderKeys(FolderOf(configuration, database))
                : new DatabaseKeys(db, clock));
        return services;
    }

    /// <summary>
    /// Before the first key is asked for: brings keys to where they belong and seals what lies in clear though a certificate is there.
    /// </summary>
    /// <exception cref="IOException">The keys' folder cannot be written.</exception>
    public static async Task PrepareAsync(IServiceProvider services, IConfiguration configuration, CancellationToken ct)
    {
        var db = services.GetRequiredService<Db>();
        if (db.Options.Dialect == Dialect.Sqlite)
        {
            await MoveToFolderAsync(db, services.GetRequiredService<TimeProvider>(),
                new FolderKeys(FolderOf(configuration, db.Options)), ct);
        }

        services.GetRequiredService<SealKeys>().SealClear();
        if (LockedKeys.Find(services) is { } locked)
        {
            services.GetRequiredService<Troubles>().Set(LockedKey, locked);
            await Console.Error.WriteLineAsync($"{locked.Title}. {locked.Words}");
        }

        if (db.Options.Dialect == Dialect.SqlServer && services.GetRequiredService<KeyCertificates>().Current is null)
        {
            services.GetRequiredService<Troubles>().Set(TroubleKey, new Trouble(
                "Account secrets can be opened by whoever reads the database",
                "The keys that seal them lie in the same database, in clear, so that nodes share them. "
                    + "Give every node a certificate in Keys__Certificate; it seals the keys at the next start."));
        }
    }

    /// <summary>In the embedded mode.</summary>
    public static string FolderOf(IConfiguration configuration, DatabaseOptions database) =>
        KnownSettings.KeysDirectory.Of(configuration) is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.Combine(database.DataDirectory, "keys");

    // Until version 1 they were in the embedded database too. Written to the folder first: killed in between, both have them.
    private static async Task MoveToFolderAsync(Db db, TimeProvider clock, FolderKeys folder, CancellationToken ct)
    {
        var before = new DatabaseKeys(db, clock);
        if (before.ReadAll() is not { Count: > 0 } keys)
        {
            return;
        }

        foreach (var key in keys)
        {
            folder.Replace(key.Name, key.Element);
        }

        await before.DeleteAllAsync(ct);
    }
}
