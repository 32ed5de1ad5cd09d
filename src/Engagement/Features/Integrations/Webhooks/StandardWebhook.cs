using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>
/// The Standard Webhooks signature, version 1: HMAC-SHA256 over <c>id.timestamp.body</c>, base64
/// (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
/// </summary>
internal static class StandardWebhook
{
    public const string SecretPrefix = "whsec_";

    // The specification asks for 24 to 64 bytes.
    private const int SecretBytes = 32;

    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>One signature: <c>v1,…</c>.</summary>
    /// <param name="secret">With or without <c>whsec_</c>.</param>
    /// <param name="id">The message's, the same on every try.</param>
    /// <param name="at">When this try is made, to the second.</param>
    /// <param name="body">The bytes as they are sent.</param>
    /// <exception cref="FormatException">The secret is not base64.</exception>
    public static string Sign(string secret, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var key = Convert.FromBase64String(secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            ? secret[SecretPrefix.Length..] : secret);
        var head = Encoding.UTF8.GetBytes($"{id}.{at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}.");
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(head);
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
