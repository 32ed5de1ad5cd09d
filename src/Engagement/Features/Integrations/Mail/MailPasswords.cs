using Microsoft.AspNetCore.DataProtection;

namespace Engagement.Features.Integrations.Mail;

/// <summary>Passwords of mailboxes and mail servers, under the data protection keys as the accounts' secrets are.</summary>
internal sealed class MailPasswords(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Engagement.MailPasswords.v1");

    public string Protect(string password) => password.Length == 0 ? "" : _protector.Protect(password);

    /// <exception cref="System.Security.Cryptography.CryptographicException">The key it was protected with is gone; it must be typed in
    /// again.</exception>
    public string Unprotect(string cipher) => cipher.Length == 0 ? "" : _protector.Unprotect(cipher);
}
