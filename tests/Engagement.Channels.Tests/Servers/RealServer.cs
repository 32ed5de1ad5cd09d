using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Engagement.Channels.Tests.Servers;

/// <summary>
/// A server that nobody here wrote, started on loopback for the tests that speak to it and stopped after them.
/// Where it cannot run, the tests that need it are skipped with the reason; under CI they fail, so that a green
/// build never hides that they did not run.
/// </summary>
public abstract class RealServer : IAsyncLifetime
{
    private static readonly string Sources = Path.Combine(Root(), "tests", "Engagement.Channels.Tests", "Servers");

    // A few seconds on a machine that has nothing else to do.
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(5);

    private readonly StringBuilder _said = new();
    private Process? _process;

    /// <summary>Where <c>install.sh</c> puts the servers.</summary>
    protected static string Installed { get; } =
        Environment.GetEnvironmentVariable("ENGAGEMENT_TEST_SERVERS") ?? Path.Combine(Root(), "artifacts", "servers");

    /// <summary>Speaks to the server for the tests themselves, apart from the adapter's own client.</summary>
    protected HttpClient Http { get; } = new(FreshLine()) { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>
    /// A new connection for every call: snac closes each after its answer without saying so, and a call on one that is just
    /// closing breaks.
    /// </summary>
    internal static SocketsHttpHandler FreshLine() => new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero };

    /// <summary>Why there is no server; null when it runs.</summary>
    protected string? WhyNot { get; private set; } = "It was never started.";

    /// <summary>The name <c>install.sh</c> knows it by.</summary>
    protected abstract string Name { get; }

    /// <summary>Why there is no server, for a program that goes on without it; null when it runs.</summary>
    public string? Missing => WhyNot;

    /// <summary>Starts it; throws when it does not come up.</summary>
    protected abstract Task StartAsync();

    /// <summary>It is gone, and what was there for it can go too.</summary>
    protected virtual ValueTask StoppedAsync() => ValueTask.CompletedTask;

    /// <summary>Would it help to understand a failure? Only so much of what it says is kept.</summary>
    protected virtual bool IsWorthNoting(string line) => true;

    /// <summary>Called first by every test that speaks to the server.</summary>
    public void MustRun()
    {
        if (Environment.GetEnvironmentVariable("CI") == "true" && WhyNot is not null)
        {
            Assert.Fail($"{Name} does not run, and under CI it has to. {WhyNot}");
        }

        Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await InstallAsync();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // Not lost: MustRun tells it to every test, as a reason to skip or, under CI, as a failure.
            WhyNot = $"{Name} cannot be installed here: {e.Message}";
            return;
        }

        // What is installed must start: from here on a fault fails the tests.
        await StartAsync();
        WhyNot = null;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null)
        {
            // The server ends when its standard input does; so it also ends when this process is killed.
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
        }

        await StoppedAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts a program that ends when its standard input does, and returns the first line it says.</summary>
    protected async Task<string> RunAsync(string folder, params string[] command)
    {
        var start = new ProcessStartInfo
            { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var part in (string[])[.. Unprivileged, .. command])
        {
            if (start.FileName.Length == 0)
            {
                start.FileName = part;
            }
            else
            {
                start.ArgumentList.Add(part);
            }
        }

        start.Environment["HOME"] = Path.GetTempPath();
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginErrorReadLine();

        string? first;
        try
        {
            first = await _process.StandardOutput.ReadLineAsync().WaitAsync(StartsWithin);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"{Name} was not ready within {StartsWithin}. {Said()}");
        }

        // Read on, or the program would stop at a full pipe.
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return first ?? throw new InvalidOperationException($"it ended before it was ready. {Said()}");
    }

    /// <summary>The last things the server said of itself, for a failure's message.</summary>
    protected string Said()
    {
        lock (_said)
        {
            return _said.ToString();
        }
    }

    // PostgreSQL and snac refuse to run as root, and no test needs a server that may do all.
    private static string[] Unprivileged =>
        Environment.UserName == "root" ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] : [];

    private async Task InstallAsync()
    {
        using var install = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Sources, "install.sh"), Name])
            { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = install.StandardOutput.ReadToEndAsync();
        var error = await install.StandardError.ReadToEndAsync();
        await output;
        await install.WaitForExitAsync();
        if (install.ExitCode != 0)
        {
            throw new InvalidOperationException(error.Trim().Split('\n')[^1]);
        }
    }

    private void Note(string? line)
    {
        if (line is null || !IsWorthNoting(line))
        {
            return;
        }

        lock (_said)
        {
            _said.AppendLine(line);
            if (_said.Length > 4000)
            {
                _said.Remove(0, _said.Length - 2000);
            }
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!); folder is not null; folder =
            folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Engagement.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside their source tree, so there is nothing to install the servers with.");
    }
}
