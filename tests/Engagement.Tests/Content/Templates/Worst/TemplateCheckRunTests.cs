using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Worst;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Web.Security;

namespace Engagement.Tests.Content.Templates.Worst;

public sealed class TemplateCheckRunTests
{
    [Theory, OnEachDatabase]
    internal async Task Every_article_is_tried_on_every_network_and_the_worst_come_first(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        await PushAsync(room, 450, endless: 3);
        var template = await OwnAsync(room, "{{ article.summary }} {{ link }}");
        var id = Done(await room.StartWorst.RunAsync(new(template, Draft: false, "Maria"), Stop));

        var before = await ReadAsync(room, id);
        Assert.Equal(("Running", 450, 0, 1), (before.State, before.Articles, before.Tried, before.Version));
        await room.Worst.RunAsync(id, Stop);

        var run = await ReadAsync(room, id);
        Assert.Equal(("Done", 450, 3), (run.State, run.Tried, run.Failing));
        Assert.Equal(["Long 2", "Long 2", "Long 2"], run.Cases.Take(3).Select(c => c.Title));
        Assert.True(run.Cases.Zip(run.Cases.Skip(1)).All(pair => pair.First.Over >= pair.Second.Over));
        Assert.Contains("over the limit", run.Cases[0].Problem, StringComparison.Ordinal);
        Assert.Null(await room.Outbox.NextAtAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_broken_template_and_an_empty_one_are_found_on_all_articles(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        await PushAsync(room, 4, endless: 0);
        var template = await OwnAsync(room, "{{ if article.tags.size > 0 }}{{ article.title }}{{ end }}");
        var id = Done(await room.StartWorst.RunAsync(new(template, Draft: false, "Maria"), Stop));
        await room.Worst.RunAsync(id, Stop);
        Assert.Equal(("Done", 4), ((await ReadAsync(room, id)).State, (await ReadAsync(room, id)).Failing));

        Done(await room.Drafts.RunAsync(new(template, 1, null, "Ours", "post", "short", "",
            TemplateTexts.Of("en", "{{ article.nothing }}", others: null), "Maria"), Stop));
        id = Done(await room.StartWorst.RunAsync(new(template, Draft: true, "Maria"), Stop));
        await room.Worst.RunAsync(id, Stop);

        var run = await ReadAsync(room, id);
        Assert.Null(run.Version);
        Assert.All(run.Cases, c => Assert.Contains("article has no field `nothing`", c.Problem, StringComparison.Ordinal));
    }

    [Theory, OnEachDatabase]
    internal async Task Two_who_start_it_look_at_the_same_one_and_a_stopped_one_stays_stopped(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        await PushAsync(room, 2, endless: 0);
        var template = await OwnAsync(room, "{{ article.title }} {{ link }}");
        var first = Done(await room.StartWorst.RunAsync(new(template, Draft: false, "Maria"), Stop));
        Assert.Equal(first, Done(await room.StartWorst.RunAsync(new(template, Draft: false, "Ada"), Stop)));

        await room.StartWorst.StopAsync(template, Stop);
        await room.Worst.RunAsync(first, Stop);

        Assert.Equal(("Stopped", 0), ((await ReadAsync(room, first)).State, (await ReadAsync(room, first)).Tried));
        Assert.NotEqual(first, Done(await room.StartWorst.RunAsync(new(template, Draft: false, "Ada"), Stop)));
    }

    [Theory, OnEachDatabase]
    internal async Task After_a_node_died_another_goes_on_where_it_was_and_counts_nothing_twice(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        await PushAsync(room, 260, endless: 2);
        var template = await OwnAsync(room, "{{ article.summary }} {{ link }}");
        var id = Done(await room.StartWorst.RunAsync(new(template, Draft: false, "Maria"), Stop));
        var (run, all) = (await ReadAsync(room, id), await room.Db.QueryAsync<Guid>(AllIds, ct: Stop));

        // As a node leaves it that died after its first step, in which nothing was wrong.
        await room.Db.ExecuteAsync(TemplateCheckSql.GetOn,
            new { run.Id, From = run.AfterArticleId, State = "Running", Tried = 200, Failing = 0,
                CasesJson = "[]", AfterArticleId = all[199], EndedAt = (DateTimeOffset?)null }, Stop);
        await room.Worst.RunAsync(id, Stop);

        Assert.Equal(("Done", 260), ((await ReadAsync(room, id)).State, (await ReadAsync(room, id)).Tried));
    }

    [Theory, OnEachDatabase]
    internal async Task Whoever_began_it_is_told_once_when_it_ends_with_the_way_there(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        await PushAsync(room, 4, endless: 1);
        var (maria, ada) = (await PersonAsync(room, "maria"), await PersonAsync(room, "ada"));
        var template = await OwnAsync(room, "{{ article.summary }} {{ article.summary }} {{ article.summary }} {{ link }}");
        var id = Done(await room.StartWorst.RunAsync(new(template, Draft: false, "Maria", maria), Stop));
        Assert.Empty(await ToldAsync(room, maria));

        await room.Worst.RunAsync(id, Stop);
        await room.Worst.RunAsync(id, Stop); // a second node, that comes too late

        var notice = Assert.Single(await ToldAsync(room, maria));
        Assert.Equal((NoticeKinds.JobDone, "“Ours” does not fit 1 of 4 articles", $"/templates/{template}/worst"),
            (notice.Kind, notice.Title, notice.Link));
        Assert.Equal("Version 1 was tried on 4 of 4 articles, on every network.", notice.Body);
        Assert.Empty(await ToldAsync(room, ada));

        // Who stops it knows.
        await room.Db.ExecuteAsync(TemplateCheckSql.RemoveOlder, new { TemplateId = template }, Stop);
        id = Done(await room.StartWorst.RunAsync(new(template, Draft: false, "Ada", ada), Stop));
        await room.StartWorst.StopAsync(template, Stop);
        await room.Worst.RunAsync(id, Stop);
        Assert.Empty(await ToldAsync(room, ada));
    }

    [Theory, OnEachDatabase]
    internal async Task Mails_are_about_no_article_and_are_not_tried(Dialect dialect)
    {
        await using var room = await TemplateRoom.OpenAsync(dialect);
        Assert.IsType<Result<Guid>.Missing>(
            await room.StartWorst.RunAsync(new((await room.ShippedAsync("notice")).Id, Draft: false, "Maria"), Stop));
    }

    private static readonly Sql AllIds = Sql.Portable("select Id from Articles order by Id");

    private static readonly Sql Told = Sql.Portable(
        "select n.Kind, n.Title, n.Body, n.Link from Notices n join NoticeReaders r on r.NoticeId = n.Id where r.UserId = @UserId");

    private static Task<IReadOnlyList<NoticeView>> ToldAsync(TemplateRoom room, Guid user) =>
        room.Db.QueryAsync<NoticeView>(Told, new { UserId = user }, Stop);

    private static async Task<Guid> PersonAsync(TemplateRoom room, string name) =>
        Assert.IsType<Result<AddUser.Added>.Done>(
            await room.Get<AddUser>().RunAsync(new($"{name}@desk.example", name, nameof(Role.Editor)), Stop)).Value.Id;

    private static async Task PushAsync(TemplateRoom room, int count, int endless)
    {
        var push = room.Push;
        for (var i = 0; i < count; i++)
        {
            var isLong = i < endless;
            Assert.IsType<Result<KeptArticle>.Done>(await push.RunAsync(
                new($"a{i}", isLong ? $"Long {i}" : $"Short {i}", "Words", Summary: isLong
                    ? string.Join(' ', Enumerable.Repeat("word", 120 * (i + 1)))
                    : "A few words.", Url: $"https://help.example.com/{i}"), "desk", Stop));
        }
    }

    private static async Task<Guid> OwnAsync(TemplateRoom room, string body) =>
        Done(await room.Save.RunAsync(
            new(null, 0, "Ours", "post", "short", "", TemplateTexts.Of("en", body, others: null), "First", null, "Maria"), Stop));

    private static async Task<TemplateCheckRun> ReadAsync(TemplateRoom room, Guid id) =>
        (await room.Db.OneAsync<TemplateCheckRun>(TemplateCheckSql.Read, new { Id = id }, Stop))!;

    private static Guid Done(Result<Guid> answer) => Assert.IsType<Result<Guid>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
