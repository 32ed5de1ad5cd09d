using System.CommandLine;
using Engagement.Data;
using Engagement.Features.Clients.Finding;
using Engagement.Jobs;

namespace Engagement.Host;

internal static class MigrateVerb
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
        using var db = new Db(Verbs.Database(Verbs.Settings()));
        var migrator = new Migrator(db);
        if (dryRun)
        {
            var state = await migrator.StateAsync();
            foreach (var script in state.Missing)
            {
                Console.WriteLine($"would run {script}");
            }

            Console.WriteLine(state.IsBehind ? $"{state.Missing.Count} to run." : "The schema is up to date.");
            return 0;
        }

        var ran = await migrator.MigrateAsync(new FillClientIndex(db).RunAsync, ct);
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
}
