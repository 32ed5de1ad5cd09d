using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Sandbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Conversations.Listening.Accounting;

/// <summary>
/// A post that is out on a Sandbox network, people who answer it, and the jobs that listen, as their clock would call them.
/// </summary>
internal sealed class AccountingRoom : IAsyncDisposable
{
    private static readonly Sql DueItems = Sql.Portable("select RefId from Outbox where Kind = 'ingest' order by CreatedAt, RefId");

    private static readonly Sql HeardIds = Sql.Portable("select RemoteId from InboundItems where RemovedAt is null");

    private AccountingRoom(PostsRoom room, AccountRow account, Delivery post) => (Room, Account, Post) = (room, account, post);

    public PostsRoom Room { get; }

    public AccountRow Account { get; }

    public Delivery Post { get; }

    public static async Task<AccountingRoom> OpenAsync(Dialect dialect)
    {
        var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var scheduled = await room.ScheduledAsync(account);
        room.Clock.SetUtcNow(scheduled.DueAt);
        await room.WorkAsync(scheduled.Id);
        var opened = new AccountingRoom(room, account, await room.DeliveryAsync(scheduled.Id));
        await opened.ListenAsync();
        return opened;
    }

    /// <returns>The network's id of it.</returns>
    public string Says(string words, string by = "ann", string? answers = null)
    {
        var who = Room.Sandbox.Profiles.Find(by) ?? Room.Sandbox.Profiles.Add(new NewSandboxProfile(by, by)).Value!;
        return Room.Sandbox.Posts.Publish(who, new NewSandboxPost(null, words, answers ?? Post.RemoteId)).Value!.Id;
    }

    public void TakesBack(string id, string by = "ann") => Room.Sandbox.Posts.Delete(Room.Sandbox.Profiles.Find(by)!, id);

    public Task LosesAsync() => Room.Sandbox.MisbehaveAsync("mentions", "drop-reply");

    /// <summary>Listens once, later.</summary>
    public async Task ListenAsync(TimeSpan? after = null)
    {
        Room.Clock.Advance(after ?? TimeSpan.FromSeconds(20));
        await Room.Get<ListenToAccounts>().RunAsync(Stop);
        await IngestAsync();
    }

    public async Task IngestAsync()
    {
        foreach (var id in await Room.Db.QueryAsync<Guid>(DueItems))
        {
            await Room.Get<IngestWork>().RunAsync(id, Stop);
        }
    }

    /// <summary>The numbers are read, and gaps looked into, as often as it takes.</summary>
    public async Task AccountAsync(int rounds = 1)
    {
        for (var i = 0; i < rounds; i++)
        {
            Room.Clock.Advance(TimeSpan.FromMinutes(16));
            await Room.Get<ReadPostMetrics>().RunAsync(Stop);
            Room.Clock.Advance(TimeSpan.FromMinutes(4));
            await Room.Get<BackfillReplies>().RunAsync(Stop);
            await IngestAsync();
        }
    }

    public async Task<IReadOnlySet<string>> HeardAsync() => (await Room.Db.QueryAsync<string>(HeardIds)).ToHashSet();

    public async Task<PostReplies> RepliesAsync() => Assert.Single((await Room.Get<ListPosts>().RunAsync(new(), null, 50, Stop)).Items);

    public async Task<IReadOnlyList<MissingReplies>> GapsAsync() => (await Room.Get<ListMissingReplies>().RunAsync(new(), null, 50, Stop))
        .Items;

    public ValueTask DisposeAsync() => Room.DisposeAsync();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
