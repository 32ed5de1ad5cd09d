using System.Diagnostics;

namespace Engagement.Tests.Conversations.Listening;

/// <summary>A short run against Bluesky's own servers; <c>./build.sh --target=Faults --scenario=listening</c> is the long one.</summary>
public sealed class KilledWhileListeningTests
{
    private const int NoServers = 3;

    [Fact]
    public async Task Killed_at_random_while_sixty_replies_arrive_at_a_real_server_each_is_in_a_ticket_once_and_accounted_for()
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Engagement.Faults.dll"), "--scenario", "listening", "--replies", "60", "--crashes", "8",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var run = Process.Start(start)!;
        var (said, complained) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());

        // Half a minute on a machine that has nothing else to do.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        try
        {
            await run.WaitForExitAsync(patience.Token);
        }
        finally
        {
            run.Kill(entireProcessTree: true);
        }

        Assert.SkipWhen(run.ExitCode == NoServers && Environment.GetEnvironmentVariable("CI") != "true",
            $"Bluesky's servers cannot be had here: {await said}");
        Assert.True(run.ExitCode == 0, $"{await said}\n{await complained}");
        Assert.Contains("Everything holds.", await said, StringComparison.Ordinal);
    }
}
