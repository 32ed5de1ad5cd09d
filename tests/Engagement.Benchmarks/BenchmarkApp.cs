using Engagement.Data;
using Engagement.Host;

namespace Engagement.Benchmarks;

/// <summary>The application's own parts, on SQLite in a folder of their own.</summary>
internal static class BenchmarkApp
{
    public static IConfigurationRoot Configuration { get; } = new ConfigurationBuilder().Build();

    public static DatabaseOptions Database(string folder) =>
        new(Dialect.Sqlite, DatabaseOptions.ForFile(Path.Combine(folder, "engagement.db")), folder);

    public static ServiceProvider Services(string folder)
    {
        Directory.CreateDirectory(folder);
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConfiguration>(Configuration);
        services.AddEngagement(Configuration, Database(folder));
        return services.BuildServiceProvider();
    }
}

/// <summary>Gone when it is disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("engagement-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
