using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Engagement.Tests.Web.Proxy;

/// <summary>
/// A real nginx (Debian's package) with TLS, run from <c>examples/nginx.conf</c> with this machine's ports and a certificate made here.
/// Where it is not installed the tests that need it are skipped, and fail under CI.
/// </summary>
internal sealed class Nginx : IAsyncDisposable
{
    public const string Host = "desk.example.com";

    private const string Program = "/usr/sbin/nginx";

    private readonly string _folder;
    private readonly Process _process;
    private readonly X509Certificate2 _certificate;

    private Nginx(string folder, Process process, X509Certificate2 certificate, int port) =>
        (_folder, _process, _certificate, Port) = (folder, process, certificate, port);

    public int Port { get; }

    public static void MustBeThere()
    {
        var isThere = File.Exists(Program);
        if (Environment.GetEnvironmentVariable("CI") == "true" && !isThere)
        {
            Assert.Fail("nginx is not installed (apt-get install nginx-light), and under CI it has to be.");
        }

        Assert.SkipUnless(isThere, "It needs nginx (apt-get install nginx-light).");
    }

    /// <summary>A port that nobody listens at.</summary>
    /// <param name="but">One that is promised to somebody already.</param>
    public static int FreePort(int but = 0)
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            if (((IPEndPoint)probe.LocalEndpoint).Port is var port && port != but)
            {
                return port;
            }
        }
    }

    /// <param name="port">Where it listens.</param>
    /// <param name="engagement">Whom it asks.</param>
    /// <param name="path">Empty, or the sub-path with a slash before it.</param>
    public static async Task<Nginx> StartAsync(int port, Uri engagement, string path)
    {
        var folder = Directory.CreateTempSubdirectory("engagement-nginx-").FullName;
        var certificate = await CertificateAsync(folder);
        var site = await File.ReadAllTextAsync(Example());
        foreach (var (written, here) in new[]
        {
            ("server 127.0.0.1:5080;", $"server {engagement.Authority};"),
            ("listen 80;", $"listen 127.0.0.1:{FreePort(but: port)};"),
            ("listen 443 ssl http2;", string.Create(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{port} ssl http2;")),
            ("/etc/ssl/certs/desk.example.com.pem", $"{folder}/tls.pem"),
            ("/etc/ssl/private/desk.example.com.key", $"{folder}/tls.key"),
            ("location / {", $"location {path}/ {{"),
        })
        {
            Assert.Contains(written, site, StringComparison.Ordinal); // the example is what is tried
            site = site.Replace(written, here, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "site.conf"), site);
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/pid;
            error_log {{folder}}/error.log;
            events { worker_connections 512; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              include {{folder}}/site.conf;
            }
            """);
        var process = Process.Start(new ProcessStartInfo(
            Program, ["-p", folder, "-c", Path.Combine(folder, "nginx.conf"), "-e", Path.Combine(folder, "error.log")])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var nginx = new Nginx(folder, process, certificate, port);
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var line = new TcpClient();
                await line.ConnectAsync(IPAddress.Loopback, port);
                return nginx;
            }
            catch (SocketException) when (tries < 300 && !process.HasExited)
            {
                await Task.Delay(50); // it is still starting
            }
        }
    }

    /// <summary>A browser on another machine: whoever comes from an address that is not the proxy's own.</summary>
    /// <param name="from">An address of this machine, 127.x.y.z.</param>
    public HttpClient Client(string from) => ClientTo(Port, from, _certificate, $"https://{Host}:{Port}");

    /// <inheritdoc cref="Client"/>
    public static HttpClient ClientTo(int port, string from, X509Certificate2? certificate, string address)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = new CookieContainer(),
            UseProxy = false,
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync(IPAddress.Loopback, port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, seen, _, _) =>
            seen?.GetCertHashString() == certificate?.GetCertHashString();
        return new HttpClient(handler) { BaseAddress = new Uri(address) };
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<X509Certificate2> CertificateAsync(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        await File.WriteAllTextAsync(Path.Combine(folder, "tls.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    private static string Example()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Engagement.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Engagement.sln is nowhere above the tests.");
        }

        return Path.Combine(folder.FullName, "examples", "nginx.conf");
    }
}
