using System.Data.Common;
using Engagement.Outbox;
using Engagement.Web.Proxy;
using static Engagement.Configured.SettingKinds;

namespace Engagement.Configured;

/// <summary>
/// Every setting of the product: what it is called and takes, what holds without it. Whatever reads a setting reads it by these, each start
/// checks them all (<see cref="CheckSettings"/>), and <c>docs/settings.md</c> is made of them.
/// </summary>
internal static class KnownSettings
{
    private static readonly List<Setting> Declared = [];

    /// <summary>In the order in which the page shows them.</summary>
    public static IReadOnlyList<Setting> All => Declared;

    public static readonly Setting<string> DataDirectory = Add(Folder(
        "Engagement:DataDirectory", "data", "data",
        "The embedded database, locks, visits on their way to the database, the Sandbox network. Must outlive the process"));

    public static readonly Setting<string> Provider = Add(OneOf(
        "Database:Provider", "Sqlite", "Sqlite", "Which database: the embedded one, or SQL Server", "Sqlite", "SqlServer"));

    public static readonly Setting<string> Connection = Add(new Setting<string>(
        "ConnectionStrings:Engagement", "a connection string", "",
        "Needed for SQL Server; of the embedded database it names another file", "", ConnectionString)
    {
        IsSecret = true,
        IsNeverEmpty = true,
    });

    public static readonly Setting<bool> Migrate = Add(Switch(
        "Database:Migrate", false, "On SQL Server: may a starting node bring the schema up? The embedded database always is"));

    public static readonly Setting<TimeSpan> WaitForDatabase = Add(Seconds(
        "Database:WaitSeconds", 120, 0, 86_400, "How long a start waits for SQL Server to answer"));

    public static readonly Setting<long> CheckAtStart = Add(Whole(
        "Database:CheckAtStartMegabytes", 1000, 0, 1_000_000_000,
        "An embedded database up to this size is looked through before a start, where it is due; a larger one beside the work", " of MB"));

    public static readonly Setting<long> KeepBeforeRestore = Add(Whole(
        "Database:KeepBeforeRestore", 3, 1, 10_000, "How many of the files that `restore` replaced stay beside the database"));

    public static readonly Setting<TimeSpan> Drain = Add(Seconds(
        "Engagement:DrainSeconds", 0, 0, 600,
        "How long a node that is told to stop answers on, not ready, before it closes its door", "5 on SQL Server, else 0"));

    public static readonly Setting<string> JobStorage = Add(OneOf(
        "Jobs:Storage", "Memory", "as the database",
        "Where Hangfire's own tables are; due work is in our rows either way", "SqlServer", "Memory"));

    public static readonly Setting<string> Certificate = Add(ExistingFile(
        "Keys:Certificate",
        "A PKCS#12 file that the data protection keys are sealed with; given later, it seals the keys that lie in clear"));

    public static readonly Setting<string> CertificatePassword = Add(Text(
        "Keys:CertificatePassword", "its password", "Of that file", isSecret: true));

    /// <summary>Before there could be several it was one, with a password beside it.</summary>
    public static readonly Setting<string> OldCertificates = Add(ExistingFile(
        "Keys:OldCertificates:*",
        "A certificate before it (`__1` and so on for more): opens what it sealed, "
            + "until `Engagement keys rewrap` has sealed all with the new one"));

    public static readonly Setting<string> OldCertificatePasswords = Add(Text(
        "Keys:OldCertificates:*:Password", "its password", "Of that file", isSecret: true));

    public static readonly Setting<string> OldCertificate = Add(ExistingFile("Keys:OldCertificates", "The same, where there is only one"));

    public static readonly Setting<string> OldCertificatePassword = Add(Text(
        "Keys:OldCertificatesPassword", "its password", "Of that file", isSecret: true));

    public static readonly Setting<string> KeysDirectory = Add(Folder(
        "Keys:Directory", "", "keys in the data folder",
        "Where the data protection keys lie with the embedded database; a backup needs them as well as the database"));

