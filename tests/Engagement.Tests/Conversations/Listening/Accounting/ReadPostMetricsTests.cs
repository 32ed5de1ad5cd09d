using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Metrics;
using Engagement.Sandbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Conversations.Listening.Accounting;

/// <summary>What the network counts is held against what we heard.</summary>
public sealed class ReadPostMetricsTests
{
    private static readonly Sql CountReadings = Sql.Portable("select count(*) from PostMetrics");
    private static readonly Sql ReadNext = Sql.Portable("select NextMetricsAt from Deliveries where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task A_reply_that_never_reached_us_shows_as_unexplained(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await PublishAsync(room);
        Answer(room, post, "How?", "Thanks!");
        await room.Get<ListenToAccounts>().RunAsync(Stop);
        Assert.Equal((2, 2, 0), await CountAsync(room, post));

        await room.Sandbox.MisbehaveAsync("mentions", "drop-reply");
        Answer(room, post, "And on a Mac?");
        room.Clock.Advance(TimeSpan.FromMinutes(16));
        await room.Get<ListenToAccounts>().RunAsync(Stop);
        Assert.Equal((3, 2, 1), await CountAsync(room, post));
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_that_somebody_deleted_there_is_marked_and_keeps_its_link(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await PublishAsync(room);
        room.Sandbox.Posts.Delete(room.Sandbox.Posts.Find(post.RemoteId!)!.Author, post.RemoteId!);
        room.Clock.Advance(TimeSpan.FromMinutes(16));

        await room.Get<ReadPostMetrics>().RunAsync(Stop);

        var gone = await room.DeliveryAsync(post.Id);
        Assert.Equal((DeliveryState.Published, room.Clock.GetUtcNow(), post.LinkUrl), (gone.State, gone.GoneAt, gone.LinkUrl));
        Assert.Equal(gone.GoneAt,
            Assert.Single(await room.Db.QueryAsync<Features.Publishing.Posts.PostDelivery>(
                Features.Publishing.Posts.PostSql.Deliveries, new { Posts = Json.Ids([post.PostId!.Value]) }, Stop)).GoneAt);
    }

    [Theory, OnEachDatabase]
    internal async Task The_next_part_of_our_own_thread_is_no_clients_reply(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var created = PostsRoom.Done(await room.CreateAsync(room.Command(desk.Id)
            with { Text = string.Concat(Enumerable.Repeat("One more step of many. ", 40)), Thread = true }));
        var parts = await room.DeliveriesAsync(created.PostId);
        room.Clock.SetUtcNow(created.DueAt);
        foreach (var part in parts)
        {
            await room.WorkAsync(part.Id);
        }

        Assert.Equal((1, 0, 0), await CountAsync(room, await room.DeliveryAsync(parts[0].Id)));
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_is_read_ever_less_as_it_ages_and_then_no_more(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var post = await PublishAsync(room);
        for (var day = 0; day < 40; day++)
        {
            for (var quarter = 0; quarter < 96; quarter++)
            {
                room.Clock.Advance(TimeSpan.FromMinutes(15));
                if (day > 0 && quarter % 24 != 0)
                {
                    continue; // from the second day on four looks a day see every turn
                }

                await room.Get<ReadPostMetrics>().RunAsync(Stop);
            }
        }

        // 8 in two hours, 22 hourly, 4 a day for six days, 23 daily; edges of the steps fall one way or the other.
        Assert.InRange(await room.Db.ScalarAsync<int>(CountReadings), 74, 80);
        Assert.Null(await room.Db.ScalarAsync<DateTimeOffset?>(ReadNext, new { post.Id }));
    }

    [Theory, OnEachDatabase]
    internal async Task Where_reads_are_billed_they_never_come_out_of_what_is_kept_for_listening(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect, facts => facts with
        {
            Costs = new CallCosts("USD", new DateOnly(2026, 11, 23), new Uri("https://network.example/prices"))
                { Post = 0.1m, PostWithLink = 0.1m, PostRead = 0.1m },
        });
        var post = await PublishAsync(room);
        var account = await room.AccountAsync(post.AccountId);
        Task BudgetAsync(decimal amount) => room.Get<SaveAccount>().RunAsync(
            new(account.Id, account.Name, Direction.Listening, amount, 20, true, new Dictionary<string, string?>(), "admin"), Stop);

        await BudgetAsync(0.11m); // the post took 0.10, and 0.022 is listening's
        room.Clock.Advance(TimeSpan.FromMinutes(11));
        await room.Get<ReadPostMetrics>().RunAsync(Stop);
        Assert.Equal(0, await room.Db.ScalarAsync<int>(CountReadings));

        await BudgetAsync(10m);
        room.Clock.Advance(TimeSpan.FromHours(13));
        await room.Get<ReadPostMetrics>().RunAsync(Stop);
        Assert.Equal(1, await room.Db.ScalarAsync<int>(CountReadings));
        Assert.Equal(0.2m, (await room.Get<Spending>().MonthAsync(room.Db, await room.AccountAsync(account.Id), Stop))!.Spent.Amount);
    }

    [Theory, OnEachDatabase]
    internal async Task Numbers_wait_while_the_calls_that_posts_and_listening_share_are_scarce(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(
            dialect, facts => facts with { Limits = [new DocumentedLimit("calls", 10, TimeSpan.FromMinutes(30), Draws.Both)] });
        var post = await PublishAsync(room);
        await room.Get<RateBudgets>().LearnAsync(room.Db, post.AccountId,
            new RateReading("calls", 10, 4, room.Clock.Now().AddMinutes(30)), Stop);

        room.Clock.Advance(TimeSpan.FromMinutes(16));
        await room.Get<ReadPostMetrics>().RunAsync(Stop);
        Assert.Equal(0, await room.Db.ScalarAsync<int>(CountReadings));

        room.Clock.Advance(TimeSpan.FromMinutes(16)); // the limit has started anew
        await room.Get<ReadPostMetrics>().RunAsync(Stop);
        Assert.Equal(1, await room.Db.ScalarAsync<int>(CountReadings));
    }

    private static async Task<Delivery> PublishAsync(PostsRoom room)
    {
        var scheduled = await room.ScheduledAsync(await room.ConnectAsync());
        room.Clock.SetUtcNow(scheduled.DueAt);
        await room.WorkAsync(scheduled.Id);
        return await room.DeliveryAsync(scheduled.Id);
    }

    private static void Answer(PostsRoom room, Delivery post, params string[] words)
    {
        var ann = room.Sandbox.Profiles.Find("ann") ?? room.Sandbox.Profiles.Add(new NewSandboxProfile("ann", "Ann")).Value!;
        foreach (var text in words)
        {
            room.Sandbox.Posts.Publish(ann, new NewSandboxPost(null, text, post.RemoteId));
        }
    }

    private static async Task<(int? Replies, int Heard, int? Unexplained)> CountAsync(PostsRoom room, Delivery post)
    {
        room.Clock.Advance(TimeSpan.FromMinutes(16));
        await room.Get<ReadPostMetrics>().RunAsync(Stop);
        var count = Assert.Single(await room.Db.QueryAsync<ReplyCount>(ReplyCount.OfDeliveries, new { Deliveries = Json.Ids([post.Id]) }));
        return (count.Reported, count.Heard, count.Unexplained);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
