using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Features.Publishing.Deliveries.Stop;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Engagement.Web.Security;

namespace Engagement.Tests.Publishing.Deliveries.Interruption;

/// <summary>A database may be older than what was sent. Nothing that may be out already is sent, and whether it is a copy shows.</summary>
public sealed class LookBackTests
{
    private static readonly Sql CountAsked = Sql.Portable("select count(*) from Deliveries where AskSince is not null");

    private static readonly Sql OpenNotices = Sql.Portable("select count(*) from Notices where Kind = @Kind and ResolvedAt is null");

    [Theory, OnEachDatabase]
    internal async Task What_was_sent_and_forgotten_is_found_at_the_network_and_not_sent_again(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var scheduled = await room.ScheduledAsync(account);
        await room.LivesAsync();
        room.Clock.SetUtcNow(scheduled.DueAt);
        await room.SendsAsync(await room.DeliveryAsync(scheduled.Id));
        room.Clock.Advance(TimeSpan.FromHours(9));

        Assert.Equal((true, PausedBecause.Silence), ((await room.StartsAsync()).IsPaused, (await room.StartsAsync()).PausedBecause));
        var settled = await room.SettleAsync(scheduled.Id);

        Assert.Equal((DeliveryState.Published, 0), (settled.State, settled.Attempts));
        Assert.InRange(settled.PublishedAt!.Value, scheduled.DueAt.AddSeconds(-1), scheduled.DueAt.AddMinutes(1));
        Assert.Null(settled.AskSince);
        Assert.Equal(1, room.TimesOut(account, settled.Body));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_certainly_not_out_waits_for_a_person_and_then_goes_out_once(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var (scheduled, later) = (await room.ScheduledAsync(account), await room.ScheduledAsync(account));
        await room.LivesAsync();
        room.Clock.SetUtcNow(scheduled.DueAt.AddHours(1));
        Assert.True((await room.StartsAsync()).IsPaused);

        var held = await room.SettleAsync(scheduled.Id);
        Assert.Equal((DeliveryState.Held, Stops.Kind, 0), (held.State, held.ErrorKind, held.Attempts));
        Assert.Contains("Publishing is paused", held.LastError, StringComparison.Ordinal);
        Assert.Equal(0, room.TimesOut(account, held.Body));
        Assert.Equal(0, await room.Db.ScalarAsync<int>(OpenNotices, new { Kind = NoticeKinds.DeliveryUncertain }));

        Assert.Equal(1, PostsRoom.Done(await room.Get<ResumePublishing>().RunAsync("Ada", Token)));
        var sent = await room.SettleAsync(scheduled.Id);
        Assert.Equal((DeliveryState.Published, 1), (sent.State, sent.Attempts));
        Assert.Equal(DeliveryState.Published, (await room.SettleAsync(later.Id)).State);
        Assert.Equal(2, room.TimesOut(account, sent.Body));
        Assert.IsType<Result<int>.Conflict>(await room.Get<ResumePublishing>().RunAsync("Ada", Token));
        Assert.Equal("Ada", (await room.Db.OneAsync<DeskLife>(DeskLife.Read))!.ResumedBy);
    }

    [Theory, OnEachDatabase]
    internal async Task After_a_short_stop_only_what_is_late_is_asked_about_and_nothing_is_paused(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var (late, later) = (await room.ScheduledAsync(account), await room.ScheduledAsync(account));
        await room.Get<ChangeDelivery>().ReviseAsync(
            later.Id, (await room.DeliveryAsync(later.Id)).Version, "Another day", later.DueAt.AddDays(1), "Erin", null, Token);
        room.Clock.SetUtcNow(late.DueAt.AddMinutes(-1));
        await room.LivesAsync();
        room.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.False((await room.StartsAsync()).IsPaused);

        Assert.NotNull((await room.DeliveryAsync(late.Id)).AskSince);
        Assert.Null((await room.DeliveryAsync(later.Id)).AskSince);
        Assert.Equal(DeliveryState.Published, (await room.SettleAsync(late.Id)).State);
        Assert.Contains("certainly not out",
            string.Join(' ', (await room.Db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { late.Id })).Select(h => h.Reason)),
            StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task A_node_that_starts_beside_a_living_one_asks_nothing_and_pauses_nothing(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var scheduled = await room.ScheduledAsync(await room.ConnectAsync());
        room.Clock.SetUtcNow(scheduled.DueAt.AddHours(2));
        await room.LivesAsync();
        room.Clock.Advance(KeepAlive.Every);

        Assert.False((await room.StartsAsync(alone: false)).IsPaused);
        Assert.Equal(0, await room.Db.ScalarAsync<int>(CountAsked));
    }

    [Theory, OnEachDatabase]
    internal async Task The_first_start_of_all_and_a_desk_without_accounts_are_not_paused(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        Assert.False((await room.StartsAsync()).IsPaused);
        room.Clock.Advance(TimeSpan.FromDays(30));
        Assert.False((await room.StartsAsync()).IsPaused);

        await room.ConnectAsync();
        room.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.True((await room.StartsAsync()).IsPaused);
    }

    [Theory, OnEachDatabase]
    internal async Task A_database_that_is_put_back_under_a_running_node_is_noticed_by_its_next_sign_of_life(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var scheduled = await room.ScheduledAsync(await room.ConnectAsync());
        await room.LivesAsync();
        var keepAlive = ActivatorUtilities.CreateInstance<KeepAlive>(room.Get<IServiceProvider>());
        await keepAlive.BeatAsync(Token);
        await room.WasAliveAtAsync(room.Clock.GetUtcNow().AddMinutes(-5));
        room.Clock.Advance(KeepAlive.Every);

        await keepAlive.BeatAsync(Token);

        var life = (await room.Db.OneAsync<DeskLife>(DeskLife.Read))!;
        Assert.Equal((true, PausedBecause.Copy), (life.IsPaused, life.PausedBecause));
        Assert.Equal(room.Clock.GetUtcNow().AddMinutes(-5) - KeepAlive.Every, life.SilentFrom);
        Assert.Equal(life.SilentFrom, (await room.DeliveryAsync(scheduled.Id)).AskSince);
        await keepAlive.BeatAsync(Token);
        Assert.Equal(life.PausedAt, (await room.Db.OneAsync<DeskLife>(DeskLife.Read))!.PausedAt);
    }

    [Theory, OnEachDatabase]
    internal async Task A_copy_that_the_verb_marked_is_paused_whatever_its_age_and_even_drafts_are_asked_about(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var draft = Assert.Single(
            await room.DeliveriesAsync(PostsRoom.Done(await room.CreateAsync(room.Command(account.Id) with { Draft = true })).PostId));
        await room.LivesAsync();
        await room.SendsAsync(await room.DeliveryAsync(draft.Id));
        await room.Get<LookBack>().MarkPutBackAsync(Token);

        Assert.Equal(PausedBecause.Copy, (await room.StartsAsync()).PausedBecause);
        Assert.NotNull((await room.DeliveryAsync(draft.Id)).AskSince);

        // A person hands it in once more and resumes: it was out all the time.
        var version = (await room.DeliveryAsync(draft.Id)).Version;
        await room.Get<SubmitDrafts>().RunAsync(new([new SeenDelivery(draft.Id, version)], "Erin"), Token);
        PostsRoom.Done(await room.Get<ResumePublishing>().RunAsync("Ada", Token));
        room.Clock.SetUtcNow(draft.DueAt);
        var settled = await room.SettleAsync(draft.Id);
        Assert.Equal((DeliveryState.Published, 0), (settled.State, settled.Attempts));
        Assert.Equal(1, room.TimesOut(account, settled.Body));
    }

    [Theory, OnEachDatabase]
    internal async Task What_a_program_makes_anew_is_found_by_its_words_and_what_a_person_writes_goes_out_without_asking(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        await room.LivesAsync();
        room.Clock.Advance(TimeSpan.FromMinutes(1));
        var before = new Delivery { AccountId = account.Id, Body = "We have your message.", SendKey = "" };
        await room.SendsAsync(before, key: "forgotten");
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.StartsAsync();
        PostsRoom.Done(await room.Get<ResumePublishing>().RunAsync("Ada", Token));

        NewDelivery Reply(string words, Guid? by) =>
            new("reply", account.Id, "sandbox", words, room.Clock.Now(), DeliveryState.Scheduled, "somebody") { ActorId = by };
        var anew = await room.Db.InTransactionAsync(tx => room.Get<Ledger>().CreateAsync(tx, Reply("We have your message.", null), Token));
        var person = await room.Db.InTransactionAsync(
            tx => room.Get<Ledger>().CreateAsync(tx, Reply("Here is how.", Guid.NewGuid()), Token));

        Assert.Null((await room.DeliveryAsync(person)).AskSince);
        Assert.Equal((DeliveryState.Published, 0), ((await room.SettleAsync(anew)).State, (await room.DeliveryAsync(anew)).Attempts));
        Assert.Equal((1, 1), (room.TimesOut(account, "We have your message."), (await room.SettleAsync(person)).Attempts));

        // The same words again are another answer: the one that is known is not taken for it.
        var again = await room.Db.InTransactionAsync(tx => room.Get<Ledger>().CreateAsync(tx, Reply("We have your message.", null), Token));
        Assert.Equal((DeliveryState.Published, 1), ((await room.SettleAsync(again)).State, (await room.DeliveryAsync(again)).Attempts));
        Assert.Equal(2, room.TimesOut(account, "We have your message."));
    }

    [Theory, OnEachDatabase]
    internal async Task A_network_that_cannot_be_asked_is_asked_again_and_then_it_is_a_persons(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        PostsRoom.Done(await room.Get<AddUser>().RunAsync(new("erin@desk.example", "Erin", nameof(Role.Editor)), Token));
        var account = await room.ConnectAsync();
        var scheduled = await room.ScheduledAsync(account);
        await room.LivesAsync();
        room.Clock.SetUtcNow(scheduled.DueAt.AddMinutes(45));
        await room.StartsAsync();
        await room.Sandbox.MisbehaveAsync("find", "500-before", times: 1000);

        Assert.Equal((DeliveryState.Uncertain, 0), ((await room.SettleAsync(scheduled.Id)).State, room.TimesOut(account, scheduled.Body)));
        Assert.Equal(0, await room.Db.ScalarAsync<int>(OpenNotices, new { Kind = NoticeKinds.DeliveryUncertain }));
        room.Clock.Advance(TimeSpan.FromHours(2));
        await room.SettleAsync(scheduled.Id, rounds: 1);

        var history = await room.Db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { scheduled.Id });
        Assert.Contains("A person must look", history[^1].Reason, StringComparison.Ordinal);
        Assert.Equal(1, await room.Db.ScalarAsync<int>(OpenNotices, new { Kind = NoticeKinds.DeliveryUncertain }));
        Assert.Equal(DeliveryState.Uncertain, (await room.DeliveryAsync(scheduled.Id)).State);
        Assert.Equal(0, room.TimesOut(account, scheduled.Body));
    }

    [Theory, OnEachDatabase]
    internal async Task A_stop_of_a_person_and_the_pause_of_a_start_do_not_end_each_other(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var scheduled = await room.ScheduledAsync(await room.ConnectAsync());
        await room.LivesAsync();
        PostsRoom.Done(await room.Get<StopSending>().RunAsync(new(null, "Wrong price.", "Ada"), Token));
        room.Clock.SetUtcNow(scheduled.DueAt.AddHours(1));
        await room.StartsAsync();
        await room.SettleAsync(scheduled.Id);

        Assert.Equal(0, PostsRoom.Done(await room.Get<ResumeSending>().RunAsync(new(null, "Ada"), Token)));
        Assert.Equal(DeliveryState.Held, (await room.DeliveryAsync(scheduled.Id)).State);
        Assert.True(Assert.Single(await room.Db.QueryAsync<Stopped>(Stops.Read)).IsPause);
        Assert.Equal(1, PostsRoom.Done(await room.Get<ResumePublishing>().RunAsync("Ada", Token)));
        Assert.Empty(await room.Db.QueryAsync<Stopped>(Stops.Read));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
