using Engagement.Channels;
using Engagement.Testing;

namespace Engagement.Faults.Networks;

/// <summary>The Sandbox: it takes the same send twice, so one that was doubled is seen.</summary>
internal sealed class SandboxNetwork : IFaultNetwork
{
    private readonly SandboxServer _server;

    private SandboxNetwork(SandboxServer server, Line line)
    {
        _server = server;
        Line = line;
    }

    public string Name => "Sandbox";

    public Line Line { get; }

    public static async Task<SandboxNetwork> StartAsync()
    {
        var server = await SandboxServer.StartAsync();
        return new SandboxNetwork(server, await Line.StartAsync(server.Address));
    }

    /// <summary>The network itself, for what its other people say.</summary>
    public SandboxServer Server => _server;

    public Task<ChannelAccount> NewAccountAsync(string name) => _server.JoinAsync(name);

    public Task<IReadOnlyList<string>> TextsAsync(ChannelAccount account)
    {
        var profile = _server.Profiles.Find(account.Handle.TrimStart('@'))!;
        var texts = new List<string>();
        var before = long.MaxValue;
        while (true)
        {
            var page = _server.Posts.Threads(before, 500, profile);
            texts.AddRange(page.Items.SelectMany(thread => thread).Where(post => !post.Deleted).Select(post => post.Text));
            if (!page.HasMore)
            {
                return Task.FromResult<IReadOnlyList<string>>(texts);
            }

            before = long.Parse(page.Cursor!, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync();
        await _server.DisposeAsync();
    }
}
