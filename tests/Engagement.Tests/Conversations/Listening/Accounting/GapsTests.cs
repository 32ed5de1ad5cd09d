using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Publishing.Metrics;
using Engagement.Tests.Data;

namespace Engagement.Tests.Conversations.Listening.Accounting;

/// <summary>What did not reach us is noticed, looked for and brought in, or left for a person to judge.</summary>
public sealed class GapsTests
{
    private static readonly Sql Pause = Sql.Portable("update Accounts set State = @State where Id = @Id");

    private static readonly Sql NeverCheck = Sql.Portable("update InboundItems set NextCheckAt = null where RemoteId = @RemoteId");

    private static readonly Sql Rename = Sql.Portable("update InboundItems set InReplyToId = @Other where RemoteId = @RemoteId");

    private static readonly Sql NextCheck = Sql.Portable("select NextCheckAt from InboundItems where RemoteId = @RemoteId");

    private static readonly Sql SetCount = Sql.Portable("""
        update PostMetrics set Replies = @Replies where DeliveryId = @Id and ReadAt = (select max(ReadAt) from PostMetrics
            where DeliveryId = @Id)
        """);

    [Theory, OnEachDatabase]
    internal async Task A_reply_the_network_never_told_of_is_found_in_its_thread_and_becomes_a_ticket(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        var told = desk.Says("How?");
        await desk.ListenAsync();
        await desk.LosesAsync();
        var lost = desk.Says("And on a Mac?", by: "bob");
        await desk.ListenAsync();
        Assert.Equal([told], await desk.HeardAsync());

        await desk.AccountAsync();

        Assert.Equal(new[] { told, lost }.Order(), (await desk.HeardAsync()).Order());
        var replies = await desk.RepliesAsync();
        Assert.Equal((2, 2, 2, 0), (replies.Reported!.Value, replies.Heard, replies.Tickets, replies.Unexplained!.Value));
        var gap = Assert.Single(await desk.GapsAsync());
        Assert.Equal((GapKind.Count, GapState.Closed, 1, 1), (gap.Kind, gap.State, gap.BroughtIn, gap.Tries));
    }

    [Theory, OnEachDatabase]
    internal async Task After_a_day_without_hearing_threads_are_read_again_even_of_posts_whose_count_is_no_longer_read(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        await desk.ListenAsync(TimeSpan.FromDays(8)); // the post is a week old
        await desk.Room.Db.ExecuteAsync(Pause, new { State = "Paused", desk.Account.Id });
        var said = Enumerable.Range(0, 3).Select(i => desk.Says($"Anybody there? {i}")).ToList();
        await desk.LosesAsync(); // its notifications are gone when we are back
        desk.Room.Clock.Advance(TimeSpan.FromHours(26));
        await desk.Room.Db.ExecuteAsync(Pause, new { State = "Active", desk.Account.Id });

        await desk.ListenAsync();
        Assert.Empty(await desk.HeardAsync());
        var open = (await desk.GapsAsync())[0];
        Assert.Equal((GapKind.Outage, GapState.Open), (open.Kind, open.State));
        Assert.InRange(open.ToAt!.Value - open.FromAt!.Value, TimeSpan.FromHours(26), TimeSpan.FromHours(27));

        await desk.Room.Get<BackfillReplies>().RunAsync(Stop);
        await desk.IngestAsync();
        Assert.Equal(said.Order(), (await desk.HeardAsync()).Order());
        Assert.Contains(await desk.GapsAsync(), g => g is { Kind: GapKind.Outage, State: GapState.Closed, BroughtIn: 3 }
            && g.Note!.Contains("3 messages", StringComparison.Ordinal));
    }

