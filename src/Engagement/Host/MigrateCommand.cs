using System.CommandLine;
using Engagement.Configured;
using Engagement.Data;
using Engagement.Features.Conversations.Clients.Finding;
using Engagement.Jobs;
using Engagement.Web.Security.Keys;

namespace Engagement.Host;

internal static class MigrateCommand
{
    public static Command Command()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would run, and run nothing." };
        var command = new Command("migrate", "Bring the database's schema up to this build.") { dryRun };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(dryRun), ct));
        return command;
    }

    private static async Task<int> RunAsync(bool dryRun, CancellationToken ct)
    {
        var configuration = Verbs.Settings(setting => !KnownSettings.IsOfCertificates(setting));
        var options = Verbs.Database(configuration);
        if (options.Dialect == Dialect.Sqlite && LostDatabase.Say(options, KeysSetup.FolderOf(configuration, options)) is { } lost)
        {
            throw new StartException(lost);
        }

        if (dryRun)
        {
            var missing = await MissingAsync(options);
            foreach (var script in missing)
            {
                Console.WriteLine($"would run {script}");
            }

            Console.WriteLine(missing.Count > 0 ? $"{missing.Count} to run." : "The schema is up to date.");
            return 0;
        }

        using var held = InUse.Hold(options);
        using var db = new Db(options);
        var migrator = new Migrator(db);
        var ran = await migrator.MigrateAsync(new IndexClients(db).RunAsync, ct);
        if (db.Options.Dialect == Dialect.SqlServer && JobStores.Prepare(db.Options) is { } failed)
        {
            // Nodes that find none keep their jobs in memory and say so.
            Console.Error.WriteLine($"Hangfire's tables could not be prepared: {failed.Message}");
        }

        foreach (var script in ran)
        {
            Console.WriteLine($"ran {script}");
        }

        Console.WriteLine(ran.Count == 0 ? "The schema was up to date." : $"{ran.Count} run; the schema is up to date.");
        return 0;
    }

    // SQLite makes the file that it is asked about.
    private static async Task<IReadOnlyList<string>> MissingAsync(DatabaseOptions options)
    {
        if (options.Dialect == Dialect.Sqlite && !File.Exists(CheckFile.FileOf(options)))
        {
            return [.. Migrator.Scripts(options.Dialect).Select(s => s.Name)];
        }

        using var db = new Db(options);
        return (await new Migrator(db).StateAsync()).Missing;
    }
}
