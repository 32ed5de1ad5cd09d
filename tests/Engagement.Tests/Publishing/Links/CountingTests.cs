using System.Net;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Publishing.Links;
using Engagement.Tests.Data;

namespace Engagement.Tests.Publishing.Links;

/// <summary>What is counted as what, from the request to the numbers that are shown.</summary>
public sealed class CountingTests
{
    private static readonly Sql Visitors = Sql.Portable("select Visitor from Visits where Visitor is not null");
    private static readonly Sql Reasons = Sql.Portable("select Reason from Visits order by Seq");
    private static readonly Sql Salts = Sql.Portable("select Day from VisitSalts order by Day");
    private static readonly Sql CountAll = Sql.Portable("select count(*) from Visits");

    [Theory, OnEachDatabase]
    internal async Task People_previews_and_bots_are_told_apart_and_shown_beside_each_other(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (delivery, code) = await room.PublishedAsync();

        await room.VisitAsync(code, times: 2);
        await room.VisitAsync(code, LinksRoom.Phone);
        await room.VisitAsync(code, "Twitterbot/1.0");
        await room.VisitAsync(code, "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Bluesky Cardyb/1.1; "
            + "+mailto:support@bsky.app) Chrome/141.0.0.0 Safari/537.36");
        await room.VisitAsync(code, "Mastodon/4.4.3 (http.rb/5.3.1; +https://social.example/)");
        await room.VisitAsync(code, headers: ("Sec-Purpose", "prefetch;prerender"));
        await room.VisitAsync(code, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");
        await room.VisitAsync(code, "curl/8.14.1");
        using (var head = await room.FollowAsync(code, method: HttpMethod.Head))
        {
            Assert.Equal(HttpStatusCode.Found, head.StatusCode);
        }

        using (var silent = await room.FollowAsync(code, agent: null))
        {
            Assert.Equal(HttpStatusCode.Found, silent.StatusCode);
        }

        Assert.Equal(11, await room.DrainAsync());
        Assert.Equal(new VisitCounts { People = 3, Unique = 2, Previews = 4, Bots = 4 }, await room.CountAsync(delivery.Id));
        Assert.Equal(
            ["None", "None", "None", "Agent", "Agent", "Agent", "Prefetch", "Agent", "Agent", "Head", "NoBrowser"],
            await room.Db.QueryAsync<string>(Reasons));
    }

    [Theory, OnEachDatabase]
    internal async Task Who_asks_not_to_be_tracked_is_counted_and_not_told_apart(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (delivery, code) = await room.PublishedAsync();

        await room.VisitAsync(code);
        await room.VisitAsync(code, LinksRoom.Phone, 1, ("DNT", "1"));
        await room.VisitAsync(code, LinksRoom.Phone, 1, ("Sec-GPC", "1"));
        await room.DrainAsync();

        Assert.Equal(new VisitCounts { People = 3, Unique = 1, Unrecognised = 2 }, await room.CountAsync(delivery.Id));
        Assert.Single(await room.Db.QueryAsync<long>(Visitors));
    }

    [Theory, OnEachDatabase]
    internal async Task A_visitor_is_one_for_a_day_over_all_links_to_an_article_and_another_on_the_next(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (first, firstCode) = await room.PublishedAsync();
        var (second, secondCode) = await room.PublishedAsync();

        await room.VisitAsync(firstCode, times: 2);
        await room.VisitAsync(secondCode);
        await room.DrainAsync();
        var count = room.Posts.Get<CountVisits>();
        Assert.Equal((3, 1), await ArticleAsync());

        room.Clock.Advance(TimeSpan.FromDays(1));
        await room.Get<DailySalts>().RefreshAsync(Stop);
        await room.VisitAsync(firstCode);
        await room.DrainAsync();

        Assert.Equal((4, 2), await ArticleAsync());
        Assert.Equal((3, 2), (await room.CountAsync(first.Id) is var a ? (a.People, a.Unique) : default));
        Assert.Equal((1, 1), (await room.CountAsync(second.Id) is var b ? (b.People, b.Unique) : default));
        Assert.Equal(1, (await count.OfPostAsync(second.PostId!.Value, Stop))!.People);
        Assert.Null(await count.OfPostAsync(Guid.NewGuid(), Stop));
        Assert.Equal(["2026-11-25"], await room.Db.QueryAsync<string>(Salts)); // yesterday's is gone

        async Task<(long, long)> ArticleAsync() => await count.OfArticleAsync(room.Posts.ArticleId, Stop) is { } c
            ? (c.People, c.Unique) : default;
    }

    [Theory, OnEachDatabase]
    internal async Task The_salt_of_the_next_day_is_there_before_midnight_and_the_same_on_every_node(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (here, there) = (room.Get<DailySalts>(), new DailySalts(room.Db, room.Clock));
        room.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 24, 22, 30, 0, TimeSpan.Zero));
        await here.RefreshAsync(Stop);
        await there.RefreshAsync(Stop);
        var (article, address) = (Guid.NewGuid(), IPAddress.Parse("203.0.113.9"));