    [Theory, OnEachDatabase]
    internal async Task An_answer_that_was_told_under_another_name_of_the_post_is_accounted_for_once_its_thread_is_read(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        var told = desk.Says("How?");
        await desk.ListenAsync();
        await desk.Room.Db.ExecuteAsync(Rename, new { RemoteId = told, Other = "urn:li:activity:7" });

        await desk.AccountAsync();

        var replies = await desk.RepliesAsync();
        Assert.Equal((1, 1, 0), (replies.Reported!.Value, replies.Heard, replies.Unexplained!.Value));
        Assert.Equal(GapState.Closed, Assert.Single(await desk.GapsAsync()).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_network_that_fails_meanwhile_is_asked_again_later(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        await desk.LosesAsync();
        var lost = desk.Says("Hello?");
        await desk.ListenAsync();
        await desk.Room.Sandbox.MisbehaveAsync("thread", "500-before");

        await desk.AccountAsync();
        var gap = Assert.Single(await desk.GapsAsync());
        Assert.Equal((GapState.Open, 1), (gap.State, gap.Unexplained));
        Assert.True(gap.NextTryAt > desk.Room.Clock.Now());

        desk.Room.Clock.SetUtcNow(gap.NextTryAt!.Value);
        await desk.Room.Get<BackfillReplies>().RunAsync(Stop);
        Assert.Equal([lost], await desk.HeardAsync());
        Assert.Equal(GapState.Closed, Assert.Single(await desk.GapsAsync()).State);
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_counted_and_shown_to_nobody_is_told_apart_from_what_is_missing(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        desk.Says("How?");
        var taken = desk.Says("Never mind", by: "bob");
        await desk.ListenAsync();
        desk.TakesBack(taken, by: "bob");
        await desk.ListenAsync();
        await desk.AccountAsync();
        var replies = await desk.RepliesAsync();
        Assert.Equal((1, 2, 1, 0), (replies.Reported!.Value, replies.Heard, replies.Removed, replies.Unexplained!.Value));

        // Many networks go on counting what they no longer show.
        await desk.Room.Db.ExecuteAsync(SetCount, new { desk.Post.Id, Replies = 4 });
        await desk.Room.Get<FindMissingReplies>().AfterCountAsync(desk.Post.Id, Stop);
        Assert.Equal(3, Assert.Single(await desk.GapsAsync()).Unexplained);
        var read = await desk.Room.Get<ReadThreadAgain>().RunAsync(await desk.Room.AccountAsync(desk.Account.Id), desk.Post.Id, Stop);
        Assert.True(read.IsComplete);
        Assert.Equal((0, 0), (read.Found, read.Count!.Unexplained!.Value));
    }

    [Theory, OnEachDatabase]
    internal async Task An_answer_that_its_thread_no_longer_shows_is_looked_for_at_once(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        const string taken = "gone";
        var bob = new RemoteProfile("bob", "@bob", "Bob");
        var said = new InboundItem(taken, InboundKind.Reply, bob, "Never mind", desk.Room.Clock.Now(), "{}")
        {
            InReplyToId = desk.Post.RemoteId,
            ThreadRootId = desk.Post.RemoteId,
        };
        await desk.Room.Get<StoreInbound>().RunAsync(desk.Account.Id, [said], null, "poll", Stop);
        await desk.IngestAsync();
        await desk.Room.Db.ExecuteAsync(NeverCheck, new { RemoteId = taken });

        await desk.Room.Get<ReadThreadAgain>().RunAsync(await desk.Room.AccountAsync(desk.Account.Id), desk.Post.Id, Stop);

        Assert.Equal(desk.Room.Clock.Now(), await desk.Room.Db.ScalarAsync<DateTimeOffset?>(NextCheck, new { RemoteId = taken }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_person_accepts_a_gap_with_a_reason_and_it_opens_again_only_when_more_is_missing(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        await desk.AccountAsync();
        await desk.Room.Db.ExecuteAsync(SetCount, new { desk.Post.Id, Replies = 2 });
        var (open, settle) = (desk.Room.Get<FindMissingReplies>(), desk.Room.Get<SettleMissingReplies>());
        await open.AfterCountAsync(desk.Post.Id, Stop);
        var gap = Assert.Single(await desk.GapsAsync());

        Assert.IsType<Result<Guid>.Invalid>(await settle.AcceptAsync(new(gap.Id, " ", "Ada"), Stop));
        Assert.IsType<Result<Guid>.Done>(await settle.AcceptAsync(new(gap.Id, "Two bots, hidden by the network.", "Ada"), Stop));
        Assert.IsType<Result<Guid>.Conflict>(await settle.AcceptAsync(new(gap.Id, "Again", "Ada"), Stop));

        await open.AfterCountAsync(desk.Post.Id, Stop);
        Assert.Equal((GapState.Accepted, "Ada"),
            (Assert.Single(await desk.GapsAsync()).State, Assert.Single(await desk.GapsAsync()).ClosedBy));
        await desk.Room.Db.ExecuteAsync(SetCount, new { desk.Post.Id, Replies = 3 });
        await open.AfterCountAsync(desk.Post.Id, Stop);
        Assert.Equal([GapState.Accepted, GapState.Open], (await desk.GapsAsync()).Select(g => g.State).Order().Reverse());
    }

    [Theory, OnEachDatabase]
    internal async Task A_backlog_of_more_pages_than_one_round_takes_is_read_on_at_once(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        for (var i = 0; i < 2600; i++)
        {
            desk.Says($"Question {i}");
        }

        desk.Room.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.Room.Get<Engagement.Features.Conversations.Listening.ListenToAccounts>().RunAsync(Stop);
        Assert.InRange((await desk.HeardAsync()).Count, 1, 2599);
        Assert.Equal(desk.Room.Clock.Now(), (await desk.Room.AccountAsync(desk.Account.Id)).NextListenAt);

        desk.Room.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await desk.Room.Get<Engagement.Features.Conversations.Listening.ListenToAccounts>().RunAsync(Stop);
        Assert.Equal(2600, (await desk.HeardAsync()).Count);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
