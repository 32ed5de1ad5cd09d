using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Review;
using Engagement.Features.Content.Knowledge.Writing;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Answers;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Content.Knowledge;

public sealed class ReviewTests
{
    private static readonly Sql Notices = Sql.Portable("select Title from Notices where ResolvedAt is null order by Title");
    private static readonly Sql Count = Sql.Portable("select count(*) from VisitSums");
    private static readonly Sql InsertDay = Sql.Portable("""
        insert into VisitSums (ThingId, Grain, At, People, Firsts, Unrecognised, Previews, Bots)
        values (@ArticleId, 2, @Day, @People, 1, 0, 9, 9)
        """);

    [Theory, OnEachDatabase]
    internal async Task An_unclear_article_waits_for_its_owner_until_they_looked_at_it(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var article = (await room.PublishAsync("p1")).ArticleId;
        var review = room.Get<SetReview>();
        Done(await review.RunAsync(new(article, room.AgentId, null), Stop));
        await room.HearAsync(room.Said("r1", answers: "p1"));
        var ticket = await room.TicketAsync();

        Assert.Equal("Why",
            Assert.Single(Assert.IsType<Result<Guid>.Invalid>(
                await room.Get<FlagArticle>().RunAsync(new(article, ticket.Id, " ", "Mia"), Stop)).Errors).Field);
        var flag = Done(await room.Get<FlagArticle>().RunAsync(new(article, ticket.Id, "Step 2 names a menu that is gone.", "Mia"), Stop));
        Assert.Equal(flag, Done(await room.Get<FlagArticle>().RunAsync(new(article, ticket.Id, "The same again", "Mia"), Stop)));

        var waiting = Assert.Single((await ListAsync(room, "unclear", "mine")).Items);
        Assert.Equal((article, 1, "Mia"), (waiting.Id, waiting.Flags, waiting.OwnerName));
        Assert.Equal(["“Reset your password” is not clear to a client"], await room.Db.QueryAsync<string>(Notices, ct: Stop));

        Done(await review.LookedAsync(new(article, Validate: true, 6, "Mia"), Stop));
        Assert.Empty((await ListAsync(room, null, null)).Items);
        Assert.Empty(await room.Db.QueryAsync<string>(Notices, ct: Stop));
        var looked = (await room.Db.OneAsync<ArticleReview>(ReviewSql.Read, new { Id = article }, Stop))!;
        Assert.Equal((DeskRoom.Start.AddMonths(6), "Mia"), (looked.ReviewAt, looked.ReviewedBy));
    }

    [Theory, OnEachDatabase]
    internal async Task A_due_review_is_told_once_and_again_only_after_the_next(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var article = (await room.PublishAsync("p1")).ArticleId;
        Done(await room.Get<SetReview>().RunAsync(new(article, room.AgentId, new DateOnly(2026, 12, 1)), Stop));
        await room.Get<NotifyReviews>().RunAsync(Stop);
        Assert.Empty(await room.Db.QueryAsync<string>(Notices, ct: Stop));

        room.Clock.Advance(TimeSpan.FromDays(8));
        await room.Get<NotifyReviews>().RunAsync(Stop);
        await room.Get<NotifyReviews>().RunAsync(Stop);

        Assert.Equal(["“Reset your password” is due for its review"], await room.Db.QueryAsync<string>(Notices, ct: Stop));
        Assert.Single((await ListAsync(room, "due", null)).Items);
    }

    [Theory, OnEachDatabase]
    internal async Task An_article_is_written_from_a_ticket_as_a_draft_for_us_and_written_on(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("r1", "The door stays shut.\nWhat now?"));
        var ticket = await room.TicketAsync();
        Done(await room.Get<ReplyToTicket>().RunAsync(new(ticket.Id, "Hold the badge longer.", "Mia", room.AgentId), Stop));
        Done(await room.Get<AddNote>().RunAsync(new(ticket.Id, "Known since Monday.", "Mia", room.AgentId), Stop));
        var view = (await room.Db.OneAsync<TicketView>(TicketSql.ReadView, new { ticket.Id }, Stop))!;

