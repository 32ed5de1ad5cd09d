using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Engagement.Channels.Mastodon;

/// <summary>Streaming notifications as server-sent events (docs.joinmastodon.org/methods/streaming, "notification").</summary>
internal sealed partial class MastodonChannel
{
    /// <summary>One quiet connection for each account.</summary>
    public bool StreamsByDefault => true;

    public async IAsyncEnumerable<StreamHint> StreamAsync(ChannelAccount account, [EnumeratorCancellation] CancellationToken ct)
    {
        var server = account.Server ?? throw new ArgumentException("A Mastodon account has a server.");
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(await StreamingAsync(server, ct), "/api/v1/streaming/user/notification"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.Secret(MastodonSettings.AccessToken));
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            throw new HttpRequestException("The server does not stream.");
        }

        await using var body = new EventLimit(await response.Content.ReadAsStreamAsync(ct));
        await foreach (var said in SseParser.Create(body).EnumerateAsync(ct))
        {
            if (said.EventType == "notification" && TypeOf(said.Data) is "mention" or "quote")
            {
                yield return new StreamHint("notification");
            }
        }
    }

    // A server may stream from a machine of its own, and says which. Our token goes to it only where the name belongs to the server's.
    private async Task<Uri> StreamingAsync(Uri server, CancellationToken ct) =>
        await _api.OpenAsync<InstanceAnswer>(server, HttpMethod.Get, "api/v2/instance", null, ct) is Reading<InstanceAnswer>.Got {
            Value.Configuration.Urls.Streaming: { } named }
        && Uri.TryCreate(named, UriKind.Absolute, out var address) && address.Scheme is "wss" or "https"
        && (address.Host == server.Host || address.Host.EndsWith("." + server.Host, StringComparison.OrdinalIgnoreCase))
            ? new UriBuilder(address) { Scheme = "https", Port = address.IsDefaultPort ? 443 : address.Port }.Uri
            : server;

    private static string? TypeOf(string notification)
    {
        try
        {
            using var json = JsonDocument.Parse(notification);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("type", out var type)
                ? type.GetString() : null;
        }
        catch (JsonException)
        {
            // Whatever it is, reading finds it or there is nothing.
            return null;
        }
    }
}
