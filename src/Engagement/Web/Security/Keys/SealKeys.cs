using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace Engagement.Web.Security.Keys;

/// <summary>
/// Seals keys that were stored before there was a certificate, or under an older one. What the keys sealed needs no change: only the keys
/// themselves are sealed anew.
/// </summary>
internal sealed class SealKeys(
    IOptions<KeyManagementOptions> options, KeyCertificates certificates, IServiceProvider services, ILoggerFactory loggers)
{
    // As ASP.NET Core marks what is to be encrypted and what is (XmlConstants in its source).
    private static readonly XNamespace Ours = "http://schemas.asp.net/2015/03/dataProtection";
    private static readonly XName RequiresEncryption = Ours + "requiresEncryption";
    private const string EncryptedSecret = "encryptedSecret";
    private const string DecryptorType = "decryptorType";

    private IKeyStore Store => (IKeyStore)options.Value.XmlRepository!;

    /// <summary>True while somebody who has the keys needs nothing else to open what they seal.</summary>
    public bool AnyInClear() => Store.ReadAll().Any(k => Clear(k.Element).Any());

    /// <summary>Those that no certificate here opens, and those that are damaged: a start goes on without either.</summary>
    public IReadOnlyList<StoredKey> Locked()
    {
        var decryptor = new EncryptedXmlDecryptor(services);
        return [.. Store.ReadAll().Where(key => key.Element.Descendants(Ours + EncryptedSecret).Any(secret => !Opens(decryptor, secret)))];
    }

    private static bool Opens(EncryptedXmlDecryptor decryptor, XElement secret)
    {
        try
        {
            decryptor.Decrypt(secret.Elements().Single());
            return true;
        }
        catch (Exception e) when (
            e is System.Security.Cryptography.CryptographicException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Seals the keys that lie in clear.</summary>
    /// <returns>How many.</returns>
    public int SealClear()
    {
        var sealedNow = 0;
        foreach (var key in certificates.Current is null ? [] : Store.ReadAll().Where(k => Clear(k.Element).Any()))
        {
            Seal(key.Element);
            Store.Replace(key.Name, key.Element);
            sealedNow++;
        }

        return sealedNow;
    }

    /// <summary>Seals every key with the current certificate, whichever it was sealed with. Then the old ones are needed no more.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="InvalidOperationException">There is no certificate to seal them with.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A key was sealed with a certificate that is not among the
    /// settings; nothing was changed.</exception>
    public int Rewrap()
    {
        if (certificates.Current is null)
        {
            throw new InvalidOperationException("Keys__Certificate names no certificate to seal the keys with.");
        }

        // All are opened before the first is written.
        var decryptor = new EncryptedXmlDecryptor(services);
        var keys = Store.ReadAll().Where(k => k.Element.Descendants(Ours + EncryptedSecret).Any() || Clear(k.Element).Any()).ToList();
        foreach (var key in keys)
        {
            foreach (var secret in key.Element.Descendants(Ours + EncryptedSecret).ToList())
            {
                secret.ReplaceWith(decryptor.Decrypt(secret.Elements().Single()));
            }

            Seal(key.Element);
        }

        foreach (var key in keys)
        {
            Store.Replace(key.Name, key.Element);
        }

        return keys.Count;
    }

    private static IEnumerable<XElement> Clear(XElement key) =>
        key.DescendantsAndSelf().Where(e => (bool?)e.Attribute(RequiresEncryption) == true);

    private void Seal(XElement key)
    {
        var encryptor = new CertificateXmlEncryptor(certificates.Current!, loggers);
        foreach (var clear in Clear(key).ToList())
        {
            var made = encryptor.Encrypt(clear);
            clear.ReplaceWith(new XElement(Ours + EncryptedSecret,
                new XAttribute(DecryptorType, made.DecryptorType.AssemblyQualifiedName!), made.EncryptedElement));
        }
    }
}