        var begun = DraftArticleModel.Begin(view, await room.MessagesAsync(ticket.Id));
        Assert.Equal("## The question\n\n> The door stays shut.\n> What now?\n\n## What helps\n\nHold the badge longer.\n", begun.Body);
        var id = Done(await room.Get<WriteArticle>().RunAsync(new(null, 0, begun, "ticket-1", "Mia"), Stop));

        var row = (await room.Db.OneAsync<ArticleRow>(ArticleSql.Read, new { Id = id }, Stop))!;
        Assert.Equal((ArticleState.Draft, ArticleAudience.Internal), (row.State, row.Audience));
        Assert.Single((await ListAsync(room, "draft", null)).Items);

        var own = (await room.Get<WriteArticle>().ReadAsync(id, Stop))!.Value;
        Done(await room.Get<WriteArticle>().RunAsync(
            new(id, own.Version, own.Article with { Title = "The door stays shut", Tags = "badge, doors" }, null, "Maria"), Stop));
        Assert.IsType<Result<Guid>.Conflict>(await room.Get<WriteArticle>().RunAsync(new(id, own.Version, own.Article, null, "Ada"), Stop));
        var written = (await room.Db.OneAsync<ArticleRow>(ArticleSql.Read, new { Id = id }, Stop))!;
        Assert.Equal(("The door stays shut", ArticleState.Draft, ArticleAudience.Internal),
            (written.Title, written.State, written.Audience));
    }

    [Theory, OnEachDatabase]
    internal async Task Articles_are_ranked_by_readers_solved_tickets_and_questions(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var (read, asked) = (await room.PublishAsync("p1", "Read"), await room.PublishAsync("p2", "Asked"));
        var today = (int)(DeskRoom.Start - DateTimeOffset.UnixEpoch).TotalDays;
        await room.Db.ExecuteAsync(InsertDay, new { Day = today, read.ArticleId, People = 7 }, Stop);
        await room.Db.ExecuteAsync(InsertDay, new { Day = today - 40, read.ArticleId, People = 100 }, Stop);
        await room.HearAsync(room.Said("r1", answers: "p2"), room.Said("r2", by: "bob", answers: "p2"));
        await room.SetAsync((await room.TicketsAsync())[0].Id, TicketStatus.Solved);

        async Task<IReadOnlyList<RankedArticle>> RankAsync(string by, int days) =>
            (await room.Get<RankArticles>().RunAsync(by, days, null, 10, Stop)).Articles;
        Assert.Equal([("Read", 7L, 0L), ("Asked", 0L, 2L)], (await RankAsync("visits", 30)).Select(a => (a.Title, a.Visits, a.Tickets)));
        Assert.Equal(107, (await RankAsync("visits", 90))[0].Visits);
        Assert.Equal(("Asked", 1L), ((await RankAsync("solved", 30))[0].Title, (await RankAsync("solved", 30))[0].Solved));
        Assert.Equal("Asked", (await RankAsync("tickets", 30))[0].Title);
        Assert.Equal(2, await room.Db.ScalarAsync<int>(Count, ct: Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task The_ranking_is_walked_page_by_page_also_where_many_have_the_same_number(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        var today = (int)(DeskRoom.Start - DateTimeOffset.UnixEpoch).TotalDays;
        for (var i = 0; i < 8; i++)
        {
            var article = await room.PublishAsync($"p{i}", $"Article {i}");
            await room.Db.ExecuteAsync(InsertDay, new { Day = today, article.ArticleId, People = i < 5 ? 3 : i }, Stop);
        }

        var walked = new List<RankedArticle>();
        RankCursor? after = null;
        do
        {
            (var page, after) = await room.Get<RankArticles>().RunAsync("visits", 30, RankCursor.Read(after?.ToString()), 3, Stop);
            walked.AddRange(page);
        }
        while (after is not null && walked.Count < 100);

        Assert.Equal([7L, 6L, 5L, 3L, 3L, 3L, 3L, 3L], walked.Select(a => a.Visits));
        Assert.Equal(8, walked.Select(a => a.Id).Distinct().Count());
        Assert.Null(RankCursor.Read("7.nonsense"));
    }

    private static Task<Engagement.Web.Api.Page<ArticleReview>> ListAsync(DeskRoom room, string? why, string? whose) =>
        room.Get<ListReviews>().RunAsync(new(why, whose, room.AgentId, null), null, 50, Stop);

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer, exactMatch: false).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
