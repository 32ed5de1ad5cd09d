using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace Engagement.Web.Security;

/// <summary>
/// <c>Keys:Certificate</c>: a PKCS#12 file that the data protection keys are encrypted with, so that the database alone opens nothing.
/// Every node needs the same one.
/// </summary>
internal static class KeyCertificate
{
    /// <exception cref="System.Security.Cryptography.CryptographicException">The file is no PKCS#12, or the password is not its own.</exception>
    public static IDataProtectionBuilder ProtectKeys(this IDataProtectionBuilder keys, IConfiguration configuration)
    {
        if (configuration["Keys:Certificate"] is not { Length: > 0 } path)
        {
            return keys;
        }

        var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, configuration["Keys:CertificatePassword"]);
        return keys.ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(certificate);
    }
}
