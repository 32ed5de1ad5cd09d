using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Host;
using Engagement.Tests.Data;
using Engagement.Web.Security.Keys;

namespace Engagement.Tests.Web.Keys;

public sealed class KeysTests
{
    private static readonly Sql Rows = Sql.Portable("select Xml from DataProtectionKeys");

    private static readonly Sql OldRow = Sql.Portable(
        "insert into DataProtectionKeys (Id, FriendlyName, Xml, CreatedAt) values (@Id, @Name, @Xml, @Now)");

    [Theory, OnEachDatabase]
    internal async Task With_a_certificate_the_keys_alone_open_nothing(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var file = Certificate(database, "keys");

        var cipher = Protect(database, file);

        var xml = Assert.Single(await KeysAsync(database));
        Assert.Contains("EncryptedData", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", xml, StringComparison.Ordinal);
        Assert.Equal("t", Open(database, cipher, file)); // another node with the same certificate
        Assert.ThrowsAny<CryptographicException>(() => Open(database, cipher, null)); // one without
    }

    [Theory, OnEachDatabase]
    internal async Task A_new_certificate_opens_what_the_old_one_sealed_and_after_rewrapping_without_it(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var (first, second) = (Certificate(database, "first"), Certificate(database, "second"));
        var cipher = Protect(database, first);

        Assert.Equal("t", Open(database, cipher, second, first));
        Assert.ThrowsAny<CryptographicException>(() => Open(database, cipher, second));
        using (var services = Services(database, second))
        {
            Assert.ThrowsAny<CryptographicException>(() => services.GetRequiredService<SealKeys>().Rewrap()); // the old one is not there
        }

        using (var services = Services(database, second, first))
        {
            // The node that had only the second made a key of its own.
            Assert.Equal(2, services.GetRequiredService<SealKeys>().Rewrap());
        }

        Assert.Equal("t", Open(database, cipher, second));
        Assert.ThrowsAny<CryptographicException>(() => Open(database, cipher, first));
    }

    [Theory, OnEachDatabase]
    internal async Task A_certificate_that_is_missing_is_named_and_what_it_sealed_stays_and_opens_with_it_again(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var (first, second) = (Certificate(database, "first"), Certificate(database, "second"));
        var cipher = Protect(database, first);
        var sealedBefore = await KeysAsync(database);

        foreach (var (current, setting) in new[] { (null, "Keys__Certificate, its password in Keys__CertificatePassword"),
            (second, "Keys__OldCertificates__0, its password in Keys__OldCertificates__0__Password") })
        {
            using var services = Services(database, current);
            await KeysSetup.PrepareAsync(services, services.GetRequiredService<IConfiguration>(), Stop);

            var trouble = services.GetRequiredService<Troubles>().Find(KeysSetup.LockedKey)!;
            Assert.Equal("A certificate that keys are sealed with is missing", trouble.Title);
            using var missing = X509CertificateLoader.LoadPkcs12FromFile(first, "word");
            Assert.Contains(
                $"Missing is CN=first (thumbprint {missing.Thumbprint}). Give its file (PKCS#12) in {setting}, and start again.",
                trouble.Words, StringComparison.Ordinal);
            Assert.Contains("a new key", trouble.Words, StringComparison.Ordinal);

            // An account is not told to connect again: nothing is wrong with its access.
            var row = new AccountRow { Id = Guid.NewGuid(), Network = "mastodon", SecretsCipher = cipher, SettingsJson = "{}" };
            using var scope = services.CreateScope();
            var opened = await scope.ServiceProvider.GetRequiredService<AccountAccess>().OpenAsync(row, Stop);
            var refusal = Assert.IsType<Engagement.Channels.Reading<Engagement.Channels.ChannelAccount>.Refused>(opened).Refusal;
            Assert.Equal(Engagement.Channels.RefusalKind.Unavailable, refusal.Kind);
            Assert.DoesNotContain("onnect", refusal.Reason, StringComparison.Ordinal);
        }

        var kept = await KeysAsync(database);
        Assert.All(sealedBefore, key => Assert.Contains(key, kept)); // nothing was thrown away
        Assert.Equal("t", Open(database, cipher, first));
        using var mended = Services(database, second, first);
        await KeysSetup.PrepareAsync(mended, mended.GetRequiredService<IConfiguration>(), Stop);
        Assert.Null(mended.GetRequiredService<Troubles>().Find(KeysSetup.LockedKey));
    }

    [Theory]
    [InlineData("<CipherValue>[^<]*</CipherValue>", "<CipherValue>?</CipherValue>")]
    [InlineData("<EncryptedData.*</EncryptedData>", "")]
    [InlineData("<X509Data>.*</X509Data>", "")]
    public async Task A_damaged_key_is_locked_and_does_not_end_the_start(string part, string broken)
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var certificate = Certificate(database, "keys");
        Protect(database, certificate);
        var file = Assert.Single(Directory.GetFiles(Path.Combine(database.Db.Options.DataDirectory, "keys")));
        var xml = await File.ReadAllTextAsync(file, Stop);
        var damaged = Regex.Replace(xml, part, broken, RegexOptions.Singleline);
        Assert.NotEqual(xml, damaged);
        await File.WriteAllTextAsync(file, damaged, Stop);

        using var services = Services(database, certificate);
        await KeysSetup.PrepareAsync(services, services.GetRequiredService<IConfiguration>(), Stop);

        var trouble = services.GetRequiredService<Troubles>().Find(KeysSetup.LockedKey)!;
        Assert.StartsWith("Missing is ", trouble.Words, StringComparison.Ordinal);
        services.GetRequiredService<AccountSecrets>().Protect(new Dictionary<string, string> { ["token"] = "t" }); // under a new key
    }