    public static readonly Setting<TimeSpan> PauseAfterSilence = Add(Clock(
        "Publishing:PauseAfterSilence", TimeSpan.FromMinutes(30), TimeSpan.Zero, TimeSpan.FromDays(365),
        "A start after so long without a sign of life begins with publishing paused: "
            + "the database may be a copy ([backup](backup.md)); 0: never"));

    public static readonly Setting<TimeSpan> Grace = Add(Clock(
        "Publishing:Grace", TimeSpan.FromHours(6), TimeSpan.Zero, TimeSpan.FromDays(30),
        "How late a post may still go out by itself, where its series or post says nothing else; later it is missed and a person decides"));

    // No longer than a sender's lease has room for: whoever takes a delivery up after that must know that the call before has ended.
    public static readonly Setting<TimeSpan> SendTimeout = Add(Clock(
        "Publishing:SendTimeout", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(1), Lease.Length - TimeSpan.FromSeconds(5),
        "How long one call that sends may take; after that it is not known how it ended"));

    public static readonly Setting<TimeSpan> ReconcileFor = Add(Clock(
        "Publishing:ReconcileFor", TimeSpan.FromHours(2), TimeSpan.FromMinutes(1), TimeSpan.FromDays(30),
        "How long an unknown outcome is looked into before it waits for a person"));

    public static readonly Setting<long> SignInTries = Add(Whole(
        "SignIn:TriesPerMinute", 20, 1, 1_000_000,
        "Sign-ins tried from one address (IPv6: from one /64); a person is locked after five wrong passwords anyway"));

    public static readonly Setting<TimeSpan> SessionIdle = Add(Hours(
        "SignIn:IdleHours", 12, 0.1, 8_760, "A session ends when it lies unused this long"));

    public static readonly Setting<TimeSpan> SessionLongest = Add(Days(
        "SignIn:SessionDays", 7, 0.1, 366, "And after so long whatever happens"));

    public static readonly Setting<TimeSpan> OneTimePassword = Add(Hours(
        "SignIn:OneTimePasswordHours", 72, 0.1, 8_760, "A one-time password that was not used by then opens nothing"));

    public static readonly Setting<long> PeoplePerMinute = Add(Whole(
        "Links:PeoplePerMinute", 60, 0, 1_000_000_000, "Visits of one link from one address that are counted as people's"));

    public static readonly Setting<long> MissesPerMinute = Add(Whole(
        "Links:MissesPerMinute", 60, 1, 1_000_000_000, "Wrong codes of short links that one address may try"));

    public static readonly Setting<long> MinFree = Add(Whole(
        "Health:MinFreeMegabytes", 100, 0, 1_000_000_000, "A node with less room where its data is, is not ready", " of MB"));

    public static readonly Setting<TimeSpan> WorkLate = Add(Minutes(
        "Health:WorkLateMinutes", 10, 0.1, 10_080, "Work that waits unclaimed longer is a promise not kept"));

    public static readonly Setting<TimeSpan> GapUnseen = Add(Hours(
        "Health:GapHours", 24, 0, 8_760, "A gap in what was heard that nobody has looked at by then is one too"));

    public static readonly Setting<TimeSpan> BackupOld = Add(Days(
        "Health:BackupDays", 7, 0, 3_660, "And a last backup older than this; 0: not looked at", "7 with the embedded database, else 0"));

    public static readonly Setting<TimeSpan> HealthEvery = Add(Seconds(
        "Health:EverySeconds", 5, 0, 3_600, "How often health is looked up anew"));

    public static readonly Setting<IReadOnlyList<System.Net.IPNetwork>> Internal = Add(new Setting<IReadOnlyList<System.Net.IPNetwork>>(
        "Network:Internal", "addresses or networks, such as 10.1.2.3, 10.2.0.0/16", "",
        "Addresses of our own that servers of accounts may have; without it typed servers must be public. "
            + "Feeds and webhooks inside are allowed one by one, by administrators",
        [], Networks.Of)
    {
        IsList = true,
    });

