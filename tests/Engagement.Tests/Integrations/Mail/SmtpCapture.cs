using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Engagement.Tests.Integrations.Mail;

/// <summary>A mail server on loopback, by people who never saw our code: it takes what is sent, or refuses as it is told.</summary>
internal sealed class SmtpCapture : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private SmtpCapture(int port, bool asksPassword)
    {
        Port = port;
        var options = new SmtpServerOptionsBuilder().ServerName("localhost")
            .Endpoint(e => e.Endpoint(new IPEndPoint(IPAddress.Loopback, port))
                .AllowUnsecureAuthentication().AuthenticationRequired(asksPassword)).Build();
        var parts = new SmtpServer.ComponentModel.ServiceProvider();
        parts.Add(new DelegatingMessageStoreFactory(_ => new Store(this)));
        parts.Add(new DelegatingUserAuthenticatorFactory(
            _ => new DelegatingUserAuthenticator((_, user, password) => user == "desk" && password == "secret")));
        _running = new SmtpServer.SmtpServer(options, parts).StartAsync(_stop.Token);
    }

    public int Port { get; }

    public ConcurrentQueue<MimeMessage> Mails { get; } = new();

    /// <summary>What it says to the next mails; null: it takes them.</summary>
    public SmtpResponse? Refusal { get; set; }

    public static SmtpCapture Start(bool asksPassword = false)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return new(port, asksPassword);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // Asked to stop, it stops so.
        }

        _stop.Dispose();
    }

    private sealed class Store(SmtpCapture capture) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            if (capture.Refusal is { } refusal)
            {
                return refusal;
            }

            using var bytes = new MemoryStream(buffer.ToArray());
            capture.Mails.Enqueue(await MimeMessage.LoadAsync(bytes, cancellationToken));
            return SmtpResponse.Ok;
        }
    }
}
