using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Engagement.Configured;
using Engagement.Host;

namespace Engagement.Web.Security.Keys;

/// <summary>
/// Keys that are sealed with a certificate that no setting gives. What they seal stays as it is, and opens again once the certificate is
/// there; ASP.NET Core meanwhile makes a new key for what is sealed from now on, which is said, because nobody would look for it.
/// </summary>
internal static class LockedKeys
{
    // Where sealing writes down for whom (www.w3.org/TR/xmldsig-core, "X509Data").
    private static readonly XName X509Certificate = XNamespace.Get("http://www.w3.org/2000/09/xmldsig#") + "X509Certificate";

    private const string NotNamed = "a certificate that the key does not name";

    /// <returns>Null: every key can be opened.</returns>
    public static Trouble? Find(IServiceProvider services)
    {
        var locked = services.GetRequiredService<SealKeys>().Locked();
        if (locked.Count == 0)
        {
            return null;
        }

        var certificates = services.GetRequiredService<KeyCertificates>();
        var names = locked.SelectMany(k => k.Element.Descendants(X509Certificate).Select(Named).DefaultIfEmpty(NotNamed))
            .Distinct(StringComparer.Ordinal).ToList();
        var one = names.Count == 1;
        var setting = certificates.Current is null ? KnownSettings.Certificate.Variable
            : Setting.VariableOf($"Keys:OldCertificates:{certificates.Old.Count}");
        var password = certificates.Current is null ? KnownSettings.CertificatePassword.Variable : $"{setting}__Password";
        return new(
            $"{(one ? "A certificate that keys are sealed with is" : "Certificates that keys are sealed with are")} missing",
            $"Missing {(one ? "is" : "are")} {string.Join(" and ", names)}. "
                + $"Give its file (PKCS#12) in {setting}, its password in {password}, and start again. "
                + "Accounts' access, passwords of mail and webhooks' secrets cannot be opened until then; nothing of them is lost, "
                + "and no account need be connected again. Meanwhile everybody has to sign in anew, under a new key.");
    }

    private static string Named(XElement written)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(written.Value));
            return $"{certificate.Subject} (thumbprint {certificate.Thumbprint})";
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // What a key says of its certificate is damaged: the key is still locked, and that is said.
            return NotNamed;
        }
    }
}
