using System.Collections.Immutable;
using System.Security.Cryptography;
using Engagement.Channels;
using Engagement.Data;
using Microsoft.AspNetCore.DataProtection;

namespace Engagement.Features.Accounts;

/// <summary>
/// What lies between the two halves of connecting an account: kept encrypted in the browser that began it, so that any node can finish
/// and nobody else can. It ends after ten minutes, with its use, or with the next one begun.
/// </summary>
internal sealed class PendingConnect(IDataProtectionProvider protection)
{
    public const string Cookie = "engagement-connect";

    // As long as a person needs to sign in over there.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector _protector =
        protection.CreateProtector("Engagement.PendingConnect.v1").ToTimeLimitedDataProtector();

    /// <summary>What was begun, and by whom.</summary>
    internal sealed record Begun(
        string Network, Guid UserId, Uri Authorize, string State, Uri RedirectUri, ImmutableDictionary<string, string> Kept)
    {
        public ConnectStep.GoTo GoTo() => new(Authorize, State, RedirectUri, Kept);

        // Kept holds secrets.
        public override string ToString() => $"Begun on {Network}";
    }

    public void Keep(HttpContext http, string network, Guid userId, ConnectStep.GoTo goTo) =>
        http.Response.Cookies.Append(
            Cookie,
            _protector.Protect(Json.Write(new Begun(network, userId, goTo.Authorize, goTo.State, goTo.RedirectUri, goTo.Kept)), Lifetime),
            Options(http, Lifetime));

    /// <summary>
    /// Takes it out: it is there once. Null when this browser began nothing, too long ago, as somebody else, or with another state.
    /// </summary>
    public Begun? Take(HttpContext http, Guid userId, string? state)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } cipher)
        {
            return null;
        }

        http.Response.Cookies.Delete(Cookie, Options(http, null));
        try
        {
            var begun = Json.Read<Begun>(_protector.Unprotect(cipher));
            return begun.UserId == userId && state is not null
                && CryptographicOperations.FixedTimeEquals(
                    System.Text.Encoding.UTF8.GetBytes(begun.State), System.Text.Encoding.UTF8.GetBytes(state))
                ? begun
                : null;
        }
        catch (CryptographicException)
        {
            // Forged or too old: the same as none.
            return null;
        }
    }

    // Lax: the way back from the network is a link from another site.
    private static CookieOptions Options(HttpContext http, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = http.Request.PathBase + "/accounts",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
