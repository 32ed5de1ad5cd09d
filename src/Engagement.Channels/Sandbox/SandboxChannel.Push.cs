using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Engagement.Channels.Sandbox;

internal sealed partial class SandboxChannel : IReceivePush
{
    // Clocks differ a little; a recorded push must not be good for long.
    private static readonly TimeSpan PushIsFresh = TimeSpan.FromMinutes(5);

    public Task<Reading<bool>> SubscribeAsync(ChannelAccount account, Uri address, string secret, CancellationToken ct) =>
        ReadAsync<bool>(account, to => SandboxApi.Put(to, "me/webhook", new SandboxApi.Webhook(address, secret)), (_, _) => true, ct);

    /// <summary>
    /// The header <c>X-Sandbox-Signature: sha256=</c> holds the HMAC-SHA256 of <c>timestamp.body</c> (src/Engagement/Sandbox/README.md).
    /// </summary>
    public bool IsGenuine(PushRequest push, string secret, DateTimeOffset now)
    {
        if (push.Header("X-Sandbox-Timestamp") is not { } timestamp
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > PushIsFresh.TotalSeconds
            || push.Header("X-Sandbox-Signature") is not { } given)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. push.Body.Span];
        var ours = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes($"sha256={Convert.ToHexStringLower(ours)}"), Encoding.UTF8.GetBytes(given));
    }
}
