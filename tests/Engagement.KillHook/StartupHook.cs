using System.Diagnostics;

/// <summary>
/// Kills the process it is loaded into (SIGKILL, so nothing is flushed and no handler runs) when a step of publishing is passed
/// for the n-th time. <c>ENGAGEMENT_KILL_AT</c> is <c>step:n</c>.
/// </summary>
/// <remarks>
/// The runtime asks for a class of this name without a namespace (github.com/dotnet/runtime, docs/design/features/host-startup-hook.md).
/// </remarks>
internal static class StartupHook
{
    public static void Initialize()
    {
        var where = Environment.GetEnvironmentVariable("ENGAGEMENT_KILL_AT")!.Split(':');
        var steps = new Steps(where[0], int.Parse(where[1], System.Globalization.CultureInfo.InvariantCulture));
        DiagnosticListener.AllListeners.Subscribe(new Listeners(steps));
    }

    private sealed class Listeners(Steps steps) : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Engagement.Publishing")
            {
                value.Subscribe(steps);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    private sealed class Steps(string step, int times) : IObserver<KeyValuePair<string, object?>>
    {
        private int _left = times;

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == step && Interlocked.Decrement(ref _left) == 0)
            {
                Process.GetCurrentProcess().Kill();
                Thread.Sleep(Timeout.Infinite); // the signal may take a moment; not one instruction more of the product's
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
