using Engagement.Channels;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Faults.Networks;

/// <summary>Bluesky's own software: a record's name is ours there, so that a repeat is safe.</summary>
internal sealed class RealBluesky : IFaultNetwork
{
    private readonly BlueskyNetwork _network;

    private RealBluesky(BlueskyNetwork network, Line line)
    {
        _network = network;
        Line = line;
    }

    public string Name => "Bluesky";

    public Line Line { get; }

    /// <returns>Null where its servers cannot be installed.</returns>
    public static async Task<RealBluesky?> StartAsync()
    {
        var network = new BlueskyNetwork();
        await network.InitializeAsync();
        if (network.Missing is { } why)
        {
            Console.WriteLine(why);
            await network.DisposeAsync();
            return null;
        }

        return new RealBluesky(network, await Line.StartAsync(network.Pds));
    }

    public Task<ChannelAccount> NewAccountAsync(string name) => _network.NewAccountAsync(name);

    public async Task<IReadOnlyList<string>> TextsAsync(ChannelAccount account) =>
        [.. (await _network.AllPostsAsync(account)).Select(post => post.GetProperty("value").GetProperty("text").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync();
        await _network.DisposeAsync();
    }
}
