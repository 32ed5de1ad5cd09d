using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Data;
using Microsoft.AspNetCore.DataProtection;

namespace Engagement.Features.Accounts;

/// <summary>Keeps tokens and passwords under the data protection keys, which all nodes share through the database.</summary>
internal sealed class AccountSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Engagement.AccountSecrets.v1");

    public string Protect(IReadOnlyDictionary<string, string> secrets) => _protector.Protect(Json.Write(secrets));

    /// <summary>None of an account that was removed.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key it was protected with is gone; the account must be
    /// connected again.</exception>
    public ImmutableDictionary<string, string> Unprotect(string cipher) =>
        cipher.Length == 0 ? ImmutableDictionary<string, string>.Empty
            : Json.Read<ImmutableDictionary<string, string>>(_protector.Unprotect(cipher));

    /// <summary>The account as an adapter takes it, for one call.</summary>
    public ChannelAccount Open(AccountRow row) => new(
        row.Id,
        row.Network,
        row.Handle,
        row.RemoteId,
        row.Server.Length == 0 ? null : new Uri(row.Server),
        Json.Read<ImmutableDictionary<string, string>>(row.SettingsJson),
        Unprotect(row.SecretsCipher));
}
