using System.Diagnostics.CodeAnalysis;

namespace Engagement.Channels;

/// <summary>Every network we speak. Adding one is a folder and one line here.</summary>
public sealed class ChannelCatalog(IEnumerable<IChannel> channels)
{
    private readonly Dictionary<string, IChannel> _byKey =
        channels.ToDictionary(c => c.Facts.Key, StringComparer.Ordinal);

    /// <summary>The adapters that ship, in the order people see them.</summary>
    /// <param name="http">Makes the client an adapter speaks through; one name per network, so that time-outs are set in one place. Clients
    /// carry no retry.</param>
    /// <param name="clock">The time.</param>
    public static ChannelCatalog Shipped(Func<string, HttpClient> http, TimeProvider clock) => new(
    [
        new Sandbox.SandboxChannel(http("sandbox")),
        new Bluesky.BlueskyChannel(http("bluesky"), clock),
        new X.XChannel(http("x"), clock),
        new Mastodon.MastodonChannel(http("mastodon"), clock),
        new LinkedIn.LinkedInChannel(http("linkedin"), clock),
    ]);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<IChannel> All => _byKey.Values;

    /// <summary>The adapter of a network, or null when there is none by that key.</summary>
    public IChannel? Find(string network) => _byKey.GetValueOrDefault(network);

    /// <summary>
    /// The adapter of an account's network; one that can do nothing (<see cref="GoneChannel"/>) where this version has none.
    /// </summary>
    public IChannel this[string network] => Find(network) ?? new GoneChannel(network);

    /// <summary>The adapter, if it can do <typeparamref name="TCapability"/>.</summary>
    public bool TryGet<TCapability>(string network, [NotNullWhen(true)] out TCapability? capability)
        where TCapability : class, IChannel
    {
        capability = Find(network) as TCapability;
        return capability is not null;
    }
}
