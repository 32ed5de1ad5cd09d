using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Engagement.Channels.Bluesky;

/// <summary>
/// Jetstream: everything that is posted on the network, as JSON over a WebSocket (github.com/bluesky-social/jetstream). It can be narrowed
/// to authors but not to whom they speak to, so every post passes by here and those that name us are a hint.
/// </summary>
internal sealed partial class BlueskyChannel
{
    // Posts are small; what is larger is none (records are at most 1 MB, and a post with everything in it a few thousand bytes).
    private const int MaxEvent = 256 * 1024;

    /// <summary>It is the whole network's stream, some hundred kilobytes a second: only where a person wants it.</summary>
    public bool StreamsByDefault => false;

    public async IAsyncEnumerable<StreamHint> StreamAsync(ChannelAccount account, [EnumeratorCancellation] CancellationToken ct)
    {
        var jetstream = Uri.TryCreate(account.Setting(BlueskySettings.Jetstream), UriKind.Absolute, out var own)
            ? own : BlueskySettings.PublicJetstream;
        var us = Encoding.UTF8.GetBytes(account.RemoteId);
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);

        // By the account's own client: what it may connect to and how long that may take is said there.
        await socket.ConnectAsync(new Uri(jetstream, "subscribe?wantedCollections=app.bsky.feed.post&maxMessageSizeBytes=" + MaxEvent),
            http, ct);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxEvent);
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == MaxEvent)
                    {
                        throw new WebSocketException("Jetstream sent more than it was asked for.");
                    }

                    part = await socket.ReceiveAsync(buffer.AsMemory(length, MaxEvent - length), ct);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    yield break;
                }

                if (IsAboutUs(buffer.AsSpan(0, length), us))
                {
                    yield return new StreamHint("post");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A reply, quote or mention has our id in its record; our own posts have it as their author, at the start.
    private static bool IsAboutUs(ReadOnlySpan<byte> happened, ReadOnlySpan<byte> us)
    {
        var commit = happened.IndexOf("\"commit\":"u8);
        return commit >= 0 && happened[..commit].IndexOf(us) < 0 && happened[commit..].IndexOf(us) >= 0;
    }
}
