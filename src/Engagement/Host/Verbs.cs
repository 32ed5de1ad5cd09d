using System.CommandLine;
using Engagement.Data;
using Spectre.Console;

namespace Engagement.Host;

/// <summary>What the executable can be told to do.</summary>
internal static class Verbs
{
    /// <summary>The exit code of a wrong verb, option or value; the same that shells and <c>getopt</c> programs use.</summary>
    public const int Usage = 2;

    public const int Failed = 1;

    /// <summary>
    /// How long a verb that is told to end (SIGTERM, Ctrl+C) may take for it: more than <c>serve</c> needs to answer on, to end its calls and to
    /// hand back the rest (<see cref="Drain"/>). System.CommandLine's own two seconds cut all of that off. Who cannot wait kills.
    /// </summary>
    public static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<Command> All =>
    [
        ServeVerb.Command(),
        HealthVerb.Command(),
        MigrateVerb.Command(),
        ImportVerb.Command(),
        SeedVerb.Command(),
        InsightsVerb.Command(),
        TeamVerbs.User(),
        TeamVerbs.ApiKey(),
        KeysVerb.Command(),
        BackupVerbs.Backup(),
        BackupVerbs.Restore(),
        BackupVerbs.Restored(),
    ];

    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> line)
    {
        var parsed = root.Parse(line);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync($"Try: {root.Name} {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help");
            return Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = EndsWithin });
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Usage;
        }
        catch (StartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Failed;
        }
        catch (Exception e) when (StorageFaults.Say(e, Database(Configuration()).DataDirectory) is { } words)
        {
            // What is wrong with the disk is mended there; where in our code it was met says nothing to anybody.
            await Console.Error.WriteLineAsync(words);
            return Failed;
        }
    }

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

    /// <summary>Where settings and static files lie: the current folder when it holds them (development), else beside the executable.</summary>
    public static string ContentRoot { get; } =
        File.Exists(Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json")) ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;

    public static string EnvironmentName =>
        Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production";

    /// <summary>Runs a verb's work with everything the application has but its web server, on a migrated database.</summary>
    public static async Task<int> WithServicesAsync(Func<IServiceProvider, Task> work, CancellationToken ct)
    {
        var configuration = Configuration();
        var services = new ServiceCollection().AddLogging(log => log.AddConsole().SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<IConfiguration>(configuration);
        services.AddEngagement(configuration, Database(configuration));
        await using var provider = services.BuildServiceProvider();
        await EngagementApp.MigrateAsync(provider, configuration, ct);
        await using var scope = provider.CreateAsyncScope();
        await work(scope.ServiceProvider);
        return 0;
    }

    /// <summary>What a use case made.</summary>
    /// <exception cref="UsageException">It did not accept what was given; the message names each field.</exception>
    public static T Expect<T>(Answer<T> answer) => answer switch
    {
        Answer<T>.Done done => done.Value,
        Answer<T>.Invalid invalid => throw new UsageException(string.Join(Environment.NewLine, invalid.Errors.Select(e => $"{e.Field}: {e.Message}"))),
        Answer<T>.Missing missing => throw new UsageException($"Not found: {missing.What}"),
        Answer<T>.Conflict conflict => throw new UsageException(conflict.Why),
        _ => throw new InvalidOperationException($"No way on from {answer.GetType().Name}."),
    };

    /// <exception cref="UsageException">A database setting is wrong.</exception>
    public static DatabaseOptions Database(IConfiguration configuration)
    {
        try
        {
            return DatabaseOptions.From(configuration, Directory.GetCurrentDirectory());
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException(e.Message);
        }
    }
}

/// <summary>The person at the keyboard asked for something that cannot be: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>It cannot start as things are; the message says what to type: exit code 1.</summary>
internal sealed class StartException(string message) : Exception(message);