    [Theory, OnEachDatabase]
    internal async Task A_certificate_added_later_seals_the_keys_that_lie_in_clear(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var cipher = Protect(database, null);
        Assert.Contains("<masterKey", Assert.Single(await KeysAsync(database)), StringComparison.Ordinal);
        var file = Certificate(database, "later");

        using (var services = Services(database, file))
        {
            await KeysSetup.PrepareAsync(services, services.GetRequiredService<IConfiguration>(), Stop);
            Assert.False(services.GetRequiredService<SealKeys>().AnyInClear());
            Assert.Null(services.GetRequiredService<Troubles>().Find(KeysSetup.TroubleKey));
        }

        Assert.DoesNotContain("<masterKey", Assert.Single(await KeysAsync(database)), StringComparison.Ordinal);
        Assert.Equal("t", Open(database, cipher, file));
    }

    [Theory, OnEachDatabase]
    internal async Task Keys_in_clear_in_a_database_that_nodes_share_are_said(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        using var services = Services(database, null);

        await KeysSetup.PrepareAsync(services, services.GetRequiredService<IConfiguration>(), Stop);

        Assert.Equal(dialect == Dialect.SqlServer, services.GetRequiredService<Troubles>().Find(KeysSetup.TroubleKey) is not null);
    }

    [Theory, OnEachDatabase]
    internal async Task Keys_in_the_database_are_read_as_they_were_stored_and_replaced_by_name(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var keys = new DatabaseKeys(database.Db, TimeProvider.System);

        keys.StoreElement(new XElement("key", new XAttribute("id", 1)), "key-1");
        keys.StoreElement(new XElement("key", new XAttribute("id", 2)), "key-2");
        keys.Replace("key-2", new XElement("key", new XAttribute("id", 3)));

        Assert.Equal(["key-1 1", "key-2 3"], keys.ReadAll()
            .Select(k => $"{k.Name} {k.Element.Attribute("id")!.Value}").Order(StringComparer.Ordinal));
        await keys.DeleteAllAsync(Stop);
        Assert.Empty(keys.GetAllElements());
    }

    [Fact]
    public async Task A_copy_of_the_embedded_database_opens_no_secret()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);

        var cipher = Protect(database, null);

        Assert.Empty(await database.Db.QueryAsync<string>(Rows, ct: Stop));
        var copy = database.Db.Options with { DataDirectory = Path.Combine(database.Db.Options.DataDirectory, "elsewhere") };
        using var services = Services(copy, null);
        Assert.ThrowsAny<CryptographicException>(() => services.GetRequiredService<AccountSecrets>().Unprotect(cipher));
    }

    [Fact]
    public async Task Keys_that_an_older_version_left_in_the_embedded_database_are_moved_and_leave_no_trace()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var cipher = Protect(database, null);
        var folder = Path.Combine(database.Db.Options.DataDirectory, "keys");
        var file = Assert.Single(Directory.GetFiles(folder));
        var xml = await File.ReadAllTextAsync(file, Stop);
        var secret = xml[(xml.IndexOf("<value>", StringComparison.Ordinal) + 7)..][..40];
        await database.Db.ExecuteAsync(OldRow,
            new { Id = Guid.NewGuid(), Name = Path.GetFileNameWithoutExtension(file), Xml = xml, Now = DateTimeOffset.UnixEpoch }, Stop);
        Directory.Delete(folder, recursive: true);

        using (var services = Services(database, null))
        {
            await KeysSetup.PrepareAsync(services, services.GetRequiredService<IConfiguration>(), Stop);
        }

        Assert.Equal("t", Open(database, cipher, null));
        Assert.Empty(await database.Db.QueryAsync<string>(Rows, ct: Stop));
        foreach (var part in Directory.GetFiles(database.Db.Options.DataDirectory, "*.db*"))
        {
            Assert.DoesNotContain(secret, Encoding.Latin1.GetString(await ReadSharedAsync(part)), StringComparison.Ordinal);
        }
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(TestDatabase database) => database.Db.Options.Dialect == Dialect.SqlServer
        ? await database.Db.QueryAsync<string>(Rows, ct: Stop)
        : [.. Directory.GetFiles(Path.Combine(database.Db.Options.DataDirectory, "keys")).Select(File.ReadAllText)];

    private static string Protect(TestDatabase database, string? certificate)
    {
        using var services = Services(database, certificate);
        return services.GetRequiredService<AccountSecrets>().Protect(new Dictionary<string, string> { ["token"] = "t" });
    }

    private static string Open(TestDatabase database, string cipher, string? certificate, string? old = null)
    {
        using var services = Services(database, certificate, old);
        return services.GetRequiredService<AccountSecrets>().Unprotect(cipher)["token"];
    }

    private static ServiceProvider Services(TestDatabase database, string? certificate, string? old = null) =>
        Services(database.Db.Options, certificate, old);

    private static ServiceProvider Services(DatabaseOptions database, string? certificate, string? old = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Keys:Certificate"] = certificate,
            ["Keys:CertificatePassword"] = "word",
            ["Keys:OldCertificates:0"] = old,
            ["Keys:OldCertificates:0:Password"] = "word",
        }).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
        services.AddEngagement(configuration, database);
        return services.BuildServiceProvider();
    }

    private static string Certificate(TestDatabase database, string name)
    {
        var file = Path.Combine(database.Db.Options.DataDirectory, $"{name}.p12");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, "word"));
        return file;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
