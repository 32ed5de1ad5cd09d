using Engagement.Channels.Tests.Recovery;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening.Older;

namespace Engagement.Channels.Tests.Contract;

public abstract partial class ChannelContract
{
    [Fact]
    public async Task Read_from_a_moment_on_it_tells_all_that_was_said_since_over_all_its_pages()
    {
        var older = Can<IReadOlder>();
        var (_, post) = await PublishedAsync("Ask us anything");
        var replies = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            replies.Add(await World.StrangerRepliesAsync(post, $"Question {i}"));
        }

        var read = (await NewAsync(older.MentionsSince(World.Clock.GetUtcNow().AddHours(-1)), [.. replies]))
            .Select(i => i.RemoteId).ToHashSet();

        Assert.Equal([], replies.Except(read));
    }

    [Fact]
    public async Task Connecting_makes_no_ticket_of_what_was_said_before_until_a_person_goes_back()
    {
        Can<IReadOlder>();
        var (_, post) = await PublishedAsync("Ask us anything");
        string[] old =
        [
            await World.StrangerRepliesAsync(post, "Old question"), await World.StrangerRepliesAsync(post, "Another old one"),
            await World.StrangerMentionsAsync("Anybody there?"),
        ];
        await NewAsync(null, old);
        await Task.Delay(TimeSpan.FromSeconds(1.1), Stop); // some servers keep no more than seconds
        await using var host = await ListeningHost.OpenAsync(World, post, isConnectedNow: true);
        await UntilAsync(host, captured => old.All(id => captured.Any(c => c.RemoteId == id)));
        var later = await World.StrangerRepliesAsync(post, "New question");
        await UntilAsync(host, captured => captured.Any(c => c.RemoteId == later));

        // Where tests share a server and its people, their words are there too.
        var captured = (await host.CapturedAsync()).ToDictionary(c => c.RemoteId);
        Assert.All(
            old, id => Assert.Equal(("Ignored", Beginning.Reason, 0), (captured[id].State, captured[id].Outcome, captured[id].Messages)));
        Assert.Equal(("Done", 1), (captured[later].State, captured[later].Messages));
        Assert.True((await host.RepliesAsync()).Unexplained is null or 0, "What was said before is called missed.");

        // What is written to us alone may be closed to us; that is said, and all else is counted.
        var count = await host.CountOlderAsync();
        Assert.True(count.IsComplete || count.Problem!.StartsWith("Direct messages:", StringComparison.Ordinal), count.Problem);
        var messages = count.Spans.Single(s => s.Days == 30).Messages;
        Assert.True(World.IsItsOwn ? messages == old.Length : messages >= old.Length, $"{messages} counted.");
        await host.ReadOlderAsync(days: 30);
        await UntilAsync(host, now => old.All(id => now.Any(c => c.RemoteId == id && c.State == "Done")));

        captured = (await host.CapturedAsync()).ToDictionary(c => c.RemoteId);
        Assert.All(old.Append(later), id => Assert.Equal(("Done", 1), (captured[id].State, captured[id].Messages)));
    }

    private async Task UntilAsync(ListeningHost host, Func<IReadOnlyList<Captured>, bool> isThere)
    {
        var began = TimeProvider.System.GetTimestamp();
        do
        {
            await host.ReadAsync([], () => Task.CompletedTask);
            await host.TakeInAsync(int.MaxValue);
        }
        while (!isThere(await host.CapturedAsync()) && TimeProvider.System.GetElapsedTime(began) < World.Patience);
    }
}
