namespace Engagement.Channels;

/// <summary>
/// Can push: says at once that there is something to read. A push is a hint and no more: it may be lost, repeated or forged, so what
/// it says is never stored; the host reads then, as it reads anyway.
/// </summary>
public interface IReceivePush : IChannel
{
    /// <summary>Asks the network to push this account's replies and mentions to <paramref name="address"/>. Asking again does no harm.</summary>
    /// <param name="account">Whose replies.</param>
    /// <param name="address">Our address for this account, as the network reaches it.</param>
    /// <param name="secret">What the network shall sign its pushes with.</param>
    /// <param name="ct">Cancels the call.</param>
    Task<Reading<bool>> SubscribeAsync(ChannelAccount account, Uri address, string secret, CancellationToken ct);

    /// <summary>Whether a request that came to that address was really sent by the network, and lately: pushes can be recorded and sent again.</summary>
    bool IsGenuine(PushRequest push, string secret, DateTimeOffset now);
}

/// <summary>A request that came to an account's push address; hostile until it is shown to be genuine.</summary>
/// <param name="Header">A header by its name, or null.</param>
/// <param name="Body">The whole body, as it came.</param>
public sealed record PushRequest(Func<string, string?> Header, ReadOnlyMemory<byte> Body);
