using System.CommandLine;
using System.Security.Cryptography;
using Engagement.Web.Security.Keys;

namespace Engagement.Host;

/// <summary><c>keys rewrap</c>: after a new certificate, so that the old one is needed no more.</summary>
internal static class KeysCommand
{
    public static Command Command()
    {
        var rewrap = new Command("rewrap", "Seal the data protection keys with Keys__Certificate, whichever they were sealed with. "
            + "Run it when every node has the new certificate.");
        rewrap.SetAction((_, ct) => Verbs.WithServicesAsync(services =>
        {
            try
            {
                Console.WriteLine($"{services.GetRequiredService<SealKeys>().Rewrap()} sealed. Keys__OldCertificates are needed no more.");
                return Task.CompletedTask;
            }
            catch (InvalidOperationException e)
            {
                throw new UsageException(e.Message);
            }
            catch (Exception e) when (e is CryptographicException or FormatException)
            {
                throw new UsageException($"A key was sealed with a certificate that is not among Keys__Certificate and "
                    + $"Keys__OldCertificates; nothing was changed. {e.Message}");
            }
        }, ct));
        return new Command("keys", "The keys that seal cookies and account secrets.") { rewrap };
    }
}
