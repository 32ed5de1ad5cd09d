using Engagement.Channels;

namespace Engagement.Faults.Networks;

/// <summary>A network that is published to, and asked for its own list of posts.</summary>
internal interface IFaultNetwork : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Every call of the desks comes along it.</summary>
    Line Line { get; }

    Task<ChannelAccount> NewAccountAsync(string name);

    /// <summary>Its own list of what an account's posts say, one entry a post.</summary>
    Task<IReadOnlyList<string>> TextsAsync(ChannelAccount account);
}
