using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Engagement.Host;
using Microsoft.AspNetCore.DataProtection;

namespace Engagement.Web.Security.Keys;

/// <summary>
/// <c>Keys:Certificate</c>: a PKCS#12 file that the data protection keys are sealed with, so that whoever has the keys opens nothing
/// without it. Every node needs the same one. <c>Keys:OldCertificates</c>: those before it, which open what they sealed.
/// </summary>
/// <param name="Current">Seals; null: keys lie in clear.</param>
/// <param name="Old">Only open.</param>
internal sealed record KeyCertificates(X509Certificate2? Current, IReadOnlyList<X509Certificate2> Old)
{
    /// <summary>
    /// <c>Keys:Certificate</c> with <c>Keys:CertificatePassword</c>; <c>Keys:OldCertificates:0</c> with <c>Keys:OldCertificates:0:Password</c>
    /// and so on, or one in <c>Keys:OldCertificates</c> with <c>Keys:OldCertificatesPassword</c>.
    /// </summary>
    /// <exception cref="UsageException">A file is missing, is no PKCS#12, or its password is wrong; the message names the setting.</exception>
    public static KeyCertificates From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Keys:OldCertificates");
        var old = section.GetChildren().Select(c => (Setting: c.Path, File: c.Value, Password: c["Password"]))
            .Prepend((Setting: section.Path, File: section.Value, Password: configuration["Keys:OldCertificatesPassword"]))
            .Where(c => !string.IsNullOrEmpty(c.File))
            .Select(c => Load(c.Setting, c.File!, c.Password));
        return new(
            configuration["Keys:Certificate"] is { Length: > 0 } file ? Load("Keys:Certificate", file, configuration["Keys:CertificatePassword"]) : null,
            [.. old]);
    }

    public void Apply(IDataProtectionBuilder keys)
    {
        if (Current is not null)
        {
            keys.ProtectKeysWithCertificate(Current);
        }

        if (Current is not null || Old.Count > 0)
        {
            keys.UnprotectKeysWithAnyCertificate([.. Current is null ? [] : new[] { Current }, .. Old]);
        }
    }

    private static X509Certificate2 Load(string setting, string file, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(file, password);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{setting.Replace(":", "__", StringComparison.Ordinal)}: {file} could not be opened as a PKCS#12 file: {e.Message}");
        }
    }
}
