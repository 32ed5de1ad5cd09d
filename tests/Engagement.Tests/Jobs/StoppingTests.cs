using System.Diagnostics;
using Engagement.Host;
using Engagement.Tests.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Engagement.Tests.Jobs;

/// <summary>A node that is told to stop.</summary>
public sealed class StoppingTests
{
    [Fact]
    public void It_is_given_the_time_it_takes_to_answer_on_and_to_end_its_calls()
    {
        var services = new ServiceCollection();
        Drain.Add(services, new ConfigurationBuilder().Build(), new(Engagement.Data.Dialect.SqlServer, "", ""));
        using var provider = services.BuildServiceProvider();

        Assert.True(Verbs.EndsWithin > provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    // The parser of the command line ended it after two seconds, with 143, whatever was under way.
    [Fact]
    public async Task It_goes_on_answering_and_ends_by_itself()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.");
        await using var database = TestDatabase.CreateEmpty();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Engagement.dll"), "serve"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = database.Db.Options.DataDirectory,
        };
        start.Environment["Engagement__DataDirectory"] = database.Db.Options.DataDirectory;
        start.Environment["Engagement__DrainSeconds"] = "4";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        using var node = Process.Start(start)!;
        node.ErrorDataReceived += (_, _) => { };
        node.BeginErrorReadLine();
        while (await node.StandardOutput.ReadLineAsync(Stop) is { } line && !line.Contains("Application started", StringComparison.Ordinal))
        {
        }

        using (var told = Process.Start("kill", ["-TERM", $"{node.Id}"]))
        {
            await told.WaitForExitAsync(Stop);
        }

        await node.StandardOutput.ReadToEndAsync(Stop);
        await node.WaitForExitAsync(Stop);
        Assert.Equal(0, node.ExitCode);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
