using System.CommandLine;
using Engagement.Configured;
using Engagement.Data;
using Microsoft.Data.SqlClient;
using Spectre.Console;

namespace Engagement.Host;

/// <summary>What the executable can be told to do.</summary>
internal static class Verbs
{
    /// <summary>The exit code of a wrong verb, option or value; the same that shells and <c>getopt</c> programs use.</summary>
    public const int Usage = 2;

    public const int Failed = 1;

    /// <summary>
    /// How long a verb that is told to end (SIGTERM, Ctrl+C) may take for it: more than <c>serve</c> needs to answer on, to end its calls
    /// and to hand back the rest (<see cref="Drain"/>). System.CommandLine's own two seconds cut all of that off. Who cannot wait kills.
    /// </summary>
    public static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<Command> All =>
    [
        ServeCommand.Command(),
        HealthCommand.Command(),
        SettingsCommand.Command(),
        MigrateCommand.Command(),
        ImportCommand.Command(),
        SeedCommand.Command(),
        InsightsCommand.Command(),
        TeamCommands.User(),
        TeamCommands.ApiKey(),
        KeysCommand.Command(),
        BackupCommands.Backup(),
        BackupCommands.Restore(),
        BackupCommands.Restored(),
    ];

    /// <param name="root">All verbs.</param>
    /// <param name="line">What was typed.</param>
    /// <param name="says">Where it is said what is wrong; the process's own unless given.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> line, TextWriter? says = null)
    {
        says ??= Console.Error;
        if (line.Any(string.IsNullOrWhiteSpace))
        {
            await says.WriteLineAsync("One of the words is empty: perhaps a variable that holds nothing.");
            await says.WriteLineAsync($"Try: {root.Name} --help");
            return Usage;
        }

        var parsed = root.Parse(line);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await says.WriteLineAsync(Sentence(error.Message));
            }

            await says.WriteLineAsync($"Try: {Typed(parsed.CommandResult)} --help");
            return Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
                { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = EndsWithin });
        }
        catch (UsageException e)
        {
            await says.WriteLineAsync(e.Message);
            return Usage;
        }
        catch (Exception e) when (Sentence(e) is { } words)
        {
            await says.WriteLineAsync(words);
            return Failed;
        }
    }

    // The library's own, which goes on with the name of a type of .NET's, or lists words a line each.
    private static string Sentence(string message)
    {
        var lines = message.Split(" as expected type ")[0]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return $"{lines[0]} {string.Join(", ", lines[1..])}".Trim().TrimEnd('.') + ".";
    }

    // What is wrong with settings, disk or server is mended there; where in our code it was met says nothing to anybody.
    private static string? Sentence(Exception e) => e switch
    {
        StartException => e.InnerException is { } cause && StorageFaults.Say(cause, Database(Configuration()).DataDirectory) is { } disk
            ? disk : e.Message,
        InvalidDataException { InnerException: { } inner } => $"{e.Message} {inner.InnerException?.Message ?? inner.Message}",
        SqlException => $"SQL Server says: {e.Message}",
        _ => StorageFaults.Say(e, Database(Configuration()).DataDirectory),
    };

    // E.g. "Engagement user list": what was understood, so that its help is asked for.
    private static string Typed(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult parent
            ? $"{Typed(parent)} {command.Command.Name}"
            : command.Command.Name;

    /// <summary>Plain lines where nobody watches, colours and progress where somebody does.</summary>
    public static IAnsiConsole Terminal { get; } = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Interactive = Console.IsOutputRedirected ? InteractionSupport.No : InteractionSupport.Detect,
    });

    /// <summary>The configuration a verb sees: the same files and variables that <c>serve</c> reads.</summary>
    public static IConfigurationRoot Configuration() => new ConfigurationBuilder()
        .SetBasePath(ContentRoot)
        .AddJsonFile("appsettings.json", optional: true)
        .AddJsonFile($"appsettings.{EnvironmentName}.json", optional: true)
        .AddEnvironmentVariables()
        .Build();

    /// <summary>The same, looked at: a verb opens nothing before its settings are right.</summary>
    /// <param name="reads">Which the verb reads; null: all.</param>
    /// <param name="says">Where names are said that there are none of; the process's own unless given.</param>
    /// <exception cref="StartException">A setting is wrong.</exception>
    public static IConfigurationRoot Settings(Func<Setting, bool>? reads = null, TextWriter? says = null)
    {
        var configuration = Configuration();
        CheckSettings.Run(configuration, says ?? Console.Error, reads);
        return configuration;
    }

    /// <summary>
    /// Where settings and static files lie: the current folder when it holds them (development), else beside the executable.
    /// </summary>
    public static string ContentRoot { get; } =
        File.Exists(Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json"))
            ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;

    public static string EnvironmentName =>
        Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production";

    /// <summary>Runs a verb's work with everything the application has but its web server, on a migrated database.</summary>
    /// <param name="work">What the verb does.</param>
    /// <param name="ct">Of the verb.</param>
    /// <param name="begins">A desk may begin with it; otherwise there must be one.</param>
    /// <exception cref="StartException">There is no desk, or a copy is being put in its place.</exception>
    public static async Task<int> WithServicesAsync(Func<IServiceProvider, Task> work, CancellationToken ct, bool begins = false)
    {
        var configuration = Settings();
        if (!begins)
        {
            ExpectDesk(configuration, Database(configuration));
        }

        var database = Database(configuration);
        var services = new ServiceCollection().AddLogging(log => log.AddConsole().SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<IConfiguration>(configuration);
        services.AddEngagement(configuration, database);
        await HeldAsync(services, database, async provider =>
        {
            await EngagementApp.MigrateAsync(provider, configuration, ct);
            await using var scope = provider.CreateAsyncScope();
            await work(scope.ServiceProvider);
        });
        return 0;
    }

    /// <summary>
    /// Holds the database until all that works on it has ended: services may write while they are disposed of, and what they wrote after a
    /// copy was put in its place would be lost.
    /// </summary>
    internal static async Task HeldAsync(IServiceCollection services, DatabaseOptions database, Func<IServiceProvider, Task> work)
    {
        using var held = InUse.Hold(database);
        await using var provider = services.BuildServiceProvider();
        await work(provider);
    }

    // One that was lost is told with what is left of it.
    private static void ExpectDesk(IConfiguration configuration, DatabaseOptions database)
    {
        if (database.Dialect == Dialect.Sqlite
            && LostDatabase.Say(database, Web.Security.Keys.KeysSetup.FolderOf(configuration, database)) is { } lost)
        {
            throw new StartException(lost);
        }

        CheckFile.Expect(database);
    }

    /// <summary>What a use case made.</summary>
    /// <exception cref="UsageException">It did not accept what was given; the message names each field.</exception>
    public static T Expect<T>(Result<T> answer) => answer switch
    {
        Result<T>.Done done => done.Value,
        Result<T>.Invalid invalid =>
            throw new UsageException(string.Join(Environment.NewLine, invalid.Errors.Select(e => $"{e.Field}: {e.Message}"))),
        Result<T>.Missing missing => throw new UsageException($"Not found: {missing.What}"),
        Result<T>.Conflict conflict => throw new UsageException(conflict.Why),
        _ => throw new InvalidOperationException($"No way on from {answer.GetType().Name}."),
    };

    public static DatabaseOptions Database(IConfiguration configuration) =>
        DatabaseOptions.From(configuration, Directory.GetCurrentDirectory());
}

/// <summary>The person at the keyboard asked for something that cannot be: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>It cannot start as things are; the message says what to type: exit code 1.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
