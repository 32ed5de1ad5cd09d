using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Posts;
using Engagement.Features.Publishing.Series;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Series;

public sealed class SeriesTests
{
    private static readonly Sql AllPosts = Sql.Portable(
        "select Id, ArticleId, TemplateId, Title, DueAt, TimeZone, CreatedBy, CreatedAt, SeriesId from Posts order by DueAt");

    private static readonly Sql Occurrences = Sql.Portable(
        "select SeriesId, LocalTime, DueAt, State, PostId, ArticleId, TemplateId, Note from SeriesOccurrences order by DueAt");

    private static readonly Sql OpenNotices = Sql.Portable(
        "select count(*) from Notices where ResolvedAt is null and DedupeKey like 'series:%'");

    private static readonly Sql InsertPlanned = Sql.Portable("""
        insert into SeriesOccurrences (SeriesId, LocalTime, DueAt, State, PostId, ArticleId, TemplateId, CreatedAt)
        values (@SeriesId, @LocalTime, @DueAt, 'Planned', @PostId, @ArticleId, @TemplateId, @Now)
        """);

    [Theory, OnEachDatabase]
    internal async Task It_makes_posts_up_to_its_horizon_longest_unposted_articles_first_and_templates_in_turn(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        var second = await room.AddArticleAsync("second", "https://help.example/kb/second");
        await room.AddArticleAsync("draft", "https://help.example/kb/draft", state: "Draft");
        await room.AddArticleAsync("inside", "https://help.example/kb/inside", audience: "internal");
        var templates = (await room.Db.QueryAsync<TemplateRow>(TemplateSql.ActivePosts)).Take(2).Select(t => t.Id).ToList();
        var series = await SeriesAsync(room, c => c with { Templates = templates, HorizonDays = 4, RestDays = 0 });

        Assert.Equal(4, await MakeAsync(room, series)); // it is Tuesday, 9:00 in Berlin
        var posts = await room.Db.QueryAsync<PostRow>(AllPosts);

        Assert.Equal(["2026-11-24 08:00", "2026-11-25 08:00", "2026-11-26 08:00", "2026-11-27 08:00"],
            posts.Select(p => p.DueAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)));
        var first = posts[0].ArticleId!.Value; // neither was ever posted, so either comes first
        Assert.Equal(new[] { room.ArticleId, second }.Order(), new[] { first, posts[1].ArticleId!.Value }.Order());
        Assert.Equal([first, posts[1].ArticleId!.Value, first, posts[1].ArticleId!.Value], posts.Select(p => p.ArticleId!.Value));
        Assert.Equal([templates[0], templates[1], templates[0], templates[1]], posts.Select(p => p.TemplateId!.Value));
        Assert.All(posts, p => Assert.Equal(series, p.SeriesId));
        Assert.Equal(0, await MakeAsync(room, series));

