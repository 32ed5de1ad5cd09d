using System.Globalization;
using System.Net;
using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Web.Proxy;

namespace Engagement.Common.Links;

/// <summary>What Settings say about links and visits.</summary>
internal sealed record LinkSettings
{
    public const string AddressName = "links.address";
    public const string CampaignName = "links.campaign";
    public const string RangesName = "links.bot-ranges";
    public const string KeepDaysName = "links.keep-days";

    /// <summary>Two years: long enough to compare a month with the same one of the year before.</summary>
    public const int UsualKeepDays = 730;

    private static readonly Sql ReadAll = Sql.Portable(
        "select Name, Value from AppSettings where Name like 'links.%' or Name = 'portal.address'");

    /// <summary>
    /// As somebody set it; as long as nobody has set any, the portal's own address where the configuration gives one. Null: posts carry the
    /// article's own address, and nothing is counted.
    /// </summary>
    public ShortAddress? Address { get; init; }

    /// <summary>Empty: each post is its own campaign.</summary>
    public string Campaign { get; init; } = "";

    /// <summary>Networks whose visits are a program's, whatever they say they are.</summary>
    public IReadOnlyList<IPNetwork> BotRanges { get; init; } = [];

    /// <summary>Visits older than this many days are deleted, and are counted nowhere any more.</summary>
    public int KeepDays { get; init; } = UsualKeepDays;

    public static async Task<LinkSettings> ReadAsync(DbSession db, CancellationToken ct) =>
        Of(await db.QueryAsync<Setting>(ReadAll, ct: ct));

    /// <summary>The same together with other reads: they are there once those have been read.</summary>
    public static Func<LinkSettings> In(Reads reads)
    {
        var rows = reads.Add<Setting>(ReadAll);
        return () => Of(rows.Rows);
    }

    private static LinkSettings Of(IEnumerable<Setting> rows)
    {
        var values = Setting.ByName(rows);
        return new LinkSettings
        {
            Address = ShortAddress.Parse(values.TryGetValue(AddressName, out var said)
                ? said : values.GetValueOrDefault(PortalAddress.RowName)),
            Campaign = values.GetValueOrDefault(CampaignName) ?? "",
            BotRanges = Ranges(values.GetValueOrDefault(RangesName)).Select(r => r.Network).OfType<IPNetwork>().ToList(),
            KeepDays = int.TryParse(values.GetValueOrDefault(KeepDaysName), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                ? days : UsualKeepDays,
        };
    }

    /// <summary>The article's own address, or our short one in its place; as words carry it before their code is made.</summary>
    public string SampleFor(string? articleUrl) => articleUrl is null ? "" : Address?.Sample ?? articleUrl;

    /// <summary>One network a line, in CIDR notation; a single address is a network of one. Null where a line is neither.</summary>
    public static IEnumerable<(string Line, IPNetwork? Network)> Ranges(string? text) => (text ?? "")
        .Split(['\n', '\r', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => (line, IPNetwork.TryParse(line, out var network) ? network
            : IPAddress.TryParse(line, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
            : (IPNetwork?)null));
}
