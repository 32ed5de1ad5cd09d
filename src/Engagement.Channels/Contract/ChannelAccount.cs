using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Engagement.Channels;

/// <summary>One identity on one network, with what an adapter needs to act as it. Made by the host for one call.</summary>
/// <param name="Id">Our id of the account.</param>
/// <param name="Network">The key of its network, e.g. <c>mastodon</c>.</param>
/// <param name="Handle">The public name, e.g. <c>@desk@example.social</c>.</param>
/// <param name="RemoteId">The network's own id of it (a DID, a numeric id, a URN).</param>
/// <param name="Server">The server it lives on; null where a network has only one.</param>
/// <param name="Settings">Plain settings of the account, by name, as the adapter's settings page declares them.</param>
/// <param name="Secrets">Tokens and passwords, decrypted for this call. Never logged, never shown.</param>
public sealed record ChannelAccount(
    Guid Id,
    string Network,
    string Handle,
    string RemoteId,
    Uri? Server,
    ImmutableDictionary<string, string> Settings,
    ImmutableDictionary<string, string> Secrets)
{
    /// <summary>A setting, or null.</summary>
    public string? Setting(string name) => Settings.GetValueOrDefault(name);

    /// <summary>A secret, or null.</summary>
    public string? Secret(string name) => Secrets.GetValueOrDefault(name);

    // A record prints its members; secrets must not reach a log that way.
    [ExcludeFromCodeCoverage]
    public override string ToString() => $"{Network}:{Handle} ({Id})";
}
