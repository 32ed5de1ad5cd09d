using System.Globalization;
using Engagement.Channels;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Faults.Listening;

/// <summary>A post of ours on Bluesky and the people who answer it, as other clients would, without our adapter.</summary>
internal sealed class Conversation
{
    // Bluesky allows an account 1,666 new records an hour (5,000 points at three each).
    private const int MostOfOne = 100;

    private readonly BlueskyNetwork _network;
    private readonly List<ChannelAccount> _clients = [];
    private readonly object _self;

    private Conversation(BlueskyNetwork network, string postId, object self) => (_network, PostId, _self) = (network, postId, self);

    public string PostId { get; }

    public int Clients => _clients.Count;

    public static async Task<Conversation> BeginAsync(BlueskyNetwork network, ChannelAccount us, int replies)
    {
        var post = await network.SayAsync(us, "Ask us anything");
        var made = new Conversation(
            network, post, new { uri = post, cid = (await network.RecordAsync(post)).GetProperty("cid").GetString() });
        for (var i = 0; i < Math.Max(3, replies / MostOfOne); i++)
        {
            made._clients.Add(await network.NewAccountAsync("client"));
        }

        return made;
    }

    /// <summary>The next reply, of one client after the other.</summary>
    public Task ReplyAsync(int number) => _network.CreateAsync(_clients[number % _clients.Count], "app.bsky.feed.post", new
    {
        text = string.Create(CultureInfo.InvariantCulture, $"Question {number}"),
        createdAt = DateTimeOffset.UtcNow.UtcDateTime,
        reply = new { parent = _self, root = _self },
    });

    /// <summary>What stands on the network's own list, asked of it behind the product's back.</summary>
    public async Task<IReadOnlySet<string>> SaidAsync()
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var client in _clients)
        {
            all.UnionWith((await _network.AllPostsAsync(client)).Select(post => post.GetProperty("uri").GetString()!));
        }

        return all;
    }
}
