using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening.Streams;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Engagement.Tests.Conversations.Listening.Streams;

/// <summary>Streams are opened once among all nodes, opened again after they break, and only ever make us read sooner.</summary>
public sealed class RunStreamsTests
{
    private static readonly Sql SetNextListen = Sql.Portable("update Accounts set NextListenAt = @At");
    private static readonly Sql SetStreaming = Sql.Portable("update Accounts set Streaming = @Streaming");

    [Theory, OnEachDatabase]
    internal async Task A_hint_brings_the_next_reading_forward(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (account, stream, node) = await ReadyAsync(room);
        await node.LookAsync(Stop);
        await stream.OpenedAsync(1);
        await room.Db.ExecuteAsync(SetNextListen, new { At = room.Clock.Now().AddHours(1) });

        stream.Say();

        await UntilAsync(async () => (await room.AccountAsync(account)).NextListenAt == room.Clock.Now());
        await node.StopAsync(Stop);
    }

    [Theory, OnEachDatabase]
    internal async Task Of_two_nodes_one_holds_it_and_the_other_follows_when_it_is_gone(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (_, stream, first) = await ReadyAsync(room);
        var second = Node(room, stream);
        await first.LookAsync(Stop);
        await stream.OpenedAsync(1);
        await second.LookAsync(Stop);
        Assert.Equal(1, stream.Opened);

        room.Clock.Advance(TimeSpan.FromSeconds(20));
        await first.LookAsync(Stop); // it is alive, and keeps it
        room.Clock.Advance(TimeSpan.FromSeconds(20));
        await second.LookAsync(Stop);
        Assert.Equal(1, stream.Opened);

        room.Clock.Advance(TimeSpan.FromSeconds(10)); // nothing more has been heard of the first for a lease
        await second.LookAsync(Stop);
        await stream.OpenedAsync(2);
    }

    [Theory, OnEachDatabase]
    internal async Task One_that_breaks_is_opened_again_after_a_rest(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (_, stream, node) = await ReadyAsync(room);
        await node.LookAsync(Stop);
        await stream.OpenedAsync(1);

        stream.Break();
        await UntilAsync(async () =>
        {
            await node.LookAsync(Stop);
            return (await room.AccountsAsync())[0].StreamLeaseUntil is null; // noticed, and resting
        });
        Assert.Equal(1, stream.Opened);

        room.Clock.Advance(TimeSpan.FromSeconds(20));
        await node.LookAsync(Stop);
        await stream.OpenedAsync(2);
    }

    [Theory, OnEachDatabase]
    internal async Task Where_a_person_does_not_want_it_none_is_opened_and_an_open_one_is_closed(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (_, stream, node) = await ReadyAsync(room);
        await room.Db.ExecuteAsync(SetStreaming, new { Streaming = false });
        await node.LookAsync(Stop);
        Assert.Equal(0, stream.Opened);

        await room.Db.ExecuteAsync(SetStreaming, new { Streaming = true });
        await node.LookAsync(Stop);
        await stream.OpenedAsync(1);
        await room.Db.ExecuteAsync(SetStreaming, new { Streaming = false });
        await node.LookAsync(Stop);
        Assert.True(stream.Closed);
        Assert.Null((await room.AccountsAsync())[0].StreamLeaseUntil);
    }

    private static async Task<(Guid Account, TalkingNetwork Stream, RunStreams Node)> ReadyAsync(PostsRoom room)
    {
        var account = await room.ConnectAsync();
        await room.Db.ExecuteAsync(SetStreaming, new { Streaming = true });
        var stream = new TalkingNetwork(room.Get<ChannelCatalog>()["sandbox"]);
        return (account.Id, stream, Node(room, stream));
    }

    private static RunStreams Node(PostsRoom room, TalkingNetwork stream) =>
        new(room.Db, new ChannelCatalog([stream]), room.Get<AccountAccess>(), room.Clock, NullLogger<RunStreams>.Instance);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            Assert.True(tries < 400, "Not within ten seconds.");
            await Task.Delay(25, Stop);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The Sandbox network, if it streamed: says something when told to.</summary>
    private sealed class TalkingNetwork(IChannel sandbox) : IStream
    {
        private Channel<StreamHint> _line = Channel.CreateUnbounded<StreamHint>();
        private int _opened;

        public ChannelFacts Facts => sandbox.Facts;

        public bool StreamsByDefault => true;

        public int Opened => Volatile.Read(ref _opened);

        public bool Closed { get; private set; }

        public TextMeasure Measure(string text, ChannelAccount? account = null) => sandbox.Measure(text, account);

        public void Say() => _line.Writer.TryWrite(new StreamHint("post"));

        public void Break() => _line.Writer.TryComplete(new HttpRequestException("The line was cut."));

        public Task OpenedAsync(int times) => UntilAsync(() => Task.FromResult(Opened == times));

        public async IAsyncEnumerable<StreamHint> StreamAsync(ChannelAccount account, [EnumeratorCancellation] CancellationToken ct)
        {
            _line = Channel.CreateUnbounded<StreamHint>();
            Interlocked.Increment(ref _opened);
            try
            {
                await foreach (var hint in _line.Reader.ReadAllAsync(ct))
                {
                    yield return hint;
                }
            }
            finally
            {
                Closed = true;
            }
        }
    }
}
