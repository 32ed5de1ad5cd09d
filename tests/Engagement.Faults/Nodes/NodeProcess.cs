using System.Diagnostics;
using System.Text;
using Engagement.Faults.Desks;

namespace Engagement.Faults.Nodes;

/// <summary>One node as a process of its own, killed or told to stop, and started again.</summary>
internal sealed class NodeProcess : IDisposable
{
    // On a machine that is busy with other things a start may take long.
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);

    // Drain, calls under way, and what is left of the host's own time.
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(90);

    private const int MostShown = 20_000;
    private const int MostKept = 20_000_000;
    private const int LinesAfter = 6;

    private readonly Desk _desk;
    private readonly int _number;
    private readonly StringBuilder _said = new();
    private Process? _process;

    public NodeProcess(Desk desk, int number, string role)
    {
        (_desk, _number, Role) = (desk, number, role);
    }

    public string Role { get; }

    public bool RunsJobs => Role is "worker" or "all";

    public bool ServesWeb => Role is "web" or "all";

    public bool Runs => _process is { HasExited: false };

    /// <summary>Where it answers; null until it says so.</summary>
    public Uri? Address { get; private set; }

    /// <summary>The end of what it said, over all its lives.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString(Math.Max(0, _said.Length - MostShown), Math.Min(_said.Length, MostShown));
            }
        }
    }

    /// <summary>The lines that name something, and some after each: what was thrown.</summary>
    public string SaidOf(string name)
    {
        string[] lines;
        lock (_said)
        {
            lines = _said.ToString().Split('\n');
        }

        return string.Join('\n', Enumerable.Range(0, lines.Length)
            .Where(i => lines.Skip(Math.Max(0, i - LinesAfter)).Take(Math.Min(i, LinesAfter) + 1)
                .Any(line => line.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .Select(i => lines[i]));
    }

    public void Start()
    {
        _process?.Dispose();
        Address = null;
        string[] arguments = _desk.OnSqlServer ? ["Engagement.dll", "serve", "--role", Role] : ["Engagement.Faults.dll", "node", Role];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, arguments[0]), .. arguments[1..]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _desk.Folder,
        };
        start.Environment["Database__Provider"] = _desk.OnSqlServer ? "SqlServer" : "Sqlite";
        start.Environment["ConnectionStrings__Engagement"] = _desk.ConnectionString;
        start.Environment["Engagement__DataDirectory"] = Directory.CreateDirectory(Path.Combine(_desk.Folder, $"node-{_number}")).FullName;
        start.Environment["Engagement__DrainSeconds"] = "3";
        start.Environment["Network__Internal"] = "127.0.0.0/8, ::1";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public async Task StartedAsync()
    {
        Start();
        var watch = Stopwatch.StartNew();
        while (Address is null)
        {
            if (!Runs || watch.Elapsed > StartsWithin)
            {
                throw new InvalidOperationException($"Node {_number} ({Role}) did not start. It said:\n{Said}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, as a rolling restart sends it; waits until it has ended.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(StopsWithin);
        await _process.WaitForExitAsync(patience.Token);
        return watch.Elapsed;
    }

    public void Dispose()
    {
        if (Runs)
        {
            Kill();
        }

        _process?.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        const string Listens = "Now listening on: ";
        if (line.Data?.IndexOf(Listens, StringComparison.Ordinal) is >= 0 and var at)
        {
            Address = new Uri(line.Data[(at + Listens.Length)..].Trim());
        }

        lock (_said)
        {
            _said.AppendLine(line.Data);
            if (_said.Length > MostKept)
            {
                _said.Remove(0, MostKept / 2);
            }
        }
    }
}
