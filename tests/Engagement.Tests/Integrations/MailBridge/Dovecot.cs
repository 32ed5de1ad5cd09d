using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Engagement.Tests.Desk;
using MailKit.Net.Imap;
using MimeKit;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>
/// Dovecot, the IMAP server that most mailboxes of the world lie on, from Debian's package <c>dovecot-imapd</c>, on loopback with a mailbox
/// of its own. Where it is not installed the tests that need it are skipped, and fail under CI.
/// </summary>
internal sealed class Dovecot : IAsyncDisposable
{
    private const string Program = "/usr/sbin/dovecot";

    private readonly string _folder;
    private readonly Process _process;

    private Dovecot(string folder, Process process, int port) => (_folder, _process, Port) = (folder, process, port);

    public int Port { get; }

    public static void MustBeThere()
    {
        var isThere = File.Exists(Program) && Environment.UserName == "root";
        if (Environment.GetEnvironmentVariable("CI") == "true" && !isThere)
        {
            Assert.Fail("Dovecot is not installed (apt-get install dovecot-imapd), and under CI it has to be.");
        }

        Assert.SkipUnless(isThere, "It needs Dovecot (apt-get install dovecot-imapd) and root.");
    }

    public static async Task<Dovecot> StartAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Dovecot does not run on Windows.");
        }

        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();

        var folder = Directory.CreateTempSubdirectory("engagement-dovecot-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var mail = Directory.CreateDirectory(Path.Combine(folder, "mail"));
        File.SetUnixFileMode(mail.FullName, (UnixFileMode)0b111_111_111); // its processes write there as nobody
        var config = Path.Combine(folder, "dovecot.conf");
        await File.WriteAllTextAsync(config, string.Create(CultureInfo.InvariantCulture, $$"""
            base_dir = {{folder}}/run
            state_dir = {{folder}}/run
            instance_name = engagement-test-{{port}}
            log_path = {{folder}}/log
            protocols = imap
            listen = 127.0.0.1
            ssl = no
            disable_plaintext_auth = no
            mail_location = maildir:{{mail.FullName}}/%u
            first_valid_uid = 1
            passdb {
              driver = static
              args = password=secret
            }
            userdb {
              driver = static
              args = uid=nobody gid=nogroup home={{mail.FullName}}/%u
            }
            service imap-login {
              inet_listener imap {
                port = {{port}}
              }
              inet_listener imaps {
                port = 0
              }
            }
            """));
        var process = Process.Start(new ProcessStartInfo(Program, ["-F", "-c", config])
            { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var server = new Dovecot(folder, process, port);
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var line = await server.SignInAsync();
                return server;
            }
            catch (Exception e) when (tries < 300 && e is SocketException or IOException or MailKit.ProtocolException)
            {
                // It is still starting.
                await Task.Delay(100);
            }
        }
    }

    /// <summary>A mail arrives; by the server's clock when the desk's stands still, so that no test goes by the day it runs on.</summary>
    public async Task DeliverAsync(MimeMessage mail, DateTimeOffset? at = null, string folder = "INBOX")
    {
        using var line = await SignInAsync();
        var box = await line.GetFolderAsync(folder);
        await box.AppendAsync(new MailKit.AppendRequest(mail, MailKit.MessageFlags.None, at ?? DeskRoom.Start));
    }

    /// <summary>A folder of that name, new and empty: what was there before under that name is gone, and numbers begin anew.</summary>
    public async Task RenewAsync(string folder)
    {
        using var line = await SignInAsync();
        var root = line.GetFolder(line.PersonalNamespaces[0]);
        if ((await root.GetSubfoldersAsync()).FirstOrDefault(f => f.Name == folder) is { } before)
        {
            await before.DeleteAsync();
        }

        await root.CreateAsync(folder, isMessageFolder: true);
    }

    public async Task<int> UnreadAsync()
    {
        using var line = await SignInAsync();
        await line.Inbox!.OpenAsync(MailKit.FolderAccess.ReadOnly);
        return (await line.Inbox.SearchAsync(MailKit.Search.SearchQuery.NotSeen)).Count;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ImapClient> SignInAsync()
    {
        var line = new ImapClient();
        await line.ConnectAsync("127.0.0.1", Port, MailKit.Security.SecureSocketOptions.None);
        await line.AuthenticateAsync("bridge", "secret");
        return line;
    }
}
