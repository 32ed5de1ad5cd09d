using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Variants;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Content.Templates.Variants;

public sealed class VariantsTests
{
    private static readonly Sql InsertVisit = Sql.Portable("""
        insert into Visits (Code, OccurredAt, Class, Reason, BatchId)
        values (@Code, @At, @Class, 'None', '00000000-0000-0000-0000-000000000001')
        """);

    /// <summary>
    /// R's own example, <c>t.test(extra ~ group, data = sleep)</c>: 95 percent of -3.3654832 to 0.2054832 (its manual, "Student's t-Test").
    /// </summary>
    [Fact]
    public void Welchs_interval_is_the_one_that_R_prints_for_its_sleep_data()
    {
        double[] first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
            second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

        var interval = WelchInterval.Of(second, first, 0.95)!;

        Assert.Equal(-3.3654832, interval.Low, 6);
        Assert.Equal(0.2054832, interval.High, 6);
        Assert.False(interval.IsClear);
    }

    [Fact]
    public void Fewer_than_two_posts_say_nothing() => Assert.Null(WelchInterval.Of([1], [1, 2], 0.95));

    [Fact]
    public void Posts_are_drawn_by_share_and_the_same_post_always_alike()
    {
        var experiment = Guid.Parse("01a20000-0000-7000-8000-000000000001");
        Variant[] variants = [new() { Letter = "A", Share = 70 }, new() { Letter = "B", Share = 20 }, new() { Letter = "C", Share = 10 }];
        var posts = Enumerable.Range(0, 20_000).Select(i => new Guid(i, 7, 9, [1, 2, 3, 4, 5, 6, 7, 8])).ToList();

        var drawn = posts.Select(p => ChooseVariant.Of(variants, experiment, p).Letter).ToList();

        Assert.Equal(drawn, posts.Select(p => ChooseVariant.Of(variants, experiment, p).Letter));
        Assert.InRange(drawn.Count(l => l == "A") / 200.0, 69, 71);
        Assert.InRange(drawn.Count(l => l == "B") / 200.0, 19, 21);
        Assert.InRange(drawn.Count(l => l == "C") / 200.0, 9, 11);
        Assert.NotEqual(drawn, posts.Select(p => ChooseVariant.Of(variants, Guid.Parse("01a20000-0000-7000-8000-000000000002"), p).Letter));
    }

