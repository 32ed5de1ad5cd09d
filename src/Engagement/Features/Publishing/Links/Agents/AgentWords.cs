using System.Text.RegularExpressions;

namespace Engagement.Features.Publishing.Links.Agents;

/// <summary>
/// What a <c>User-Agent</c> says without a name that is known: the words programs use for what they do, the libraries they are made with,
/// and the devices people hold. Chosen by two public lists, of 2,118 programs and of 16,056 devices: the tests hold both to it.
/// </summary>
internal static partial class AgentWords
{
    /// <summary>What its words say it is; null: nothing.</summary>
    public static VisitClass? Tell(string agent) =>
        Preview().IsMatch(agent) ? VisitClass.Preview
        : Program().IsMatch(agent) || (Compatible().IsMatch(agent) && !NamesDevice(agent)) ? VisitClass.Bot
        : null;

    /// <summary>
    /// Is it how browsers call themselves? They have begun with Mozilla/ (or Opera/) since 1994, and say in brackets on what they run; a
    /// bare <c>Mozilla/5.0</c> is what programs send that were told to have some name.
    /// </summary>
    public static bool IsBrowser(string agent) => Browser().IsMatch(agent) || NamesDevice(agent);

    /// <summary>Does it name what somebody holds in their hand or sits before?</summary>
    private static bool NamesDevice(string agent) => Device().IsMatch(agent) && !Nameless().IsMatch(agent);

    [GeneratedRegex(@"^(?:Mozilla|Opera)/[^(]{0,200}\([^)A-Za-z0-9]{0,10}[A-Za-z0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex Browser();

    // Android's own client for HTTP, in an application or not, where it does not name the telephone behind the system. Where it does, it is
    // in the list of people.
    [GeneratedRegex(@"^Dalvik/(?!.*Android [^;)]+; ?[A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Nameless();

    [GeneratedRegex("preview|unfurl|snippet", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Preview();

    // Cubot makes telephones; Java/ without a number is what telephones have.
    [GeneratedRegex(
        @"(?<!cu)bots?(?![a-z])|\+ "
        + @"?https?:|crawl|spider|slurp|scrap(?:er|y|ing)|fetch|resolver|headless|phantomjs|selenium|puppeteer|playwright|webdriver"
        + "|lighthouse|inspect|monitor|uptime|checker|validat|archiver|scanner|(?<![a-z])(?:seo|rss)|feed(?!back)"
        + "|python|(?<![a-z])curl|wget|okhttp|go-http|libwww|axios|http-?client|guzzle|undici|postman"
        + "|(?<![a-z-])(?:java|php|ruby|perl|node|node-fetch|deno|bun|dart|aiohttp|httpx|got|lwp)[/-][0-9]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Program();

    // "Mozilla/5.0 (compatible; Name/1.0)" with no system in it: the form programs took over from a browser that is gone and named its own.
    [GeneratedRegex(@"^Mozilla/[0-9.]+ \(compatible[;)](?!.*(?:MSIE|Konqueror|Trident|Linux|X11|Macintosh|RIM))",
        RegexOptions.CultureInvariant)]
    private static partial Regex Compatible();

    [GeneratedRegex(
        "(?<![a-z])(?:android|symbian|series60|midp|cldc|j2me|brew|nokia|samsung|sony|htc|huawei|alcatel|motorola|lenovo"
        + "|philips|lumia|blackberry"
        + "|iphone|ipad|windows|watchos|opera|docomo|kddi|softbank|vodafone|panasonic|sharp|siemens|sanyo|pantech|haier|dopod"
        + "|toshiba|kyocera|nintendo"
        + @"|amoi|acer|asus|archos|audiovox|sagem|ucweb|obigo|netfront|up\.(?:browser|link)|hbbtv|roku|appletv|applecoremedia|kwc|bird"
        + @"|mqqbrowser|onebrowser|mobile browser|lg[a-z]{0,3}[0-9_ /-]"
        + "|(?:gt|mot|sec|sie|dell|nec|zte|palm|lct|hp|tcl|micromax|spice|lava|karbonn|sprint|youku|padfone|safari|mobile "
        + "?safari)(?![a-z]))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();
}
