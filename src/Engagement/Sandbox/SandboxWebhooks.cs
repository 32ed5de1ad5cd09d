using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Dapper;

namespace Engagement.Sandbox;

/// <summary>
/// Pushes replies and mentions to the addresses that account owners registered. Signed, sent once, never repeated:
/// what is lost is found by reading, as on real networks.
/// </summary>
internal sealed class SandboxWebhooks(SandboxFile file, IHttpClientFactory clients, TimeProvider clock, ILogger<SandboxWebhooks> log)
    : BackgroundService
{
    public const string HttpClientName = "sandbox-webhooks";

    // A receiver that hangs must not fill the memory of the network.
    private readonly Channel<(string ProfileId, string Body)> _waiting =
        Channel.CreateBounded<(string, string)>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Push(IEnumerable<string> profileIds, SandboxPost? post)
    {
        foreach (var profileId in profileIds)
        {
            _waiting.Writer.TryWrite((profileId, JsonSerializer.Serialize(new { post }, JsonSerializerOptions.Web)));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (profileId, body) in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            var target = file.Read(db => db.QueryFirstOrDefault<(string? Url, string? Secret)>(
                "select WebhookUrl, WebhookSecret from Profiles where Id = @profileId", new { profileId }));
            if (target is not ({ } url, { } secret))
            {
                continue;
            }

            try
            {
                using var request = Sign(url, secret, body);
                using var response = await clients.CreateClient(HttpClientName).SendAsync(request, stoppingToken);
                log.LogDebug("Pushed to {Url}: {Status}", url, (int)response.StatusCode);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stoppingToken.IsCancellationRequested)
            {
                // The receiver is away. It reads what it missed when it is back.
                log.LogInformation("The push to {Url} was not taken: {Reason}", url, e.Message);
            }
        }
    }

    /// <summary><c>X-Sandbox-Signature: sha256=</c> and the HMAC-SHA256 of <c>timestamp.body</c>, in hexadecimal.</summary>
    private HttpRequestMessage Sign(string url, string secret, string body)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}"));
        return new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers =
            {
                { "X-Sandbox-Timestamp", timestamp },
                { "X-Sandbox-Signature", $"sha256={Convert.ToHexStringLower(signature)}" },
            },
        };
    }
}
