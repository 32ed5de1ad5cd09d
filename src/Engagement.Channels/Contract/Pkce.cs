using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Engagement.Channels;

/// <summary>Proof Key for Code Exchange (RFC 7636, method S256), and states nobody can guess.</summary>
internal static class Pkce
{
    /// <summary>256 random bits, in characters that need no escape in a URL: a state, or a PKCE verifier (RFC 7636, 4.1).</summary>
    public static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is shown first of a verifier that is shown last.</summary>
    public static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>A URL with this query, its values escaped.</summary>
    public static Uri Url(Uri page, params IEnumerable<(string Name, string Value)> query) =>
        new UriBuilder(page) { Query = string.Join('&', query.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}")) }.Uri;
}
