using Engagement.Data;
using Microsoft.AspNetCore.DataProtection;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>An endpoint's secret, and the one before it for as long as both sign.</summary>
internal sealed record EndpointSecret(string Current, string? Previous = null, DateTimeOffset? PreviousUntil = null)
{
    /// <summary>Those that sign now, the newest first.</summary>
    public IEnumerable<string> At(DateTimeOffset now) => Previous is not null && PreviousUntil > now ? [Current, Previous] : [Current];
}

/// <summary>Keeps them under the data protection keys, as the accounts' are.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Engagement.WebhookSecrets.v1");

    public string Protect(EndpointSecret secret) => _protector.Protect(Json.Write(secret));

    /// <exception cref="System.Security.Cryptography.CryptographicException">The key it was protected with is gone; make a new
    /// secret.</exception>
    public EndpointSecret Unprotect(string cipher) => Json.Read<EndpointSecret>(_protector.Unprotect(cipher));
}