    public static readonly Setting<PortalAddress> Address = Add(new Setting<PortalAddress>(
        "Portal:Address", "the address people reach the portal at, such as https://desk.example.com", "each request's own",
        "With its sub-path if any: for links, cookies and who may ask ([behind a proxy](running.md#behind-a-proxy))",
        PortalAddress.None, PortalAddress.Of));

    public static readonly Setting<TrustedProxies> Proxies = Add(new Setting<TrustedProxies>(
        "Proxy:Trusted", "addresses or networks, such as 10.0.0.5, 10.0.0.0/8, or none", "this machine",
        "Proxies that are believed when they say for whom they ask; `none`: nobody",
        TrustedProxies.ThisMachine, TrustedProxies.Of)
    {
        IsList = true,
    });

    /// <summary>What networks bill, by network and call: prices of theirs that have changed since this build.</summary>
    public static readonly IReadOnlyDictionary<(string Network, string Call), Setting<decimal>> Prices = new[]
    {
        ("Post", "A post"), ("PostWithLink", "A post with a link"), ("Reply", "An answer to somebody who wrote to us"),
        ("OwnRead", "Each of our own mentions, posts or followers that is read"), ("PostRead", "Each post of others that is read"),
        ("ProfileRead", "Each profile that is read"),
    }.ToDictionary(call => ("x", call.Item1), call => Add(Amount(
        $"Prices:x:{call.Item1}", "as X published it on 23 November 2026", 0, 1_000, $"{call.Item2}, in US dollars")));

    public static readonly Setting<string> Urls = Add(OfOthers(
        "ASPNETCORE_URLS", "addresses, with semicolons between several", "Where it listens; `serve --urls` comes before it",
        Listening.Addresses, Host.ListeningAddresses.Default));

    public static readonly Setting<string> HttpPorts = Add(OfOthers(
        "ASPNETCORE_HTTP_PORTS", "ports, with semicolons between several", "The same by ports alone, on every address", Listening.Ports));

    public static readonly Setting<string> HttpsPorts = Add(OfOthers(
        "ASPNETCORE_HTTPS_PORTS", "ports, with semicolons between several",
        "And for https, which needs a certificate of Kestrel's", Listening.Ports));

    public static readonly Setting<string> Endpoints = Add(OfOthers(
        "Kestrel:Endpoints:*:Url", "an address",
        "One endpoint of Kestrel's own, by any name; these come before all others", Listening.Addresses));

    public static readonly Setting<string> Telemetry = Add(OfOthers(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "an address such as http://localhost:4317",
        "Where traces and metrics go; nowhere without it", text =>
            Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text
                : throw new WrongValueException("is no address such as http://localhost:4317.")));

    /// <summary>Those that only who opens the data protection keys reads.</summary>
    public static bool IsOfCertificates(Setting setting) => setting == Certificate || setting == CertificatePassword
        || setting == OldCertificates || setting == OldCertificatePasswords
        || setting == OldCertificate || setting == OldCertificatePassword;

    /// <summary>Those that say where it listens.</summary>
    public static bool IsOfListening(Setting setting) =>
        setting == Urls || setting == HttpPorts || setting == HttpsPorts || setting == Endpoints;

    private static Setting<string> OfOthers(string name, string takes, string help, Func<string, string> read, string otherwise = "") =>
        new(name, takes, otherwise, help, "", read) { IsOfOthers = true };

    private static T Add<T>(T setting)
        where T : Setting
    {
        Declared.Add(setting);
        return setting;
    }

    // Which database it is for stands in another setting; each knows the other's words for what both have.
    private static string ConnectionString(string text)
    {
        try
        {
            _ = new DbConnectionStringBuilder { ConnectionString = text };
            return text;
        }
        catch (ArgumentException)
        {
            throw new WrongValueException("is no connection string: it takes pairs such as Server=sql;Database=Engagement.");
        }
    }
}
