using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Engagement.Configured;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Microsoft.Data.SqlClient;

namespace Engagement.Host;

/// <summary><c>backup</c>, <c>restore</c> and <c>restored</c>: copies of the database, put back without sending anything twice.</summary>
internal static class BackupCommands
{
    public static Command Backup()
    {
        var file = new Argument<string>("file") { Description = "A new file, or a folder in which one is made that is named by the time." };
        var replace = new Option<bool>("--replace") { Description = "Put it in the place of a file that is there." };
        var command = new Command("backup", "Copy the embedded database, also while it is served from, and look the copy through.")
            { file, replace };
        command.SetAction((parsed, ct) => BackupAsync(parsed.GetValue(file)!, parsed.GetValue(replace), ct));
        return command;
    }

    public static Command Restore()
    {
        var file = new Argument<string>("file") { Description = "A copy that backup made." };
        var command = new Command("restore", "Put a copy of the embedded database back. Nothing may serve from it. "
            + "Publishing then begins paused.") { file };
        command.SetAction((parsed, ct) => RestoreAsync(parsed.GetValue(file)!, ct));
        return command;
    }

    public static Command Restored()
    {
        var since = new Option<DateTimeOffset?>("--copy-of")
        {
            Description = "Of which moment the copy is, e.g. 2026-11-29T22:00Z; the database's last sign of life unless given.",
            CustomParser = PastMoment,
        };
        var command = new Command("restored", "Say that the database is a copy that was put back by other means: publishing is paused, "
            + "and nothing is sent that may be out already.") { since };
        command.SetAction((parsed, ct) => Verbs.WithServicesAsync(async services =>
        {
            var life = await services.GetRequiredService<LookBack>().SayPutBackAsync(parsed.GetValue(since), ct);
            Console.WriteLine($"Publishing is paused. What may have been sent since {Moment(life.SilentFrom!.Value)} is looked for at the "
                + $"networks first. Look at /paused, and resume it there.");
        }, ct));
        return command;
    }

    private static DateTimeOffset? PastMoment(ArgumentResult given)
    {
        var text = given.Tokens.Count > 0 ? given.Tokens[0].Value : "";
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            given.AddError($"--copy-of '{text}' is no moment. Write it as 2026-11-29T22:00Z.");
        }
        else if (moment > TimeProvider.System.GetUtcNow())
        {
            given.AddError($"--copy-of '{text}' lies in the future; a copy is of a moment that has been.");
        }

        return moment;
    }

    private static async Task<int> BackupAsync(string given, bool replace, CancellationToken ct)
    {
        var configuration = Verbs.Settings(setting => !KnownSettings.IsOfCertificates(setting));
        var database = Verbs.Database(configuration);
        if (database.Dialect == Dialect.SqlServer)
        {
            var name = new SqlConnectionStringBuilder(database.ConnectionString).InitialCatalog;
            throw new UsageException($"SQL Server makes its own backups. "
                + $"Run there: BACKUP DATABASE [{name.Replace("]", "]]", StringComparison.Ordinal)}] TO DISK = N'{name}.bak' WITH "
                + $"CHECKSUM, COMPRESSION;");
        }

        if (LostDatabase.Say(database, KeysFolder(configuration, database)) is { } lost)
        {
            throw new StartException($"No backup was made: {lost}");
        }

        var target = await MakeCopy.RunAsync(database, given, replace, ct);
        Console.WriteLine($"{target}: {new FileInfo(target).Length:N0} bytes, looked through and well.");
        var keys = KeysFolder(configuration, database);
        Console.WriteLine(LostDatabase.HasAny(keys, "*.xml")
            ? $"It opens no account's secrets without the keys: keep a copy of {keys} too, in another place."
            : $"There are no keys in {keys}. Once an account is connected, it opens no secret without them: keep a copy of them too. "
                + $"Keys__Directory and Engagement__DataDirectory say where they are looked for.");
        return 0;
    }

    private static async Task<int> RestoreAsync(string given, CancellationToken ct)
    {
        var configuration = Verbs.Settings();
        var database = Verbs.Database(configuration);
        if (database.Dialect == Dialect.SqlServer)
        {
            var name = new SqlConnectionStringBuilder(database.ConnectionString).InitialCatalog;
            throw new UsageException(
                $"Stop the nodes and put it back at the server: RESTORE DATABASE [{name.Replace("]", "]]", StringComparison.Ordinal)}] "
                    + $"FROM DISK = N'{name}.bak' WITH REPLACE; then run: Engagement restored");
        }

        var done = await RestoreCopy.RunAsync(configuration, database, Path.GetFullPath(given), ct);
        Console.WriteLine($"The database is the copy of {Moment(done.Of)}." + (done.Kept is null
            ? "" : $" What was there before is kept as {done.Kept}."));
        if (done.NotTidied is { } reason)
        {
            Console.WriteLine($"Older files of that kind could not be deleted: {reason}");
        }

        if (done.Locked.Count > 0)
        {
            Console.WriteLine($"The keys here do not open the secrets of {string.Join(", ", done.Locked)}. "
                + $"Put the keys folder of that time into {KeysFolder(configuration, database)}, or connect them again.");
        }

        Console.WriteLine("Start it as ever. Publishing begins paused: what may be out already is looked for at the networks, "
            + "and a person resumes it.");
        return 0;
    }

    private static string KeysFolder(IConfiguration configuration, DatabaseOptions database) =>
        Web.Security.Keys.KeysSetup.FolderOf(configuration, database);

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);
}
