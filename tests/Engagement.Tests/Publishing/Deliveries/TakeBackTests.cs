using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Deliveries;

/// <summary>What is out can be taken back, once for all, and a failure says where things stand.</summary>
public sealed class TakeBackTests
{
    [Theory, OnEachDatabase]
    internal async Task It_is_deleted_on_the_network_and_the_history_says_who_did_it(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await PublishAsync(room);

        PostsRoom.Done(await TakeBackAsync(room, post));

        Assert.True(room.Sandbox.Posts.Find(post.RemoteId!) is null or { Deleted: true });
        Assert.Equal(DeliveryState.Withdrawn, (await room.DeliveryAsync(post.Id)).State);
        var last = (await room.Db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { post.Id }))[^1];
        Assert.Equal(("Taken back: deleted on Sandbox.", "Erin"), (last.Reason, last.Actor));
        Assert.IsType<Result<Guid>.Conflict>(await TakeBackAsync(room, post)); // a second click
    }

    [Theory, OnEachDatabase]
    internal async Task What_somebody_deleted_there_counts_as_taken_back(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await PublishAsync(room);
        room.Sandbox.Posts.Delete(room.Sandbox.Profiles.Find("service_desk")!, post.RemoteId!);

        PostsRoom.Done(await TakeBackAsync(room, post));

        Assert.Equal(DeliveryState.Withdrawn, (await room.DeliveryAsync(post.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_refusal_or_a_lost_answer_leaves_it_published_and_trying_again_ends_well(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await PublishAsync(room);
        await room.Sandbox.MisbehaveAsync("delete", "403");
        Assert.Contains("still there", Assert.IsType<Result<Guid>.Conflict>(await TakeBackAsync(room, post)).Why, StringComparison.Ordinal);

        await room.Sandbox.MisbehaveAsync("delete", "lost-after");
        Assert.Contains("try again", Assert.IsType<Result<Guid>.Conflict>(await TakeBackAsync(room, post)).Why, StringComparison.Ordinal);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(post.Id)).State);

        PostsRoom.Done(await TakeBackAsync(room, post));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_not_out_cannot_be_taken_back(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var scheduled = await room.ScheduledAsync(await room.ConnectAsync());

        Assert.IsType<Result<Guid>.Conflict>(await TakeBackAsync(room, await room.DeliveryAsync(scheduled.Id)));
        Assert.IsType<Result<Guid>.Missing>(
            await room.Get<TakeBack>().RunAsync(Guid.NewGuid(), 1, "Erin", TestContext.Current.CancellationToken));
    }

    private static async Task<Delivery> PublishAsync(PostsRoom room)
    {
        var scheduled = await room.ScheduledAsync(await room.ConnectAsync());
        room.Clock.SetUtcNow(scheduled.DueAt);
        await room.WorkAsync(scheduled.Id);
        return await room.DeliveryAsync(scheduled.Id);
    }

    private static Task<Result<Guid>> TakeBackAsync(PostsRoom room, Delivery post) =>
        room.Get<TakeBack>().RunAsync(post.Id, post.Version, "Erin", TestContext.Current.CancellationToken);
}
