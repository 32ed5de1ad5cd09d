using System.Diagnostics;
using System.Text;

namespace Engagement.Tests.Publishing.Deliveries.Crash;

/// <summary>The real program as a process of its own, to be killed.</summary>
internal sealed class EngagementProcess : IDisposable
{
    /// <summary>128 + SIGKILL: how a shell and .NET report a process that was killed.</summary>
    public const int Killed = 137;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private EngagementProcess(Process process) => _process = process;

    /// <summary>What it has printed so far; for the message of a test that fails.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <param name="dataDirectory">Its embedded database.</param>
    /// <param name="killAt"><c>step:n</c> to have it killed there, or null.</param>
    /// <param name="role">What it does: <c>worker</c>, <c>web</c> or <c>all</c>.</param>
    public static EngagementProcess Start(string dataDirectory, string? killAt = null, string role = "worker") =>
        Run(dataDirectory, ["serve", "--role", role], killAt);

    /// <summary>One of its verbs.</summary>
    /// <param name="settings">Environment variables beside those that each of ours needs.</param>
    public static EngagementProcess Run(
        string dataDirectory, IReadOnlyList<string> line, string? killAt = null,
        IReadOnlyList<(string Name, string Value)>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Engagement.dll"), .. line])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = dataDirectory,
        };
        start.Environment["Engagement__DataDirectory"] = dataDirectory;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in settings ?? [])
        {
            start.Environment[name] = value;
        }

        if (killAt is not null)
        {
            start.Environment["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "Engagement.KillHook.dll");
            start.Environment["ENGAGEMENT_KILL_AT"] = killAt;
        }

        var running = new EngagementProcess(new Process { StartInfo = start });
        running._process.OutputDataReceived += running.Keep;
        running._process.ErrorDataReceived += running.Keep;
        running._process.Start();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Waits until it listens, and says where.</summary>
    public async Task<Uri> AddressAsync(TimeSpan within)
    {
        var until = DateTime.UtcNow + within;
        while (true)
        {
            if (Output.Split('\n').FirstOrDefault(line => line.Contains("Now listening on: ", StringComparison.Ordinal)) is { } line)
            {
                return new Uri(line[(line.IndexOf("on: ", StringComparison.Ordinal) + 4)..].Trim());
            }

            Assert.True(DateTime.UtcNow < until, $"It did not listen within {within}. It said:\n{Output}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits for it to end by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var timeout = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It did not end within {within}. It said:\n{Output}");
        }

        return _process.ExitCode;
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
