namespace Engagement.Channels;

/// <summary>
/// Can push: says at once that there is something to read. A push is a hint and no more: it may be lost, repeated or forged, so what
/// it says is never stored; the host reads then, as it reads anyway.
/// </summary>
public interface IReceivePush : IChannel
{
    /// <summary>
    /// Asks the network to push this account's replies and mentions to <paramref name="address"/>. Asking again does no harm.
    /// </summary>
    /// <param name="account">Whose replies.</param>
    /// <param name="address">Our address for this account, as the network reaches it.</param>
    /// <param name="secret">What the network shall sign its pushes with.</param>
    /// <param name="ct">Cancels the call.</param>
    Task<Reading<bool>> SubscribeAsync(ChannelAccount account, Uri address, string secret, CancellationToken ct);

    /// <summary>
    /// Whether a request that came to that address was really sent by the network, and lately: pushes can be recorded and sent again.
    /// </summary>
    bool IsGenuine(PushRequest push, string secret, DateTimeOffset now);
}

/// <summary>A request that came to an account's push address; hostile until it is shown to be genuine.</summary>
/// <param name="Header">A header by its name, or null.</param>
/// <param name="Body">The whole body, as it came.</param>
public sealed record PushRequest(Func<string, string?> Header, ReadOnlyMemory<byte> Body);

/// <summary>
/// Can keep a connection open over which the network says at once that there is something to read. As with a push, what it says is a hint:
/// the host reads then, as it reads anyway, so nothing is lost when the connection is.
/// </summary>
public interface IStream : IChannel
{
    /// <summary>Is it light enough to be kept open unless a person says otherwise?</summary>
    bool StreamsByDefault { get; }

    /// <summary>Opens the connection and yields once for each thing that concerns the account.</summary>
    /// <param name="account">Whose replies and mentions.</param>
    /// <param name="ct">Ends the connection.</param>
    /// <exception cref="HttpRequestException">It could not be opened, or broke.</exception>
    /// <exception cref="System.Net.WebSockets.WebSocketException">It could not be opened, or broke.</exception>
    /// <exception cref="IOException">It broke.</exception>
    IAsyncEnumerable<StreamHint> StreamAsync(ChannelAccount account, CancellationToken ct);
}

/// <summary>Something came, of which <paramref name="What"/> says the sort, for the log.</summary>
public sealed record StreamHint(string What);
