using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Sandbox;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Accounts.Limits;

/// <summary>What a network that bills costs, and where a budget stops it.</summary>
public sealed class SpendingTests
{
    private static readonly Sql CountReads = Sql.Portable("select count(*) from InboundItems");

    [Theory, OnEachDatabase]
    internal async Task A_post_beyond_the_budget_is_held_and_goes_out_once_the_budget_is_raised(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect, Billed);
        var account = await room.ConnectAsync();
        await SaveAsync(room, account, budget: 0.50m, share: 20); // a fifth, $0.10, is listening's: two posts at $0.20 fit
        var posts = new[] { await room.ScheduledAsync(account), await room.ScheduledAsync(account), await room.ScheduledAsync(account) };
        room.Clock.SetUtcNow(posts[0].DueAt);
        foreach (var post in posts)
        {
            await room.WorkAsync(post.Id);
        }

        Assert.Equal([DeliveryState.Published, DeliveryState.Published, DeliveryState.Held],
            [.. await StatesAsync(room, posts.Select(p => p.Id))]);
        var held = await room.DeliveryAsync(posts[2].Id);
        Assert.Equal((Spending.OverBudget, 0), (held.ErrorKind, held.Attempts));
        Assert.Equal("It costs $0.20 for a post with a link, and of November's $0.50 there is nothing left for posts ($0.10 "
            + "is kept for listening).", held.LastError);
        Assert.Equal("$0.40 of $0.50 spent in November.", (await MonthAsync(room, account)).Words);
        Assert.True((await MonthAsync(room, account)).IsLow);