    [Theory, OnEachDatabase]
    internal async Task One_runs_at_a_time_and_what_is_not_an_experiment_is_refused_by_field(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        var question = await room.ShippedAsync("question");
        StartExperiment.Command Start(string body, int share, int posts) =>
            new(question.Id, "Does it?", [new(body, share)], posts, "Maria");

        Assert.Equal("PostsPerVariant", Wrong(await room.StartExperiment.RunAsync(Start("x {{ link }}", 50, 3), Stop)));
        Assert.Equal("Others[0].Share", Wrong(await room.StartExperiment.RunAsync(Start("x {{ link }}", 0, 10), Stop)));
        Assert.Equal("Others[0].Body", Wrong(await room.StartExperiment.RunAsync(Start("{{ if }}", 50, 10), Stop)));
        Assert.Equal("Others", Wrong(await room.StartExperiment.RunAsync(Start(question.Body, 50, 10), Stop)));
        Assert.IsType<Result<Guid>.Done>(await room.StartExperiment.RunAsync(Start("x {{ link }}", 50, 10), Stop));
        Assert.IsType<Result<Guid>.Conflict>(await room.StartExperiment.RunAsync(Start("y {{ link }}", 50, 10), Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Nothing_is_said_before_the_stop_rule_holds_and_then_the_clear_difference_is(Dialect dialect)
    {
        await using var room = await Engagement.Tests.Publishing.Links.LinksRoom.OpenAsync(dialect);
        var posts = room.Posts;
        var account = room.Account;
        Assert.IsType<Result<Guid>.Done>(await posts.Get<StartExperiment>().RunAsync(
            new(posts.TemplateId, "Does a question draw more readers?", [new("Locked out? {{ link }}", 50)], 5, "Maria"), Stop));
        var experiment = (await posts.Db.OneAsync<Experiment>(VariantSql.Running, new { posts.TemplateId }, Stop))!;

        // Until each has five; B's posts bring nine to eleven visits, A's one to three, and a bot visits everybody a hundred times.
        var counts = new Dictionary<string, int> { ["A"] = 0, ["B"] = 0 };
        var deliveries = new List<(string Letter, Guid Delivery, string Code, DateTimeOffset At)>();
        for (var i = 0; i < 60 && counts.Values.Any(c => c < 5); i++)
        {
            var id = PostsRoom.Done(
                await posts.CreateAsync(posts.Command(account.Id) with { DueAt = null, Now = true, TimeZone = "UTC" })).PostId;
            var delivery = Assert.Single(await posts.DeliveriesAsync(id));
            await posts.WorkAsync(delivery.Id);
            var letter = (await posts.Db.OneAsync<PostRow>(PostSql.Read, new { Id = id }, Stop))!.Variant!;
            Assert.Equal(letter == "B", delivery.Body.StartsWith("Locked out?", StringComparison.Ordinal));
            var code = delivery.LinkUrl!.Split('/')[^1];
            var visits = (letter == "B" ? 9 : 1) + counts[letter]++ % 3;
            var published = (await posts.DeliveryAsync(delivery.Id)).PublishedAt!.Value;
            for (var v = 0; v < visits; v++)
            {
                await VisitAsync(posts.Db, code, published.AddHours(v + 1), "People");
            }

            await VisitAsync(posts.Db, code, published.AddDays(8), "People"); // after its days
            for (var v = 0; v < 5; v++)
            {
                await VisitAsync(posts.Db, code, published.AddMinutes(v), "Bot");
            }

            deliveries.Add((letter, delivery.Id, code, published));
            posts.Clock.Advance(TimeSpan.FromMinutes(30));
        }

        var compare = posts.Get<CompareVariants>();
        var early = await compare.RunAsync(experiment, Stop);
        Assert.False(early.IsDone);
        Assert.Empty(early.Verdicts);

        posts.Clock.Advance(TimeSpan.FromDays(8));
        var done = await compare.RunAsync(experiment, Stop);
        Assert.True(done.IsDone);
        Assert.All(done.Arms, arm => Assert.Equal(5, arm.Finished.Count));
        Assert.InRange(done.Arms[0].MeanVisits, 1, 3);
        Assert.InRange(done.Arms[1].MeanVisits, 9, 11);
        var visitsVerdict = done.Verdicts.Single(v => v.Measure == "visits");
        Assert.True(visitsVerdict.Interval!.IsClear);
        Assert.StartsWith("B brings more visits than A: between", visitsVerdict.Words, StringComparison.Ordinal);
        Assert.False(done.Verdicts.Single(v => v.Measure == "replies").Interval!.IsClear);

        var template = (await posts.Db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = posts.TemplateId }, Stop))!;
        PostsRoom.Done(await posts.Get<EndExperiment>()
            .RunAsync(new(posts.TemplateId, experiment.Id, "B", template.Version, "Questions draw readers.", "The proofs are of the words "
                + "before.", "Maria"), Stop));
        Assert.Equal("Locked out? {{ link }}",
            (await posts.Db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = posts.TemplateId }, Stop))!.Body);
        Assert.Null(await posts.Db.OneAsync<Experiment>(VariantSql.Running, new { posts.TemplateId }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Words_written_by_hand_count_for_no_variant_and_a_form_sent_twice_makes_one_post(Dialect dialect)
    {
        await using var posts = await PostsRoom.OpenAsync(dialect);
        var account = await posts.ConnectAsync();
        Assert.IsType<Result<Guid>.Done>(
            await posts.Get<StartExperiment>().RunAsync(new(posts.TemplateId, "?", [new("Locked out? {{ link }}", 50)], 5, "Maria"), Stop));
        var id = Guid.CreateVersion7();
        var command = posts.Command(account.Id) with { PostId = id, Accounts = [new(account.Id, "My own words")] };

        Assert.True(PostsRoom.Done(await posts.CreateAsync(command)).IsNew);
        Assert.False(PostsRoom.Done(await posts.CreateAsync(command)).IsNew);

        Assert.Null((await posts.Db.OneAsync<PostRow>(PostSql.Read, new { Id = id }, Stop))!.Variant);
        Assert.Single(await posts.DeliveriesAsync(id));
    }

    private static Task<int> VisitAsync(Db db, string code, DateTimeOffset at, string kind) =>
        db.ExecuteAsync(InsertVisit, new { Code = code, At = at, Class = kind }, Stop);

    private static string Wrong(Result<Guid> answer) => Assert.Single(Assert.IsType<Result<Guid>.Invalid>(answer).Errors).Field;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
