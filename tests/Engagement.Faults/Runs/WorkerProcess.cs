using System.Diagnostics;
using Engagement.Faults.Worker;

namespace Engagement.Faults.Runs;

/// <summary>A worker that runs until it is killed.</summary>
internal sealed class WorkerProcess : IDisposable
{
    /// <summary>128 + SIGKILL.</summary>
    private const int Killed = 137;

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Engagement.Faults.dll");

    private readonly Process _process;
    private readonly Task _exit;
    private readonly Task<string> _said;

    private WorkerProcess(Process process, string? killAt)
    {
        _process = process;
        KillAt = killAt;
        _exit = process.WaitForExitAsync();
        _said = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The step it kills itself at, as <c>step:n</c>.</summary>
    public string? KillAt { get; }

    public bool HasEnded => _exit.IsCompleted;

    public static WorkerProcess Start(WorkerPlan plan)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. plan.ToArguments()])
            { RedirectStandardError = true, WorkingDirectory = plan.DataDirectory };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1"; // half a dozen milliseconds less of a start
        start.Environment.Remove("ENGAGEMENT_KILL_AT");
        if (plan.KillAt is not null)
        {
            start.Environment["ENGAGEMENT_KILL_AT"] = plan.KillAt;
        }

        return new WorkerProcess(Process.Start(start)!, plan.KillAt);
    }

    /// <returns>Whether it ended within the time.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan time) => await Task.WhenAny(_exit, Task.Delay(time)) == _exit;

    /// <summary>
    /// SIGKILL, and then how it ended: its step when it killed itself there, <paramref name="otherwise"/> when this killed it.
    /// </summary>
    /// <exception cref="WorkerFellException">It ended by itself, in another way.</exception>
    public async Task<string> KillAsync(string otherwise)
    {
        var before = HasEnded;
        _process.Kill();
        await _exit;
        return _process.ExitCode != Killed ? throw new WorkerFellException($"exit code {_process.ExitCode}: {await _said}")
            : before && KillAt is not null ? KillAt.Split(':')[0]
            : otherwise;
    }

    public void Dispose()
    {
        if (!HasEnded)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}

/// <summary>A worker ended without being killed. Where its database is away or full that may be; elsewhere it is a bug.</summary>
internal sealed class WorkerFellException(string how) : Exception(how);