        long? Hash(DailySalts salts, int hours, Guid of, string agent = "A") =>
            salts.Hash(room.Clock.GetUtcNow().AddHours(hours), of, address, agent);

        Assert.Equal(Hash(here, 0, article), Hash(there, 0, article));
        Assert.Equal(Hash(here, 2, article), Hash(there, 2, article));
        Assert.NotNull(Hash(here, 0, article));
        Assert.NotEqual(Hash(here, 0, article), Hash(here, 2, article)); // another day
        Assert.NotEqual(Hash(here, 0, article), Hash(here, 0, Guid.NewGuid())); // another article
        Assert.NotEqual(Hash(here, 0, article), Hash(here, 0, article, "B")); // another browser
        Assert.Null(Hash(here, 30, article)); // no salt: counted without
        Assert.NotNull(Hash(here, 0, article, new string('ä', 30_000)));
    }

    [Theory, OnEachDatabase]
    internal async Task Visits_from_the_networks_in_Settings_are_programs(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (delivery, code) = await room.PublishedAsync();
        await LinksRoom.SetAsync(room.Posts, LinksRoom.Address, ranges: "127.0.0.0/8");
        room.Get<ClassifyVisitor>().BotRanges = (await LinkSettings.ReadAsync(room.Db, Stop)).BotRanges;

        await room.VisitAsync(code);
        await room.DrainAsync();

        Assert.Equal(new VisitCounts { Bots = 1 }, await room.CountAsync(delivery.Id));
    }

    [Theory, OnEachDatabase]
    internal async Task More_from_one_address_than_people_make_is_led_on_and_not_counted_among_them(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect, ("Links:PeoplePerMinute", "4"));
        var (delivery, code) = await room.PublishedAsync();

        await room.VisitAsync(code, times: 6);
        room.Clock.Advance(TimeSpan.FromMinutes(1));
        await room.VisitAsync(code);
        await room.DrainAsync();

        Assert.Equal((5, 2), await room.CountAsync(delivery.Id) is var c ? (c.People, c.Bots) : default);
    }

    [Theory, OnEachDatabase]
    internal async Task Who_comes_before_the_post_or_right_after_it_is_no_reader_of_it(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var delivery = await room.MadeAsync();
        var code = LinksRoom.CodeOf(delivery);

        await room.VisitAsync(code);
        room.Clock.Advance(TimeSpan.FromSeconds(1));
        await room.Posts.WorkAsync(delivery.Id);
        room.Clock.Advance(TimeSpan.FromSeconds(3));
        await room.VisitAsync(code);
        room.Clock.Advance(TimeSpan.FromSeconds(20));
        await room.VisitAsync(code);
        await room.DrainAsync();

        Assert.Equal(["Early", "Burst", "None"], await room.Db.QueryAsync<string>(Reasons));
        Assert.Equal(new VisitCounts { People = 1, Unique = 1, Bots = 2 }, await room.CountAsync(delivery.Id));
    }

    [Theory, OnEachDatabase]
    internal async Task A_crowd_right_after_a_post_is_told_to_be_programs_once_it_is_seen(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (delivery, code) = await room.PostedAsync();
        room.Clock.Advance(TimeSpan.FromSeconds(40));
        await room.VisitAsync(code);
        room.Clock.Advance(TimeSpan.FromSeconds(5));
        await room.VisitAsync(code, LinksRoom.Phone, PostingBurst.Crowd);
        await room.DrainAsync();
        Assert.Equal(PostingBurst.Crowd + 1, (await room.CountAsync(delivery.Id)).People);

        Assert.Equal(PostingBurst.Crowd, await room.Posts.Get<NotifyBursts>().RunAsync(Stop));

        Assert.Equal(new VisitCounts { People = 1, Unique = 1, Bots = PostingBurst.Crowd }, await room.CountAsync(delivery.Id));
        Assert.Equal(0, await room.Posts.Get<NotifyBursts>().RunAsync(Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Visits_are_kept_as_long_as_Settings_say_and_no_longer(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (_, code) = await room.PublishedAsync();
        await LinksRoom.SetAsync(room.Posts, LinksRoom.Address, days: 30);
        await room.VisitAsync(code, times: 3);
        room.Clock.Advance(TimeSpan.FromDays(20));
        await room.VisitAsync(code);
        await room.DrainAsync();
        var forget = room.Posts.Get<DeleteVisits>();

        Assert.Equal(0, await forget.RunAsync(Stop));
        room.Clock.Advance(TimeSpan.FromDays(11));
        Assert.Equal(3, await forget.RunAsync(Stop));

        Assert.Equal(1, await room.Db.ScalarAsync<int>(CountAll, ct: Stop));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