        room.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await MakeAsync(room, series)); // the weekend
        Assert.Equal(4, (await room.Db.QueryAsync<PostRow>(AllPosts)).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_planned_for_later_neither_brings_its_article_round_again_and_again_nor_keeps_it_out_till_then(
        Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        var second = await room.AddArticleAsync("second", "https://help.example/kb/second");
        foreach (var (article, days) in new[] { (room.ArticleId, 20), (second, 21) })
        {
            PostsRoom.Done(await room.Get<CreatePost>().RunAsync(new(
                article, null, null, "By hand, later.", [new((await AccountAsync(room)))], false, room.Clock.Now()
                    .AddDays(days).ToString("O"), null, null, "Erin", null), Token));
        }

        var series = await SeriesAsync(room, c => c with { HorizonDays = 6, RestDays = 25 });
        Assert.Equal(0, await MakeAsync(room, series)); // a rest is kept to both sides; the slot that is now is skipped

        await room.Db.ExecuteAsync(NoRest);
        Assert.Equal(4, await MakeAsync(room, series));
        var taken = (await room.Db.QueryAsync<PostRow>(AllPosts)).Where(p => p.SeriesId == series).Select(p => p.ArticleId!.Value).ToList();
        Assert.Equal([taken[0], taken[1], taken[0], taken[1]], taken);
        Assert.NotEqual(taken[0], taken[1]);
    }

    [Theory, OnEachDatabase]
    internal async Task A_time_whose_post_cannot_be_made_is_given_back_and_planned_anew_once_it_can(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        var series = await SeriesAsync(room, c => c with { HorizonDays = 2, RestDays = 0 });
        await room.Db.ExecuteAsync(SeriesSql.DropAccounts, new { Id = series });

        Assert.Equal(0, await MakeAsync(room, series));
        Assert.DoesNotContain(await room.Db.QueryAsync<OccurrenceRow>(Occurrences), o => o.State == "Planned");
        Assert.NotNull((await ReadAsync(room, series)).LastProblem);

        await room.Db.ExecuteAsync(SeriesSql.InsertAccount, new { Id = series, AccountId = await AccountAsync(room) });
        Assert.InRange(await MakeAsync(room, series), 1, 3);
    }

    [Theory, OnEachDatabase]
    internal async Task Two_nodes_at_once_make_each_post_once(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        for (var i = 0; i < 14; i++)
        {
            await room.AddArticleAsync($"more-{i}", $"https://help.example/more/{i}");
        }

        var series = await SeriesAsync(
            room, c => c with { Slots = [new(Slot.Week, "09:00"), new(Slot.Week, "15:30")], HorizonDays = 6, RestDays = 0 });
        await using var other = room.SecondNode();
        await using var there = other.CreateAsyncScope();

        await Task.WhenAll(
            Task.Run(() => room.Get<MakePosts>().RunAsync(Token), Token),
            Task.Run(() => there.ServiceProvider.GetRequiredService<MakePosts>().RunAsync(Token), Token));
        await room.Get<MakePosts>().RunAsync(Token); // what a lost race on SQLite left for the next minute

        var posts = await room.Db.QueryAsync<PostRow>(AllPosts);
        Assert.Equal(13, posts.Count); // six days, and the morning of the seventh
        Assert.Equal(13, posts.Select(p => p.DueAt).Distinct().Count());
        Assert.Equal(13, posts.Select(p => p.ArticleId).Distinct().Count());
        Assert.All(await room.Db.QueryAsync<OccurrenceRow>(Occurrences), o => Assert.Equal("Made", o.State));
        Assert.Equal(
            13, (await room.Db.QueryAsync<PostDelivery>(PostSql.Deliveries, new { Posts = Json.Ids(posts.Select(p => p.Id)) })).Count);
        Assert.Equal(series, posts[0].SeriesId);
    }

    [Theory, OnEachDatabase]
    internal async Task Killed_between_planning_and_making_it_is_made_once_at_the_next_look_and_killed_after_making_it_is_not_made_again(
        Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        var series = await SeriesAsync(room, c => c with { HorizonDays = 1 });
        var row = new { SeriesId = series, LocalTime = "2026-11-24T09:00", DueAt = room.Clock.Now(),
            PostId = Ids.New(room.Clock), ArticleId = room.ArticleId, room.TemplateId, Now = room.Clock.Now() };
        await room.Db.ExecuteAsync(InsertPlanned, row);

        await MakeAsync(room, series);
        var made = Assert.Single(await room.Db.QueryAsync<OccurrenceRow>(Occurrences), o => o.LocalTime == row.LocalTime);
        Assert.Equal(("Made", row.PostId), (made.State, made.PostId));

        await room.Db.ExecuteAsync(BackToPlanned, new { SeriesId = series });
        await MakeAsync(room, series);
        Assert.Single(await room.Db.QueryAsync<PostRow>(AllPosts), p => p.Id == row.PostId);
        Assert.All(await room.Db.QueryAsync<OccurrenceRow>(Occurrences), o => Assert.Equal("Made", o.State));
    }

    private static readonly Sql BackToPlanned = Sql.Portable("update SeriesOccurrences set State = 'Planned' where SeriesId = @SeriesId");

    [Theory, OnEachDatabase]
    internal async Task A_time_the_clock_skips_goes_out_after_the_gap_and_one_it_shows_twice_at_the_first(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        room.Clock.SetUtcNow(new DateTimeOffset(2027, 3, 27, 12, 0, 0, TimeSpan.Zero));
        var series = await SeriesAsync(
            room, c => c with { Slots = [new(Slot.Week, "02:15"), new(Slot.Week, "02:45")], HorizonDays = 1, RestDays = 0 });
        await MakeAsync(room, series);

        // Both mean 03:00 that day, so one post goes out.
        var skipped = Assert.Single(await room.Db.QueryAsync<OccurrenceRow>(Occurrences));
        Assert.Equal(("2027-03-28T02:15", new DateTimeOffset(2027, 3, 28, 1, 0, 0, TimeSpan.Zero)), (skipped.LocalTime, skipped.DueAt));
        Assert.Contains("clocks go forward", skipped.Note, StringComparison.Ordinal);
        Assert.Equal(skipped.DueAt, Assert.Single(await room.Db.QueryAsync<PostRow>(AllPosts)).DueAt);

        room.Clock.SetUtcNow(new DateTimeOffset(2027, 10, 30, 12, 0, 0, TimeSpan.Zero));
        await MakeAsync(room, series);
        Assert.Equal(
            [new DateTimeOffset(2027, 10, 31, 0, 15, 0, TimeSpan.Zero), new DateTimeOffset(2027, 10, 31, 0, 45, 0, TimeSpan.Zero)],
            (await room.Db.QueryAsync<PostRow>(AllPosts)).Skip(1).Select(p => p.DueAt));
    }

    [Theory, OnEachDatabase]
    internal async Task Where_posts_need_approval_those_of_a_series_wait_for_it(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        await room.Get<SaveApproval>().RunAsync(new(Required: true, FourEyes: true, "Root", null), Token);
        await MakeAsync(room, await SeriesAsync(room, c => c with { HorizonDays = 1 }));

        var post = (await room.Db.QueryAsync<PostRow>(AllPosts))[0];
        Assert.Equal(DeliveryState.AwaitingApproval, Assert.Single(await room.DeliveriesAsync(post.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_list_kept_by_hand_goes_by_its_order_and_ends_or_begins_again(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        var (first, second, third) = (room.ArticleId, await room.AddArticleAsync("b", "https://help.example/b"),
            await room.AddArticleAsync("c", "https://help.example/c"));
        var series = await SeriesAsync(room, c =>
            c with { Queue = SeriesQueue.Hand, HorizonDays = 2, RestDays = 0, Slots = [new(Slot.Week, "09:00"), new(Slot.Week, "15:30")] });
        var arrange = room.Get<ArrangeQueue>();
        PostsRoom.Done(await arrange.SetAsync(series, [first, second, third], Token));
        PostsRoom.Done(await arrange.RunAsync(new(series, third, QueueMove.Up), Token));
        PostsRoom.Done(await arrange.RunAsync(new(series, third, QueueMove.Up), Token));
        PostsRoom.Done(await arrange.RunAsync(new(series, second, QueueMove.Remove), Token));

        await MakeAsync(room, series);
        Assert.Equal([third, first], (await room.Db.QueryAsync<PostRow>(AllPosts)).Select(p => p.ArticleId!.Value));
        Assert.Contains("no article left", (await ReadAsync(room, series)).LastProblem, StringComparison.Ordinal);

        var row = await ReadAsync(room, series);
        PostsRoom.Done(await room.Get<SaveSeries>()
            .RunAsync(Command(room, await AccountAsync(room))
                with { Id = series, Version = row.Version, Queue = SeriesQueue.Hand, HorizonDays = 2, RestDays = 0,
                    Repeats = true, Slots = [new(Slot.Week, "09:00"), new(Slot.Week, "15:30")] }, Token));
        await MakeAsync(room, series);
        Assert.Equal([third, first, third, first, third], (await room.Db.QueryAsync<PostRow>(AllPosts)).Select(p => p.ArticleId!.Value));
        Assert.Null((await ReadAsync(room, series)).LastProblem);
    }

    [Theory, OnEachDatabase]
    internal async Task With_nothing_to_post_people_are_told_and_it_goes_on_once_there_is(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        PostsRoom.Done(await room.Get<Engagement.Features.People.Team.AddUser>().RunAsync(
            new("erin@desk.example", "Erin", "Editor"), Token));
        room.Clock.Advance(TimeSpan.FromHours(1));
        var series = await SeriesAsync(room, c => c with { Queue = SeriesQueue.Tag, Tag = "vpn", HorizonDays = 2 });
        Assert.Equal(0, await MakeAsync(room, series));
        Assert.Contains("vpn", (await ReadAsync(room, series)).LastProblem, StringComparison.Ordinal);
        Assert.Equal(1, await room.Db.ScalarAsync<int>(OpenNotices));

        await room.Db.ExecuteAsync(Tag, new { Id = room.ArticleId });
        Assert.Equal(1, await MakeAsync(room, series)); // it rests for 30 days then
        Assert.Equal((true, 1), ((await ReadAsync(room, series)).LastProblem!.Contains("rested for 30 days", StringComparison.Ordinal),
            await room.Db.ScalarAsync<int>(OpenNotices)));

        await room.Db.ExecuteAsync(NoRest);
        Assert.Equal(1, await MakeAsync(room, series));
        Assert.Equal((null, 0), ((await ReadAsync(room, series)).LastProblem, await room.Db.ScalarAsync<int>(OpenNotices)));
    }

    [Theory, OnEachDatabase]
    internal async Task A_slot_whose_time_comes_with_nothing_to_post_is_written_down_as_skipped(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        var series = await SeriesAsync(room, c => c with { Queue = SeriesQueue.Hand, HorizonDays = 1 });

        Assert.Equal(0, await MakeAsync(room, series));

        var skipped = Assert.Single(await room.Db.QueryAsync<OccurrenceRow>(Occurrences));
        Assert.Equal(("Skipped", "2026-11-24T09:00"), (skipped.State, skipped.LocalTime));
        Assert.Contains("no article left", skipped.Note, StringComparison.Ordinal);
    }

    private static readonly Sql NoRest = Sql.Portable("update Series set RestDays = 0");

    private static readonly Sql Tag = Sql.Portable("insert into ArticleTags (ArticleId, Tag) values (@Id, 'vpn')");

    [Theory, OnEachDatabase]
    internal async Task Paused_or_past_its_last_day_it_makes_nothing_and_what_it_made_stays(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await room.ConnectAsync();
        var series = await SeriesAsync(room, c => c with { EndsOn = "2026-11-25", HorizonDays = 10, RestDays = 0 });
        Assert.Equal(2, await MakeAsync(room, series));

        var row = await ReadAsync(room, series);
        PostsRoom.Done(await room.Get<SetSeriesState>().RunAsync(new(series, row.Version, SeriesState.Paused, "Erin"), Token));
        Assert.IsType<Result<Guid>.Conflict>(
            await room.Get<SetSeriesState>().RunAsync(new(series, row.Version, SeriesState.Active, "Erin"), Token));
        await room.Get<MakePosts>().RunAsync(Token);
        Assert.All(await DeliveriesAsync(room), d => Assert.Equal(DeliveryState.Scheduled, d.State));
        Assert.Equal(2, (await DeliveriesAsync(room)).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task Changed_it_leaves_its_posts_or_cancels_those_that_wait_and_makes_them_anew(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var series = await SeriesAsync(room, c => c with { HorizonDays = 2, RestDays = 0 });
        Assert.Equal(3, await MakeAsync(room, series)); // at nine, 8:00 UTC, today and on two more days
        var later = Command(room, account.Id)
            with { Id = series, Version = 1, Slots = [new(Slot.Week, "16:00")], HorizonDays = 2, RestDays = 0 };

        PostsRoom.Done(await room.Get<SaveSeries>().RunAsync(later, Token));
        Assert.IsType<Result<SaveSeries.Saved>.Conflict>(await room.Get<SaveSeries>().RunAsync(later, Token));
        room.Clock.Advance(TimeSpan.FromHours(8));
        Assert.Equal(1, await MakeAsync(room, series)); // only after the last one that was made

        Assert.Equal(3, PostsRoom.Done(await room.Get<SaveSeries>().RunAsync(later with { Version = 2, Anew = true }, Token)).Cancelled);
        Assert.Equal(2, await MakeAsync(room, series));
        Assert.Equal(
            ["Cancelled 25 08", "Cancelled 26 08", "Cancelled 26 15", "Scheduled 24 08", "Scheduled 25 15", "Scheduled 26 15"],
            (await DeliveriesAsync(room))
                .Select(d => d.DueAt.UtcDateTime.ToString($"'{d.State}' dd HH", System.Globalization.CultureInfo.InvariantCulture))
                .Order(StringComparer.Ordinal));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_wrong_with_a_series_is_told_by_field(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var right = Command(room, (await room.ConnectAsync()).Id);
        async Task<string> WrongAsync(SaveSeries.Command command) =>
            PostsRoom.Wrong(await room.Get<SaveSeries>().RunAsync(command, Token)).Field;

        Assert.Equal("Name", await WrongAsync(right with { Name = " " }));
        Assert.Equal("TimeZone", await WrongAsync(right with { TimeZone = "Mars/Olympus" }));
        Assert.Equal("Slots", await WrongAsync(right with { Slots = [] }));
        Assert.Equal("Slots[0]", await WrongAsync(right with { Slots = [new(Slot.Week, "25:00")] }));
        Assert.Equal("Tag", await WrongAsync(right with { Queue = SeriesQueue.Tag }));
        Assert.Equal("EndsOn", await WrongAsync(right with { StartsOn = "2026-12-02", EndsOn = "2026-12-01" }));
        Assert.Equal("Templates", await WrongAsync(right with { Templates = [Guid.CreateVersion7()] }));
        Assert.Equal("Accounts", await WrongAsync(right with { Accounts = [Guid.CreateVersion7()] }));
        Assert.Equal("HorizonDays", await WrongAsync(right with { HorizonDays = 0 }));
        Assert.IsType<Result<SaveSeries.Saved>.Missing>(
            await room.Get<SaveSeries>().RunAsync(right with { Id = Guid.CreateVersion7() }, Token));
    }

    private static async Task<Guid> SeriesAsync(PostsRoom room, Func<SaveSeries.Command, SaveSeries.Command> with) =>
        PostsRoom.Done(await room.Get<SaveSeries>().RunAsync(with(Command(room, await AccountAsync(room))), Token)).Id;

    private static async Task<Guid> AccountAsync(PostsRoom room) => (await room.AccountsAsync())[0].Id;

    // Weekdays at nine in Berlin, from all articles.
    private static SaveSeries.Command Command(PostsRoom room, Guid account) => new(
        null, 0, "Tip of the day", [new([.. Slot.Week.Take(5)], "09:00")], "Europe/Berlin", SeriesQueue.All,
        null, 30, false, null, null, 14, null, [room.TemplateId], [account], false, "Erin", null);

    private static async Task<int> MakeAsync(PostsRoom room, Guid series) =>
        await room.Get<MakePosts>().RunAsync(await ReadAsync(room, series), Token);

    private static async Task<SeriesRow> ReadAsync(PostsRoom room, Guid id) =>
        (await room.Db.OneAsync<SeriesRow>(SeriesSql.Read, new { Id = id }))!;

    private static async Task<IReadOnlyList<PostDelivery>> DeliveriesAsync(PostsRoom room) =>
        await room.Db.QueryAsync<PostDelivery>(
            PostSql.Deliveries, new { Posts = Json.Ids((await room.Db.QueryAsync<PostRow>(AllPosts)).Select(p => p.Id)) });

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
