using Engagement.Channels.Tests.Recovery;
using Engagement.Channels.X;

namespace Engagement.Channels.Tests.X;

/// <summary>Direct messages on X.</summary>
public sealed class XDirectTests : IAsyncLifetime
{
    private const string Conversation = "1000001-2000001";

    private XWorld _world = null!;
    private XChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await XWorld.OpenAsync();
        _channel = (XChannel)_world.Channel;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task What_is_written_to_us_is_read_once_over_all_pages_and_our_own_words_are_not()
    {
        _world.X.Write("2000001", Conversation, "Before we were connected");
        var first = await ReadAsync(null);
        Assert.Equal(["Before we were connected"], first.Items.Select(i => i.Text));

        for (var i = 1; i <= 7; i++)
        {
            _world.X.Write("2000001", Conversation, $"said {i}");
        }

        _world.X.Write(FakeX.Us, Conversation, "We are on it.");
        var (items, cursor) = await ReadAllAsync(first.Cursor);
        Assert.Equal(Enumerable.Range(1, 7).Select(i => $"said {i}"), items.Select(i => i.Text).Order(StringComparer.Ordinal));

        _world.X.Write("2000002", "1000001-2000002", "Hello");
        var item = Assert.Single((await ReadAllAsync(cursor)).Items);
        Assert.Equal((InboundKind.DirectMessage, "dm:1000001-2000002", "2000002"), (item.Kind, item.ThreadRootId, item.Author.RemoteId));
        Assert.StartsWith("dm:1000001-2000002/", item.RemoteId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_a_moment_on_only_what_was_written_since_is_read_and_connecting_makes_no_ticket_of_older_ones()
    {
        _world.X.Write("2000001", Conversation, "Long ago");
        await Task.Delay(TimeSpan.FromMilliseconds(20), Stop);
        var moment = DateTimeOffset.UtcNow;
        _world.X.Write("2000001", Conversation, "Since then");
        var (items, cursor) = await ReadAllAsync(((IReadOlder)_channel).DirectSince(moment)!);
        Assert.Equal(["Since then"], items.Select(i => i.Text));
        _world.X.Write("2000001", Conversation, "And now");
        Assert.Equal(["And now"], (await ReadAllAsync(cursor)).Items.Select(i => i.Text));

        var post = ((SendOutcome.Accepted)await _channel.PublishAsync(
            _world.Account, new OutgoingPost("key", "Ask us", DateTimeOffset.UtcNow), Stop)).RemoteId;
        await Task.Delay(TimeSpan.FromMilliseconds(20), Stop);
        await using var host = await ListeningHost.OpenAsync(_world, post, isConnectedNow: true);
        await host.HearAsync();
        await host.TakeInAsync(int.MaxValue);

        Assert.Equal(3, (await host.CapturedAsync()).Count);
        Assert.All(await host.CapturedAsync(), c => Assert.Equal(("Ignored", 0), (c.State, c.Messages)));
        Assert.Equal(3, (await host.CountOlderAsync()).Spans[0].Messages);
        await host.ReadOlderAsync(days: 1);
        await host.TakeInAsync(int.MaxValue);
        Assert.All(await host.CapturedAsync(), c => Assert.Equal(("Done", 1), (c.State, c.Messages)));
    }

    [Fact]
    public async Task An_answer_goes_into_the_conversation_and_is_found_there()
    {
        var asked = _world.X.Write("2000001", Conversation, "Can you help?");
        var answer = new OutgoingPost("key", "Yes: what does it say?", DateTimeOffset.UtcNow);
        var to = new DirectId(Conversation, asked.Id).ToString();

        var sent = Assert.IsType<SendOutcome.Accepted>(await _channel.ReplyAsync(_world.Account, to, answer, Stop));

        Assert.Equal(("Yes: what does it say?", FakeX.Us), (_world.X.Direct[^1].Text, _world.X.Direct[^1].Sender));
        Assert.Empty(_world.X.Tweets); // nothing of it in public
        var found = Assert.IsType<Reading<FindResult>.Got>(
            await _channel.FindOwnPostAsync(_world.Account, answer, to, DateTimeOffset.UtcNow, Stop)).Value;
        Assert.Equal(sent.RemoteId, Assert.IsType<FindResult.Found>(found).RemoteId);
        var other = Assert.IsType<Reading<FindResult>.Got>(await _channel.FindOwnPostAsync(
            _world.Account, answer with { Text = "Never sent" }, to, DateTimeOffset.UtcNow.AddMinutes(-5), Stop)).Value;
        Assert.IsType<FindResult.Absent>(other);
    }

    [Fact]
    public async Task Without_the_permission_it_is_forbidden_and_not_a_dead_access()
    {
        _world.X.MayReadDirect = false;

        var refused = Assert.IsType<Reading<InboundPage>.Refused>(await _channel.ReadDirectMessagesAsync(_world.Account, null, Stop));

        Assert.Equal(RefusalKind.Forbidden, refused.Refusal.Kind);
    }

    private async Task<(List<InboundItem> Items, string? Cursor)> ReadAllAsync(string? cursor)
    {
        var items = new List<InboundItem>();
        for (var more = true; more;)
        {
            var page = await ReadAsync(cursor);
            items.AddRange(page.Items);
            (cursor, more) = (page.Cursor, page.HasMore);
        }

        return (items, cursor);
    }

    private async Task<InboundPage> ReadAsync(string? cursor) =>
        Assert.IsType<Reading<InboundPage>.Got>(await _channel.ReadDirectMessagesAsync(_world.Account, cursor, Stop)).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
