using System.Text.RegularExpressions;
using Engagement.Channels;
using Engagement.Configured;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Tests.Configured;

/// <summary>There is one place that says which settings there are; pages and code follow it.</summary>
public sealed partial class DeclaredSettingsTests
{
    // What is ASP.NET Core's own, and is asked in its words.
    private static readonly string[] OfTheFramework = ["Host/ListeningAddresses.cs", "Host/Verbs.cs"];

    [Fact]
    public void The_page_of_settings_shows_all_of_them_as_they_are_declared()
    {
        var page = File.ReadAllText(InRepository("docs/settings.md")).ReplaceLineEndings("\n");

        Assert.True(page.Contains(SettingsTable.Markdown(), StringComparison.Ordinal),
            "docs/settings.md shows other settings than there are. Put this in its place: Engagement settings --table");
    }

    [Fact]
    public void What_other_pages_call_a_setting_is_one()
    {
        var known = KnownSettings.All.Select(s => s.Variable).ToHashSet(StringComparer.Ordinal);
        var pages = Directory.EnumerateFiles(InRepository("docs"), "*.md").Append(InRepository("README.md"))
            .Concat(Directory.EnumerateFiles(InRepository("src"), "*.md", SearchOption.AllDirectories));

        var wrong = pages.SelectMany(page => Named().Matches(File.ReadAllText(page)).Select(m => m.Value.TrimEnd('_'))
            .Where(name => !known.Any(k => k == name || k.StartsWith(name + "__", StringComparison.Ordinal)))
            .Select(name => $"{page}: {name}"));

        Assert.Empty(wrong);
    }

    [Fact]
    public void No_code_reads_the_configuration_but_by_what_is_declared()
    {
        var source = InRepository("src/Engagement");
        var read = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => (Name: Path.GetRelativePath(source, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
            .Where(file => !file.Name.StartsWith("Configured/", StringComparison.Ordinal) && !OfTheFramework.Contains(file.Name))
            .SelectMany(file => Reads().Matches(file.Text).Select(m => $"{file.Name}: {m.Value}"));

        Assert.Empty(read);
    }

    [Fact]
    public void Every_price_that_a_network_brings_can_be_set_and_no_other()
    {
        using var http = new HttpClient();
        var channels = ChannelCatalog.Shipped(_ => http, TimeProvider.System);
        var billed = channels.All.Where(c => c.Facts.Costs is not null).Select(c => c.Facts.Key).ToList();
        var calls = typeof(CallCosts).GetProperties().Where(p => p.PropertyType == typeof(decimal)).Select(p => p.Name).ToList();

        Assert.Equal(
            billed.SelectMany(network => calls.Select(call => (network, call))).Order(),
            KnownSettings.Prices.Keys.Order());
        var prices = new Prices(new ConfigurationBuilder().AddInMemoryCollection([new("Prices:x:ProfileRead", "0.5")]).Build(), channels);
        Assert.Equal((0.5m, 0.015m), (prices.Of("x")!.ProfileRead, prices.Of("x")!.Post));
    }

    [Fact]
    public void What_holds_without_settings_is_what_the_page_says()
    {
        var none = new ConfigurationBuilder().Build();

        Assert.Equal(new PublishingOptions(), PublishingOptions.From(none));
        Assert.Equal(20, KnownSettings.SignInTries.Of(none));
        Assert.Equal(TimeSpan.FromHours(12), KnownSettings.SessionIdle.Of(none));
        var options = DatabaseOptions.From(none, "/somewhere");
        Assert.Equal((Dialect.Sqlite, Path.GetFullPath("/somewhere/data")), (options.Dialect, options.DataDirectory));
    }

    private static string InRepository(string path)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Engagement.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, path);
    }

    [GeneratedRegex(
        @"\b(?:Engagement|Database|ConnectionStrings|Jobs|Keys|Publishing|SignIn|Links|Health|Network|Portal|Proxy|Prices)__[A-Za-z0-9_]+")]
    private static partial Regex Named();

    [GeneratedRegex(
        @"[cC]onfiguration\[""|[cC]onfiguration\??\.(?:GetValue|GetSection|GetConnectionString|Get<|Bind)|Environment\.GetEnvironmentVar")]
    private static partial Regex Reads();
}
