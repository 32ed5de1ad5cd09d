using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Desk;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Data;

/// <summary>
/// SQL Server does not see spaces at the end of a key, .NET and SQLite do. What comes from elsewhere and becomes one has none, so both
/// databases say the same.
/// </summary>
public sealed class TrailingSpacesTests
{
    private static readonly Sql Keys = Sql.Portable("select RemoteId from InboundItems union all select AuthorId from InboundItems");

    private static readonly Sql CountArticles = Sql.Portable("select count(*) from Articles where Title like 'Reset%'");

    [Theory, OnEachDatabase]
    internal async Task An_item_or_an_author_whose_id_ends_in_a_space_is_set_aside_in_view_and_taken_for_no_other(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);

        await desk.HearAsync(
            desk.Said("1"), desk.Said("1 "), desk.Said("2", by: "ann "), desk.Said("1 "), desk.Said("3", answers: "1 ", root: "1 "));

        var items = await desk.ItemsAsync();
        Assert.Equal(4, items.Count);
        Assert.Equal(2, items.Count(i => i.State == "Failed" && i.Outcome!.Contains("ends in a space", StringComparison.Ordinal)));
        Assert.Equal(2, (await desk.TicketsAsync()).Count); // the last begins a thread of its own
        Assert.DoesNotContain(await desk.Db.QueryAsync<string>(Keys, ct: Stop), key => key.EndsWith(' '));
        Assert.Equal(4, items.Select(i => i.RemoteId).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory, OnEachDatabase]
    internal async Task A_program_that_asks_again_with_a_space_behind_its_key_gets_the_same_post(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var first = PostsRoom.Done(await room.CreateAsync(room.Command(account.Id) with { IdempotencyKey = "order 7" }));
        var again = PostsRoom.Done(await room.CreateAsync(room.Command(account.Id) with { IdempotencyKey = "order 7 " }));

        Assert.Equal(first.PostId, again.PostId);
    }

    [Theory, OnEachDatabase]
    internal async Task An_article_that_is_pushed_again_with_a_space_behind_its_name_is_the_same(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var before = await room.Db.ScalarAsync<int>(CountArticles, ct: Stop);
        foreach (var name in new[] { "kb-1", "kb-1 ", " kb-1" })
        {
            PostsRoom.Done(await room.Get<PushArticle>().RunAsync(new(name, "Reset it", "Some words."), "test", Stop));
        }

        Assert.Equal(before + 1, await room.Db.ScalarAsync<int>(CountArticles, ct: Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_limit_is_one_whatever_spaces_its_network_puts_behind_its_name(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        foreach (var (name, left) in new[] { ("statuses", 9), ("statuses ", 8) })
        {
            var said = new RateReading(name, 300, left, desk.Clock.Now().AddMinutes(15));
            await desk.Get<RateBudgets>().LearnAsync(desk.Db, desk.AccountId, said, Stop);
        }

        var known = await desk.Db.QueryAsync<RateBudgetRow>(RateBudgets.ReadAll, new { desk.AccountId }, Stop);
        Assert.Equal(8, Assert.Single(known).Remaining);
    }

    [Fact]
    public void A_key_made_of_an_id_that_ends_in_a_space_is_another_than_without_and_fits()
    {
        foreach (var id in new[] { "a", new string('x', 330), new string('x', 399) })
        {
            var (plain, spaced, more) = (Fit.Key(id), Fit.Key(id + " "), Fit.Key(id + "  "));

            Assert.Equal(3, new[] { plain, spaced, more }.Distinct(StringComparer.Ordinal).Count());
            Assert.All(new[] { plain, spaced, more }, key => Assert.True(key.Length <= Fit.Id && !Fit.EndsInSpace(key)));
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
