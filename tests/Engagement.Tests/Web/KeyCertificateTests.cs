using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Host;
using Engagement.Tests.Data;

namespace Engagement.Tests.Web;

public sealed class KeyCertificateTests
{
    private static readonly Sql Keys = Sql.Portable("select Xml from DataProtectionKeys");

    [Theory, OnEachDatabase]
    internal async Task With_a_certificate_the_database_alone_opens_nothing(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var file = Path.Combine(database.Db.Options.DataDirectory, "keys.p12");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12, "word"), TestContext.Current.CancellationToken);

        var cipher = Secrets(database, file).Protect(new Dictionary<string, string> { ["token"] = "t" });

        var xml = Assert.Single(await database.Db.QueryAsync<string>(Keys, ct: TestContext.Current.CancellationToken));
        Assert.Contains("EncryptedData", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", xml, StringComparison.Ordinal);
        Assert.Equal("t", Secrets(database, file).Unprotect(cipher)["token"]); // another node with the same certificate
        Assert.ThrowsAny<CryptographicException>(() => Secrets(database, null).Unprotect(cipher)); // one without
    }

    private static AccountSecrets Secrets(TestDatabase database, string? certificate)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Keys:Certificate"] = certificate,
            ["Keys:CertificatePassword"] = "word",
        }).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(configuration, database.Db.Options);
        return services.BuildServiceProvider().GetRequiredService<AccountSecrets>();
    }
}
