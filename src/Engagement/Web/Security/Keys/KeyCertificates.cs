using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Engagement.Configured;
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
    /// <c>Keys:Certificate</c> with <c>Keys:CertificatePassword</c>; <c>Keys:OldCertificates:0</c> with
    /// <c>Keys:OldCertificates:0:Password</c> and so on, or one in <c>Keys:OldCertificates</c> with <c>Keys:OldCertificatesPassword</c>.
    /// </summary>
    /// <exception cref="StartException">A file is missing, is no PKCS#12, or its password is wrong; the message names the
    /// setting.</exception>
    public static KeyCertificates From(IConfiguration configuration)
    {
        var all = Files(configuration).Select(f => (f.Key, Certificate: Load(f.Key, f.File, f.Password)))
            .ToLookup(f => f.Key == KnownSettings.Certificate.Name, f => f.Certificate);
        return new(all[true].SingleOrDefault(), [.. all[false]]);
    }

    /// <summary>A sentence about each that cannot be opened.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration) =>
        [.. Files(configuration).Select(f => Problem(() => Load(f.Key, f.File, f.Password).Dispose())).OfType<string>()];

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

    private static IEnumerable<(string Key, string File, string? Password)> Files(IConfiguration configuration)
    {
        var passwords = KnownSettings.OldCertificatePasswords.Given(configuration)
            .ToDictionary(p => p.Key, p => p.Value, StringComparer.OrdinalIgnoreCase);
        string? Password(Setting<string> setting) => setting.Of(configuration) is { Length: > 0 } given ? given : null;
        (string Key, string File, string? Password)[] all =
        [
            .. KnownSettings.Certificate.Given(configuration)
                .Select(c => (KnownSettings.Certificate.Name, c.Value, Password(KnownSettings.CertificatePassword))),
            .. KnownSettings.OldCertificate.Given(configuration)
                .Select(c => (c.Key, c.Value, Password(KnownSettings.OldCertificatePassword))),
            .. KnownSettings.OldCertificates.Given(configuration)
                .Select(c => (c.Key, c.Value, passwords.GetValueOrDefault($"{c.Key}:Password"))),
        ];
        return all.Where(f => !string.IsNullOrWhiteSpace(f.File));
    }

    private static string? Problem(Action load)
    {
        try
        {
            load();
            return null;
        }
        catch (StartException e)
        {
            return e.Message;
        }
    }

    private static X509Certificate2 Load(string key, string file, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(file, password);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{Setting.VariableOf(key)} '{file}' could not be opened as a PKCS#12 file: {e.Message}");
        }
    }
}
