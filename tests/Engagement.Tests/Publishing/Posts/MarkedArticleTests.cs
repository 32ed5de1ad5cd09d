using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Features.Publishing.Series;
using Engagement.Tests.Data;

namespace Engagement.Tests.Publishing.Posts;

public sealed class MarkedArticleTests
{
    private static readonly Sql Mark = Sql.Portable("update Articles set Marks = '{{ site.phone }}' where Id = @Id");

    private static readonly Sql Expire = Sql.Portable("update Articles set ExpireAt = @At where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task An_article_that_holds_a_mark_is_posted_only_when_somebody_confirms(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        await room.Db.ExecuteAsync(Mark, new { Id = room.ArticleId });

        var refused = Assert.IsType<Result<CreatePost.Created>.Invalid>(await room.CreateAsync(room.Command(account.Id)));
        Assert.Equal("DespiteMarks", Assert.Single(refused.Errors).Field);
        Assert.Contains("{{ site.phone }}", refused.Errors[0].Message, StringComparison.Ordinal);

        PostsRoom.Done(await room.CreateAsync(room.Command(account.Id) with { DespiteMarks = true }));
    }

    [Theory, OnEachDatabase]
    internal async Task A_series_passes_it_over_and_says_so(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var series = new SeriesRow { Queue = SeriesQueue.All };
        Assert.Single(await NextArticle.OfAsync(room.Db, series, room.Clock.GetUtcNow(), 5, TestContext.Current.CancellationToken));
        await room.Db.ExecuteAsync(Mark, new { Id = room.ArticleId });

        Assert.Empty(await NextArticle.OfAsync(room.Db, series, room.Clock.GetUtcNow(), 5, TestContext.Current.CancellationToken));
        Assert.Equal(1, await room.Db.ScalarAsync<int>(NextArticle.CountMarked,
            new { Queue = "All", Tag = (string?)null, SeriesId = Guid.Empty }));
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_of_an_article_that_expires_meanwhile_is_held(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var post = PostsRoom.Done(await room.CreateAsync(room.Command(account.Id))).PostId;
        await room.Db.ExecuteAsync(Expire, new { Id = room.ArticleId, At = room.Clock.GetUtcNow().AddMinutes(1) });
        room.Clock.Advance(TimeSpan.FromMinutes(2));
        await room.Get<ReachDates>().RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(DeliveryState.Held, Assert.Single(await room.DeliveriesAsync(post)).State);
    }
}
