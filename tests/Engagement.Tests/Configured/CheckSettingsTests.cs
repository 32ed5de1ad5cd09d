using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Engagement.Configured;
using Engagement.Host;

namespace Engagement.Tests.Configured;

/// <summary>Every setting with what it does not take: each is told in a sentence, all at once, before anything is opened.</summary>
public sealed class CheckSettingsTests
{
    public static TheoryData<string> All => [.. KnownSettings.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void An_empty_value_is_as_none_but_of_the_connection_string(string name)
    {
        if (name != "ConnectionStrings:Engagement")
        {
            Assert.Empty(Wrong(name, "")); // how a container unsets what its image set
            Assert.Empty(Wrong(name, "  "));
            return;
        }

        Assert.StartsWith($"{Find(name).Variable} is empty: it takes ", Assert.Single(Wrong(name, "")), StringComparison.Ordinal);
        Assert.StartsWith($"{Find(name).Variable} is empty: it takes ", Assert.Single(Wrong(name, "  ")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_value_of_another_kind_is_told_with_the_settings_name_and_what_it_takes(string name)
    {
        var setting = Find(name);
        if (setting.Takes == "its password")
        {
            return; // any words may be one
        }

        // A folder cannot be where a file is; nothing else that we take is these letters.
        var given = setting.Takes == "a folder" ? typeof(CheckSettingsTests).Assembly.Location : "soon";
        var sentence = Assert.Single(Wrong(name, given));
        Assert.StartsWith(setting.Variable + (setting.IsSecret ? " is " : $" '{given}' is "), sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.Equal(sentence, Assert.Throws<StartException>(() => CheckSettings.Run(With((name, given)), TextWriter.Null)).Message);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_ends_of_a_range_are_taken_and_what_lies_beyond_is_told(string name)
    {
        if (Find(name) is not { Range: { } range } setting)
        {
            return;
        }

        Assert.Empty(Wrong(name, range.Least));
        Assert.Empty(Wrong(name, range.Most));
        const string VeryMany = "99999999999999999999999";
        foreach (var beyond in new[] { Beside(range.Least, -1), Beside(range.Most, 1), VeryMany, "-" + VeryMany })
        {
            var sentence = Assert.Single(Wrong(name, beyond));
            Assert.Equal($"{setting.Variable} '{beyond}' is not {setting.Takes}.", sentence);
        }
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_nothing_is_wrong_where_nothing_is_set()
    {
        var all = Assert.Throws<StartException>(() => CheckSettings.Run(
            With(
                ("SignIn:TriesPerMinute", "abc"), ("Publishing:PauseAfterSilence", "30"), ("Engagement:DrainSeconds", "-5"),
                ("Jobs:Storage", "Redis"), ("Prices:x:Post", "cheap")),
            TextWriter.Null)).Message.Split(Environment.NewLine);

        Assert.Equal(
            [
                "Engagement__DrainSeconds '-5' is not a number of seconds from 0 to 600.",
                "Jobs__Storage 'Redis' is not SqlServer or Memory.",
                "Prices__x__Post 'cheap' is not an amount from 0 to 1,000.",
                "Publishing__PauseAfterSilence '30' is not a time from 00:00:00 to 365.00:00:00, as [days.]hours:minutes:seconds.",
                "SignIn__TriesPerMinute 'abc' is not a whole number from 1 to 1,000,000.",
            ], all);
        var nothing = CheckSettings.Find(With());
        Assert.Empty(nothing.Wrong.Concat(nothing.Unknown));
    }

    [Theory]
    [InlineData("SignIn:TriesPerMinut", "SignIn__TriesPerMinute")]
    [InlineData("SignIn:Tries", "SignIn__TriesPerMinute")]
    [InlineData("signin_triesperminute", "SignIn__TriesPerMinute")]
    [InlineData("Sign:IdleHours", "SignIn__IdleHours")]
    [InlineData("Portal_Address", "Portal__Address")]
    [InlineData("ConnectionStrings:Engagment", "ConnectionStrings__Engagement")]
    [InlineData("Keys:OldCertificates:0:Pasword", "Keys__OldCertificates__0__Password")]
    [InlineData("Prices:twitter:Post", "Prices__x__Post")]
    public void A_name_that_there_is_none_of_is_said_with_the_nearest(string name, string meant)
    {
        var found = CheckSettings.Find(With((name, "1")));

        Assert.Empty(found.Wrong);
        Assert.Equal($"There is no setting {Setting.VariableOf(name)}; what it says is not heeded. Is {meant} meant?",
            Assert.Single(found.Unknown));
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections")]
    [InlineData("ASPNETCORE_HTTPS_PORT")]
    [InlineData("Somebody:Else")]
    [InlineData("Database")]
    public void Names_of_others_are_left_alone(string name)
    {
        var found = CheckSettings.Find(With((name, "1")));
        Assert.Empty(found.Wrong.Concat(found.Unknown));
    }

    [Fact]
    public void A_name_is_known_in_any_letters_and_a_list_in_parts()
    {
        var found = CheckSettings.Find(With(
            ("SIGNIN:IDLEHOURS", "8"), ("Proxy:Trusted:0", "10.0.0.5"), ("Proxy:Trusted:1", "10.0.0.6"),
            ("Network:Internal", "10.1.0.0/16, ::1"), ("Publishing:PauseAfterSilence", "0"), ("Health:BackupDays", "0.5"),
            ("jobs:storage", "memory"), ("Portal:Address", "https://desk.example.com/desk")));
        Assert.Empty(found.Wrong.Concat(found.Unknown));
        Assert.Equal(TimeSpan.FromHours(8), KnownSettings.SessionIdle.Of(With(("SIGNIN:IDLEHOURS", "8"))));
    }

    [Theory]
    [InlineData("Database__Provider is SqlServer, but ConnectionStrings__Engagement is not set", "Database:Provider", "SqlServer")]
    [InlineData(
        "ConnectionStrings__Engagement is none of SQL Server: it has no Server",
        "Database:Provider", "SqlServer", "ConnectionStrings:Engagement", "Database=Engagement")]
    [InlineData("ConnectionStrings__Engagement is none of SQLite",
        "ConnectionStrings:Engagement", "Server=sql;Database=Engagement;Password=hush")]
    [InlineData("ConnectionStrings__Engagement is none of SQLite", "ConnectionStrings:Engagement", "Data Source=:memory:")]
    [InlineData("ConnectionStrings__Engagement is no connection string", "ConnectionStrings:Engagement", "hush")]
    [InlineData("Jobs__Storage is SqlServer, but Database__Provider is not", "Jobs:Storage", "SqlServer")]
    [InlineData("Keys__CertificatePassword is set, but Keys__Certificate is not", "Keys:CertificatePassword", "hush")]
    [InlineData("ConnectionStrings__Engagement is none of SQL Server: it has a key word",
        "Database:Provider", "SqlServer", "ConnectionStrings:Engagement", "Server=sql;Password=a;hush=b")]
    [InlineData("Portal__Address 'https://desk.example.com' has a user", "Portal:Address", "https://user:hush@desk.example.com")]
    [InlineData("Portal__Address 'desk.example.com' is no address", "Portal:Address", "user:hush@desk.example.com")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT 'ftp://otel.example.com' is no address",
        "OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://user:hush@otel.example.com")]
    public void Settings_that_do_not_fit_together_are_told_and_nothing_secret_is(string sentence, params string[] given)
    {
        var wrong = Assert.Single(CheckSettings.Find(With([.. given.Chunk(2).Select(pair => (pair[0], pair[1]))])).Wrong);

        Assert.StartsWith(sentence, wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_its_password_does_not_open_is_told_by_the_setting_that_names_it()
    {
        var file = Path.Combine(Path.GetTempPath(), $"engagement-{Guid.NewGuid():N}.p12");
        File.WriteAllText(file, "no certificate");
        try
        {
            var wrong = CheckSettings.Find(With(
            ("Keys:Certificate", file), ("Keys:CertificatePassword", "hush"), ("Keys:OldCertificates:1", file))).Wrong;

            Assert.Equal(2, wrong.Count);
            Assert.StartsWith($"Keys__Certificate '{file}' could not be opened as a PKCS#12 file: ", wrong[0], StringComparison.Ordinal);
            Assert.StartsWith($"Keys__OldCertificates__1 '{file}' could not be opened as a PKCS#12 file: ",
                wrong[1], StringComparison.Ordinal);
            Assert.All(wrong, w => Assert.DoesNotContain("hush", w, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Certificates_are_looked_at_only_where_keys_are_read_and_health_looks_only_where_it_listens()
    {
        var given = With(("Keys:Certificate", "nowhere.p12"), ("Jobs:Storage", "Redis"), ("ASPNETCORE_URLS", "here"));

        Assert.Equal(3, CheckSettings.Find(given).Wrong.Count);
        Assert.Equal(["ASPNETCORE_URLS", "Jobs__Storage"],
            CheckSettings.Find(given, s => !KnownSettings.IsOfCertificates(s)).Wrong.Select(w => w.Split(' ')[0]).Order());
        Assert.Equal(["ASPNETCORE_URLS"], CheckSettings.Find(given, KnownSettings.IsOfListening).Wrong.Select(w => w.Split(' ')[0]));
    }

    [Fact]
    public void A_certificate_without_a_password_opens_with_an_empty_one()
    {
        var file = Path.Combine(Path.GetTempPath(), $"engagement-{Guid.NewGuid():N}.p12");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12));
        try
        {
            Assert.Empty(CheckSettings.Find(With(("Keys:Certificate", file), ("Keys:CertificatePassword", ""),
                ("Keys:OldCertificates:0", file), ("Keys:OldCertificates:0:Password", ""))).Wrong);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Setting Find(string name) => KnownSettings.All.Single(s => s.Name == name);

    private static IReadOnlyList<string> Wrong(string name, string value) => CheckSettings.Find(With((name, value))).Wrong;

    private static string Beside(string end, int by) => end.Contains(':', StringComparison.Ordinal)
        ? (TimeSpan.Parse(end, CultureInfo.InvariantCulture) + TimeSpan.FromSeconds(by)).ToString("c", CultureInfo.InvariantCulture)
        : (decimal.Parse(end, CultureInfo.InvariantCulture) + by).ToString(CultureInfo.InvariantCulture);

    // "*" is a number that the writer chose.
    private static IConfiguration With(params (string Name, string Value)[] given) => new ConfigurationBuilder()
        .AddInMemoryCollection(
            given.Select(g => new KeyValuePair<string, string?>(g.Name.Replace("*", "0", StringComparison.Ordinal), g.Value))).Build();
}
