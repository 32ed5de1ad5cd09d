using System.IO.Compression;
using Engagement.Features.Publishing.Links;

namespace Engagement.Tests.Publishing.Links;

/// <summary>Programs that say so are programs, and people are people: held against three public lists (Agents/README.md).</summary>
public sealed class KnownAgentsTests(ITestOutputHelper output)
{
    // uap-core takes them for telephones, by a maker's name in an address or a product; by their own words they are programs, or nothing at
    // all.
    private static readonly string[] NoPeople =
    [
        "Http Connector Spider, contact Alcatel-Lucent IDOL Search",
        "Huaweisymantecspider (compatible; MSIE 8.0; DSE-support@huaweisymantec.com)",
        "WordPress/3.7.1; http://samsung.hdblog.it",
        "WordPress/3.8.1; http://www.samsung-blog-news.de",
        "PostmanRuntime/7.20.1",
        "netbarrierd/572 CFNetwork/673.5 Darwin/13.4.0 (x86_64) (MacBookPro11%2C1)",
        "AVGINET14-WV7HX64 140 AVI=3705/7100 BUILD=4335 MSI=4335 LOC=1049 LIC=IMOTO-ZW9P3-WW6ZZ-QYKI3-VTGYI-9 DIAG=4D041F18 OPF=0 PCA= "
            + "EVA=2 EDA=20140121083719 BRD=avgcom-0-0 BRH=avgcom",
        "Ice",
    ];

    [Fact]
    public void Every_program_of_the_public_list_is_told_and_no_person_of_the_others_is_mistaken()
    {
        var programs = Read("programs.txt.gz");
        var people = Read("people.txt.gz");
        var browsers = Read("browsers.txt.gz");

        var missed = programs.Where(agent => KnownAgents.Tell(agent) is null).ToList();
        var mistaken = people.Where(agent => KnownAgents.Tell(agent) is not null).Except(NoPeople).ToList();
        var mistakenNow = browsers.Where(agent => KnownAgents.Tell(agent) is not null).ToList();
        var named = NoPeople.Count(agent => people.Contains(agent) && KnownAgents.Tell(agent) is not null);

        output.WriteLine($"Programs of crawler-user-agents told: {programs.Count - missed.Count:N0} of {programs.Count:N0}.");
        output.WriteLine($"Devices of uap-core mistaken for programs: {mistaken.Count:N0} of {people.Count:N0}; {named} more are "
            + $"programs by their own words.");
        output.WriteLine($"Browsers of 2026 (user-agents) mistaken for programs: {mistakenNow.Count:N0} of {browsers.Count:N0}.");
        Assert.Equal((2118, 16_056, 952), (programs.Count, people.Count, browsers.Count));
        Assert.Empty(missed);
        Assert.Empty(mistakenNow);
        Assert.Empty(mistaken);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (compatible; TrendsmapResolver/0.1)", VisitClass.Bot)]
    [InlineData("Mozilla/5.0 (compatible; Google-InspectionTool/1.0;)", VisitClass.Bot)]
    [InlineData("Mozilla/5.0 (compatible; DuckDuckBot-Https/1.1; https://duckduckgo.com/duckduckbot)", VisitClass.Bot)]
    [InlineData("Mozilla/5.0 (compatible; Yahoo! Slurp/3.0; http://help.yahoo.com/help/us/ysearch/slurp)", VisitClass.Bot)]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/117.0.0.0 Safari/537.36 GTmetrix",
        VisitClass.Bot)]
    [InlineData("Mozilla/5.0 (compatible; Twingly Recon; twingly.com)", VisitClass.Bot)]
    [InlineData("WhatsApp/2.23.20.0 A", VisitClass.Preview)]
    [InlineData("Mozilla/5.0 (compatible; SomethingNew/1.0)", VisitClass.Bot)]
    [InlineData("SomeLinkPreview/1.0", VisitClass.Preview)]
    [InlineData("python-requests/2.32", VisitClass.Bot)]
    [InlineData("SomethingNew/1.0", VisitClass.Bot)]
    [InlineData("", VisitClass.Bot)]
    [InlineData(" ", VisitClass.Bot)]
    [InlineData("-", VisitClass.Bot)]
    [InlineData("Mozilla/5.0", VisitClass.Bot)]
    [InlineData("Mozilla/4.0 ", VisitClass.Bot)]
    [InlineData("Mozilla", VisitClass.Bot)]
    [InlineData("Mozilla/5.0 ()", VisitClass.Bot)]
    [InlineData("Mozilla/5.0 Gecko/20100101", VisitClass.Bot)]
    [InlineData("Dalvik/2.1.0", VisitClass.Bot)]
    [InlineData("Dalvik/2.1.0 (Linux; U; Android 13)", VisitClass.Bot)]
    [InlineData("Dalvik/2.1.0 (Linux; U; Android 13; )", VisitClass.Bot)]
    [InlineData("Java/17.0.9", VisitClass.Bot)]
    [InlineData("Java/1.8.0_392", VisitClass.Bot)]
    [InlineData("okhttp/4.12.0", VisitClass.Bot)]
    [InlineData("Apache-HttpClient/4.5.14 (Java/17.0.9)", VisitClass.Bot)]
    [InlineData("Apache-HttpClient/UNAVAILABLE (java 1.4)", VisitClass.Bot)]
    [InlineData("curl/8.5.0", VisitClass.Bot)]
    [InlineData("node", VisitClass.Bot)]
    internal void Programs_say_what_they_are(string agent, VisitClass kind) => Assert.Equal(kind, KnownAgents.Tell(agent)?.Class);

    [Theory]
    [InlineData("Mozilla/5.0 (Linux; Android 4.2.1; CUBOT ONE Build/JOP40D) AppleWebKit/537.36 (KHTML, "
        + "like Gecko) Chrome/27.0.1453.90 Mobile Safari/537.36")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36")]
    [InlineData("Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)")]
    [InlineData("WhatsApp/2.11.102 Android/2.2.1 Device/HTC-HTC_Wildfire")]
    [InlineData("Nokia8910ai/5.0 (05.02) Profile/MIDP-1.0 Configuration/CLDC-1.0 UP.Link/5.1.1.5")]
    [InlineData("Dalvik/2.1.0 (Linux; U; Android 9; LLD-AL10 Build/HONORLLD-AL10)")]
    [InlineData("Mozilla/5.0 (Android 17; Mobile; rv:156.0) Gecko/156.0 Firefox/156.0")]
    [InlineData("Mozilla/5.0 (LG smartTV)")]
    public void People_are_people(string agent) => Assert.Null(KnownAgents.Tell(agent));

    private static List<string> Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Publishing", "Links", "Agents", name));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
