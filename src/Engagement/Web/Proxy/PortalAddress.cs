using System.Text.RegularExpressions;
using Engagement.Common.Settings;
using Engagement.Configured;
using Engagement.Data;
using Engagement.Host;

namespace Engagement.Web.Proxy;

/// <summary>
/// <c>Portal:Address</c>: the address at which people reach this portal, as a proxy before it offers it. Links in mails, feeds and posts,
/// and what networks are told to lead back to, begin with it. Not set, each request's own address is taken for it.
/// </summary>
internal sealed partial class PortalAddress
{
    public const string Setting = "Portal__Address";

    /// <summary>The row by which nodes that serve no pages, and so may not have been told, learn it too.</summary>
    public const string RowName = "portal.address";

    // What mails, posts and their rows have room for.
    private const int Longest = 150;

    private readonly Uri? _address;

    private PortalAddress(Uri? address) => _address = address;

    public static PortalAddress None { get; } = new(null);

    public bool IsSet => _address is not null;

    public bool IsHttps => _address?.Scheme == Uri.UriSchemeHttps;

    public string Scheme => _address?.Scheme ?? "";

    /// <summary>Its host without a port, as it stands in a Host header.</summary>
    public string HostName => _address?.IdnHost ?? "";

    /// <summary>Its host, with the port where that is not its scheme's own.</summary>
    public HostString Host => _address is null ? default
        : _address.IsDefaultPort ? new HostString(HostOf(_address))
        : new HostString(HostOf(_address), _address.Port);

    /// <summary>The sub-path it ends with, e.g. <c>/desk</c>; empty when it has none.</summary>
    public PathString Path => _address is null ? default : new PathString(_address.AbsolutePath.TrimEnd('/'));

    /// <summary>E.g. <c>https://example.com/desk</c>, without a slash at its end; empty when none is set.</summary>
    public string Start => _address is null ? "" : $"{Scheme}://{Host}{Path}";

    /// <exception cref="StartException">What is set is no address to give to people.</exception>
    public static PortalAddress From(IConfiguration configuration) => KnownSettings.Address.Of(configuration);

    /// <exception cref="WrongValueException">It is no address to give to people.</exception>
    public static PortalAddress Of(string written)
    {
        var given = written.Trim();
        if (!Uri.TryCreate(given, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.IdnHost.Length == 0)
        {
            throw Wrong("is no address. Give the whole of it, such as https://desk.example.com or https://example.com/desk.");
        }

        return given.Length > Longest ? throw Wrong($"is longer than {Longest} characters.")
            : url is not { UserInfo: "", Query: "", Fragment: "" }
                ? throw Wrong("has a user, a query or a fragment. Give scheme, host and at most a path.")
            : !SubPath().IsMatch(url.AbsolutePath) || given.Contains("/.", StringComparison.Ordinal)
                ? throw Wrong("has a path that cannot stand in links and cookies. Letters, digits, - and _ between single slashes can.")
            : url.Scheme == "http" && !url.IsLoopback
                ? throw Wrong("is not https: passwords and sessions would be read on the way. "
                    + "Give the https address of the proxy, or leave it unset.")
            : new PortalAddress(url);
    }

    /// <summary>Where this portal is for whoever sent this request.</summary>
    public string StartFor(HttpRequest request) => IsSet ? Start : $"{request.Scheme}://{request.Host}{request.PathBase}";

    /// <summary>Keeps it as a row, or keeps that there is none; read by what has no request to ask.</summary>
    public async Task KeepAsync(ServeRole role, Db db, TimeProvider clock, CancellationToken ct)
    {
        // A worker that was not told has nothing to say.
        if ((IsSet || role.ServesWeb) && (await db.ScalarAsync<string>(AppSettings.Read, new { Name = RowName }, ct) ?? "") != Start)
        {
            await db.InTransactionAsync(tx => AppSettings.SetAsync(tx, RowName, Start, clock.Now(), Setting, ct), ct);
        }
    }

    /// <summary>The kept one; empty when none is set.</summary>
    public static async Task<string> ReadAsync(DbSession db, CancellationToken ct) =>
        await db.ScalarAsync<string>(AppSettings.Read, new { Name = RowName }, ct) ?? "";

    private static string HostOf(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost.Trim('[', ']')}]" : url.IdnHost;

    private static WrongValueException Wrong(string why) => new(why);

    [GeneratedRegex(@"^(/[A-Za-z0-9_-]+)*/?$")]
    private static partial Regex SubPath();
}
