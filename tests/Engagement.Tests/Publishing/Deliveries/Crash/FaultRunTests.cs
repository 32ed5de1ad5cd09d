using System.Diagnostics;

namespace Engagement.Tests.Publishing.Deliveries.Crash;

/// <summary>A short run of the fault harness; <c>./build.sh --target=Faults</c> is the long one.</summary>
public sealed class FaultRunTests
{
    [Fact]
    public async Task Killed_thirty_times_under_every_sort_of_fault_nothing_is_lost_and_nothing_doubled()
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Engagement.Faults.dll"),
            "--crashes", "30", "--stretch", "5", "--lanes", "3", "--no-bluesky",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var run = Process.Start(start)!;
        var (said, complained) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());

        // Half a minute on a machine that has nothing else to do.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await run.WaitForExitAsync(patience.Token);
        }
        finally
        {
            run.Kill(entireProcessTree: true);
        }

        Assert.True(run.ExitCode == 0, $"{await said}\n{await complained}");
        Assert.Contains("Everything holds.", await said, StringComparison.Ordinal);
    }
}
