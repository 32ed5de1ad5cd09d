using System.Net;
using System.Net.Sockets;

namespace Engagement.Faults.Networks;

/// <summary>
/// A relay of TCP connections that can be cut: what runs is broken off and new connections are refused until it is mended.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly Lock _turn = new();
    private readonly List<Socket> _open = [];
    private TcpListener? _listener;

    private Relay(string host, int port)
    {
        _host = host;
        _port = port;
    }

    /// <summary>On this machine.</summary>
    public int Port { get; private set; }

    public static Relay Start(string host, int port)
    {
        var relay = new Relay(host, port);
        relay.Mend();
        return relay;
    }

    public void Cut()
    {
        lock (_turn)
        {
            _listener?.Stop();
            _listener = null;
            _open.ForEach(socket => socket.Close(0)); // a reset, not a polite end
            _open.Clear();
        }
    }

    public void Mend()
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                var from = await listener.AcceptSocketAsync();
                _ = PassAsync(from);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return; // cut
            }
        }
    }

    private async Task PassAsync(Socket from)
    {
        var to = new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (_turn)
        {
            _open.AddRange([from, to]);
        }

        try
        {
            await to.ConnectAsync(_host, _port);
            await using var near = new NetworkStream(from);
            await using var far = new NetworkStream(to);
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // Cut, or an end is gone: both ends are closed below.
        }

        from.Close();
        to.Close();
    }
}
