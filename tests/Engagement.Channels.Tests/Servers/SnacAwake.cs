using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Engagement.Channels.Tests.Servers;

/// <summary>
/// Keeps snac awake. It looks into its queues again at once when there was something in them, and else after three seconds, of which every
/// message on its own server has three queues to wait in (<c>background_thread</c> in its httpd.c). So there is always something: a message
/// whose sender it asks for here, and is told to come again later. It waits for the answer, which is the pace.
/// </summary>
internal sealed class SnacAwake : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private static readonly byte[] Later = "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _answering;

    public SnacAwake()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/nobody");
        _answering = AnswerAsync();
    }

    /// <summary>Of the sender who is asked for.</summary>
    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _answering;
        _listener.Dispose();
        _stop.Dispose();
    }

    // One at a time, as snac asks.
    private async Task AnswerAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var line = await _listener.AcceptTcpClientAsync(_stop.Token);
                using var reader = new StreamReader(line.GetStream(), Encoding.ASCII);
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                {
                }

                await Task.Delay(Pace, _stop.Token);
                await line.GetStream().WriteAsync(Later, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // Stopped, or a call that broke: it asks again.
            }
        }
    }
}