        Assert.Equal(1, await SaveAsync(room, account, budget: 1m, share: 20));
        await room.WorkAsync(posts[2].Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(posts[2].Id)).State);
        Assert.Equal("$0.60 of $1.00 spent in November.", (await MonthAsync(room, account)).Words);
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_that_the_network_refuses_costs_nothing(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect, Billed);
        var account = await room.ConnectAsync();
        var post = await room.ScheduledAsync(account);
        room.Clock.SetUtcNow(post.DueAt);
        await room.Sandbox.MisbehaveAsync("publish", "429");

        await room.WorkAsync(post.Id);

        Assert.Equal((DeliveryState.Scheduled, 1),
            ((await room.DeliveryAsync(post.Id)).State, (await room.DeliveryAsync(post.Id)).Attempts));
        Assert.Equal(0, (await MonthAsync(room, account)).Spent.Amount);

        room.Clock.Advance(TimeSpan.FromMinutes(1));
        await room.WorkAsync(post.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(post.Id)).State);
        Assert.Equal(0.20m, (await MonthAsync(room, account)).Spent.Amount);
        Assert.Equal(0.20m, (await room.Get<Spending>().OfDeliveryAsync(room.Db, "sandbox", post.Id, Stop))!.Value.Amount);
    }

    [Theory, OnEachDatabase]
    internal async Task A_lost_answer_stays_paid_for_until_it_is_certain_that_nothing_is_out(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect, Billed);
        var account = await room.ConnectAsync();
        var post = await room.ScheduledAsync(account);
        room.Clock.SetUtcNow(post.DueAt);
        await room.Sandbox.MisbehaveAsync("publish", "lost-before");

        await room.WorkAsync(post.Id);
        Assert.Equal(DeliveryState.Uncertain, (await room.DeliveryAsync(post.Id)).State);
        Assert.Equal(0.20m, (await MonthAsync(room, account)).Spent.Amount);

        room.Clock.Advance(TimeSpan.FromMinutes(1));
        await room.WorkAsync(post.Id);
        Assert.Equal(DeliveryState.Scheduled, (await room.DeliveryAsync(post.Id)).State);
        Assert.Equal(0, (await MonthAsync(room, account)).Spent.Amount);
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_read_is_paid_for_and_reading_stops_only_when_nothing_is_left(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect, Billed);
        var account = await room.ConnectAsync();
        await SaveAsync(room, account, budget: 0.03m, share: 20);
        Say(room, account, "one", "two", "three");

        await room.Get<ListenToAccounts>().RunAsync(Stop);
        Assert.Equal(0.03m, (await MonthAsync(room, account)).OnReading.Amount);
        Say(room, account, "four");
        room.Clock.Advance(TimeSpan.FromMinutes(1));
        await room.Get<ListenToAccounts>().RunAsync(Stop);

        Assert.Equal(3, await room.Db.ScalarAsync<int>(CountReads));
        var deaf = await room.AccountAsync(account.Id);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), deaf.NextListenAt);
        Assert.Contains("used up", deaf.ListenLastError, StringComparison.Ordinal);

        await SaveAsync(room, account, budget: 1m, share: 20);
        await room.Get<ListenToAccounts>().RunAsync(Stop);
        Assert.Equal(4, await room.Db.ScalarAsync<int>(CountReads));
    }

    [Theory, OnEachDatabase]
    internal async Task A_new_month_starts_with_the_whole_budget(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect, Billed);
        var account = await room.ConnectAsync();
        await SaveAsync(room, account, budget: 0.20m, share: 0);
        var first = await room.ScheduledAsync(account);
        room.Clock.SetUtcNow(first.DueAt);
        await room.WorkAsync(first.Id);
        Assert.Equal(0, (await MonthAsync(room, account)).LeftForPosts.Amount);

        room.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 0, 0, 1, TimeSpan.Zero));

        var month = await MonthAsync(room, account);
        Assert.Equal(("December", 0m, 0.20m), (month.Name, month.Spent.Amount, month.LeftForPosts.Amount));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_wrong_in_the_settings_is_named(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect,
            facts => Billed(facts) with { Settings = [new AccountSetting("characterLimit", "Character limit", "", 280, 25_000, 280)] });
        var account = await room.ConnectAsync();
        var save = room.Get<SaveAccount>();
        SaveAccount.Command With(string? limit) => new(account.Id, " ", Direction.Listening, -1,
            101, true, new Dictionary<string, string?> { ["characterLimit"] = limit }, "admin");

        var wrong = Assert.IsType<Result<int>.Invalid>(await save.RunAsync(With("a lot"), Stop));
        Assert.Equal(["Settings[characterLimit]", "Name", "MonthlyBudget", "ListeningShare"], wrong.Errors.Select(e => e.Field).Distinct());

        Assert.IsType<Result<int>.Done>(
            await save.RunAsync(With("4000") with { Name = "Desk", MonthlyBudget = null, ListeningShare = 20 }, Stop));
        Assert.Contains("\"characterLimit\":\"4000\"", (await room.AccountAsync(account.Id)).SettingsJson, StringComparison.Ordinal);

        await room.ConnectAsync(); // connecting anew keeps what a person set
        Assert.Contains("\"characterLimit\":\"4000\"", (await room.AccountAsync(account.Id)).SettingsJson, StringComparison.Ordinal);
    }

    private static ChannelFacts Billed(ChannelFacts facts) => facts with
    {
        Costs = new CallCosts("USD", new DateOnly(2026, 11, 23), new Uri("https://network.example/prices"))
            { Post = 0.015m, PostWithLink = 0.20m, Reply = 0.01m, OwnRead = 0.01m },
    };

    private static async Task<int> SaveAsync(PostsRoom room, AccountRow account, decimal budget, int share) =>
        PostsRoom.Done(await room.Get<SaveAccount>().RunAsync(
            new(account.Id, account.Name, Direction.Listening, budget, share, true, new Dictionary<string, string?>(), "admin"), Stop));

    private static async Task<SpentMonth> MonthAsync(PostsRoom room, AccountRow account)
    {
        var (spending, row) = (room.Get<Spending>(), await room.AccountAsync(account.Id));
        var month = (await spending.MonthAsync(room.Db, row, Stop))!;
        Assert.Equal(month, (await spending.MonthsAsync(room.Db, [row], Stop))[row.Id]); // a page of several accounts says the same
        return month;
    }

    private static async Task<List<DeliveryState>> StatesAsync(PostsRoom room, IEnumerable<Guid> ids)
    {
        var states = new List<DeliveryState>();
        foreach (var id in ids)
        {
            states.Add((await room.DeliveryAsync(id)).State);
        }

        return states;
    }

    private static void Say(PostsRoom room, AccountRow account, params string[] words)
    {
        var ann = room.Sandbox.Profiles.Find("ann") ?? room.Sandbox.Profiles.Add(new NewSandboxProfile("ann", "Ann")).Value!;
        foreach (var text in words)
        {
            room.Sandbox.Posts.Publish(ann, new NewSandboxPost(null, $"{account.Handle} {text}", null));
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
