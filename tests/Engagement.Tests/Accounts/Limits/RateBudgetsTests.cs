using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Accounts.Limits;

/// <summary>One purse of calls for an account, whoever draws on it.</summary>
public sealed class RateBudgetsTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    [Theory, OnEachDatabase]
    internal async Task A_used_up_limit_lets_the_next_post_wait_until_it_starts_anew(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect, Limited(1, Draws.Sending));
        var account = await room.ConnectAsync();
        var (first, second) = (await room.ScheduledAsync(account), await room.ScheduledAsync(account));
        room.Clock.SetUtcNow(first.DueAt);

        await room.WorkAsync(first.Id);
        await room.WorkAsync(second.Id);

        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(first.Id)).State);
        var waiting = await room.DeliveryAsync(second.Id);
        Assert.Equal((DeliveryState.Scheduled, 0), (waiting.State, waiting.Attempts));
        var resting = await room.AccountAsync(account.Id);
        Assert.Equal((first.DueAt + Window, 0), (resting.PublishRestUntil!.Value, resting.PublishFailures));
        Assert.Contains("allows no more calls", resting.PublishLastError, StringComparison.Ordinal);

        room.Clock.Advance(Window);
        await room.WorkAsync(second.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(second.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task Many_who_draw_at_once_get_no_more_than_there_is(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var facts = Limited(10, Draws.Sending)(Sandbox);
        var budgets = room.Get<RateBudgets>();
        Assert.Null(await budgets.DrawAsync(room.Db, account, facts, Draws.Sending, Stop));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30)
            .Select(_ => Task.Run(() => budgets.DrawAsync(room.Db, account, facts, Draws.Sending, Stop))));

        Assert.Equal(9, answers.Count(a => a is null));
    }

    [Theory, OnEachDatabase]
    internal async Task What_comes_second_leaves_a_fifth_for_what_comes_first(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var facts = Limited(10, Draws.Both)(Sandbox);

        Assert.Equal(8, await CountAsync(room, account, facts, Draws.Sending));
        Assert.Equal(2, await CountAsync(room, account, facts, Draws.Listening));

        room.Clock.Advance(Window);
        var other = account with { FirstInLine = Direction.Publishing };
        Assert.Equal(8, await CountAsync(room, other, facts, Draws.Listening));
        Assert.Equal(2, await CountAsync(room, other, facts, Draws.Sending));
    }

    [Theory, OnEachDatabase]
    internal async Task What_the_network_says_replaces_our_count_and_late_answers_do_not_raise_it(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var facts = Limited(100, Draws.Sending)(Sandbox);
        var budgets = room.Get<RateBudgets>();
        await budgets.DrawAsync(room.Db, account, facts, Draws.Sending, Stop);
        var reset = room.Clock.Now().AddMinutes(5);

        async Task<RateBudgetRow> LearnAsync(int remaining, DateTimeOffset resetsAt)
        {
            await budgets.LearnAsync(room.Db, account.Id, new RateReading("calls", 50, remaining, resetsAt), Stop);
            return Assert.Single(await room.Db.QueryAsync<RateBudgetRow>(RateBudgets.ReadAll, new { AccountId = account.Id }));
        }

        var said = await LearnAsync(1, reset);
        Assert.Equal((50, 1, reset, true), (said.MaxCalls, said.Remaining, said.ResetsAt, said.IsReported));
        Assert.Equal(1, (await LearnAsync(7, reset)).Remaining); // an older answer that came later
        Assert.Equal(1, await CountAsync(room, account, facts, Draws.Sending));
        var anew = await LearnAsync(49, reset.AddMinutes(15));
        Assert.Equal((49, reset.AddMinutes(15)), (anew.Remaining, anew.ResetsAt));
    }

    [Theory, OnEachDatabase]
    internal async Task A_point_limit_is_drawn_on_by_points(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var facts = Sandbox with { Limits = [new DocumentedLimit("points", 10, Window, Draws.Sending) { Cost = 3 }] };

        Assert.Equal(3, await CountAsync(room, account, facts, Draws.Sending));
    }

    private static ChannelFacts Sandbox { get; } = ChannelCatalog.Shipped(_ => new HttpClient(), TimeProvider.System)["sandbox"].Facts;

    private static Func<ChannelFacts, ChannelFacts> Limited(int calls, Draws by) =>
        facts => facts with { Limits = [new DocumentedLimit("calls", calls, Window, by)] };

    private static async Task<int> CountAsync(PostsRoom room, AccountRow account, ChannelFacts facts, Draws direction)
    {
        var got = 0;
        while (await room.Get<RateBudgets>().DrawAsync(room.Db, account, facts, direction, Stop) is null)
        {
            got++;
        }

        return got;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
