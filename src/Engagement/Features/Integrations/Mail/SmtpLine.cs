using System.Net.Sockets;
using Engagement.Channels;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Engagement.Features.Integrations.Mail;

/// <summary>How handing in ended.</summary>
/// <param name="Problem">Null: the server took it.</param>
/// <param name="IsFinal">Trying again will not help: the server refuses this very mail.</param>
internal sealed record HandedIn(string? Problem, bool IsFinal);

/// <summary>Hands mail to the server of the settings, one line a mail.</summary>
internal sealed class SmtpLine(MailPasswords passwords)
{
    // Within an outbox lease (90 s), with room to write down how it ended.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    public async Task<HandedIn> SendAsync(MailSettings settings, MimeMessage mail, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Timeout);
        try
        {
            using var line = new SmtpClient();
            await MailServers.ConnectAsync(line, settings.Host, settings.Port, settings.Security, limit.Token);
            if (settings.User.Length > 0)
            {
                await line.AuthenticateAsync(settings.User, passwords.Unprotect(settings.PasswordCipher), limit.Token);
            }

            await line.SendAsync(mail, limit.Token);
            await QuitAsync(line, limit.Token);
            return new(null, IsFinal: false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new($"{settings.Host} did not answer within {Timeout.TotalSeconds:0} seconds.", IsFinal: false);
        }
        catch (SmtpCommandException e)
        {
            // Only what is said of this recipient or these words is final; a refused sender or sign-in may be mended in Settings.
            return new($"{settings.Host} answers {(int)e.StatusCode}: {e.Message}",
                e.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && (int)e.StatusCode >= 500);
        }
        catch (Exception e) when (e is SocketException or IOException or ProtocolException or AuthenticationException
            or SslHandshakeException or NotSupportedException or ServiceNotAuthenticatedException
            or System.Security.Cryptography.CryptographicException or RefusedAddressException)
        {
            // What is wrong with the server, the way to it or its password is an answer, and is shown.
            return new(Words(settings, e), IsFinal: false);
        }
    }

    // The mail is taken; what becomes of the line after that changes nothing.
    private static async Task QuitAsync(SmtpClient line, CancellationToken ct)
    {
        try
        {
            await line.DisconnectAsync(quit: true, ct);
        }
        catch (Exception e) when (e is IOException or ProtocolException or OperationCanceledException)
        {
            // Said above: it is taken, and trying again would send it twice.
        }
    }

    private static string Words(MailSettings settings, Exception e) => e switch
    {
        AuthenticationException => $"{settings.Host} does not accept the user or password: {e.Message}",
        SslHandshakeException =>
            $"{settings.Host} cannot be spoken to safely: its certificate is not trusted, or it expects another kind of security.",
        System.Security.Cryptography.CryptographicException =>
            "The kept password cannot be opened. Home says whether a certificate is missing; otherwise type it in again.",
        _ => $"{settings.Host} cannot be reached: {e.Message}",
    };
}
