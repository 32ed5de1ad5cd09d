using System.Net;
using Engagement.Channels;
using MailKit;
using MailKit.Security;

namespace Engagement.Features.Integrations.Mail;

/// <summary>
/// Lines to mail servers. They are named by administrators alone and mostly stand inside, so inside is allowed; but nothing is a mail
/// server at a link-local address or where clouds keep a machine's credentials, whatever its name leads to.
/// </summary>
internal static class MailServers
{
    /// <exception cref="RefusedAddressException">It leads to where no mail server is.</exception>
    public static async Task ConnectAsync(IMailService client, string host, int port, LineSecurity security, CancellationToken ct)
    {
        var line = await GuardedConnections.ConnectAsync(new DnsEndPoint(host, port), Dns.GetHostAddressesAsync, _ => true, hint: "", ct);
        try
        {
            await client.ConnectAsync(line, host, port, Options(security), ct);
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    private static SecureSocketOptions Options(LineSecurity security) => security switch
    {
        LineSecurity.Tls => SecureSocketOptions.SslOnConnect,
        LineSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
