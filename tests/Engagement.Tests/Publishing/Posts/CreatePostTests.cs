using System.Security.Cryptography;
using System.Text;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Data;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Publishing.Posts;

public sealed class CreatePostTests
{
    private static readonly Sql CountPosts = Sql.Portable("select count(*) from Posts");

    private static readonly Sql ReadPins = Sql.Portable("select ArticleVersion, TemplateId, TemplateVersion from Posts where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task A_post_is_a_scheduled_delivery_for_each_account_with_its_own_words_and_the_link(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var (desk, news) = (await room.ConnectAsync("desk"), await room.ConnectAsync("news"));

        var created = Done(await room.CreateAsync(room.Command(desk.Id) with
        {
            Accounts = [new(desk.Id), new(news.Id, $"Only here: {ArticleUrl}")],
        }));

        Assert.Equal(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero), created.DueAt);
        var deliveries = (await room.DeliveriesAsync(created.PostId)).ToDictionary(d => d.AccountId);
        Assert.Equal(2, deliveries.Count);
        Assert.All(deliveries.Values, d => Assert.Equal((DeliveryState.Scheduled, created.DueAt), (d.State, d.DueAt)));
        Assert.Equal($"Only here: {ArticleUrl}", deliveries[news.Id].Body);
        Assert.Contains(ArticleUrl, deliveries[desk.Id].Body, StringComparison.Ordinal);
        Assert.Contains("Reset your password", deliveries[desk.Id].Body, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task It_pins_the_versions_of_article_and_template_it_was_made_with(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();

        var created = Done(await room.CreateAsync(room.Command(desk.Id)));

        var pins = (await room.Db.OneAsync<PostRow>(ReadPins, new { Id = created.PostId }))!;
        Assert.Equal((1, room.TemplateId, 1), (pins.ArticleVersion, pins.TemplateId, pins.TemplateVersion));
    }

    [Theory, OnEachDatabase]
    internal async Task The_language_and_the_warning_that_a_person_gives_go_out_with_the_words(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();

        Assert.Equal("Language", Wrong(await room.CreateAsync(room.Command(desk.Id) with { Language = "Swiss German" })).Field);
        var created = Done(await room.CreateAsync(room.Command(desk.Id) with { Language = " de-CH ", ContentWarning = " Strobe light " }));
        var delivery = Assert.Single(await room.DeliveriesAsync(created.PostId));
        room.Clock.SetUtcNow(delivery.DueAt);
        await room.WorkAsync(delivery.Id);

        var there = room.Sandbox.Posts.Find((await room.DeliveryAsync(delivery.Id)).RemoteId!)!;
        Assert.Equal(("de-CH", "Strobe light"), (there.Language, there.ContentWarning));
    }

    [Theory, OnEachDatabase]
    internal async Task The_same_key_and_request_answer_with_the_same_post(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var command = room.Command(desk.Id) with { IdempotencyKey = "order-7" };

        var first = Done(await room.CreateAsync(command));
        room.Clock.Advance(TimeSpan.FromDays(3)); // the caller asks again long after the post's time
        var second = Done(await room.CreateAsync(command));

        Assert.Equal((first.PostId, true, false), (second.PostId, first.IsNew, second.IsNew));
        Assert.Equal(1, await room.Db.ScalarAsync<int>(CountPosts));
    }

    [Theory, OnEachDatabase]
    internal async Task One_key_sent_many_times_at_once_makes_one_post(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var command = room.Command(desk.Id) with { IdempotencyKey = "order-7" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => room.CreateAsync(command))));

        Assert.Single(answers.Select(a => Done(a).PostId).Distinct());
        Assert.Single(answers, a => Done(a).IsNew);
        Assert.Equal(1, await room.Db.ScalarAsync<int>(CountPosts));
    }

    [Theory, OnEachDatabase]
    internal async Task The_same_key_with_another_request_is_refused(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var command = room.Command(desk.Id) with { IdempotencyKey = "order-7" };
        Done(await room.CreateAsync(command));

        Assert.Equal("Idempotency-Key", Wrong(await room.CreateAsync(command with { DueAt = "2026-11-25T10:00" })).Field);
    }

    [Theory, OnEachDatabase]
    internal async Task A_key_that_came_to_a_former_version_still_answers_with_its_post(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var command = room.Command(desk.Id) with { IdempotencyKey = "order-9", DueAt = "2026-11-25T09:00:00+01:00", TimeZone = null };
        var first = Done(await room.CreateAsync(command));

        // As they hashed it: the request as it was spelt, without what commands have had since.
        var spelt = $$"""
            {"ArticleId":"{{room.ArticleId}}","ExternalId":null,"TemplateId":"{{room.TemplateId}}","Text":null,
            "Accounts":[{"AccountId":"{{desk.Id}}","Text":null}],"Now":false,"DueAt":"2026-11-25T09:00:00\u002B01:00","TimeZone":null,
            "IdempotencyKey":null,"By":"","ById":null,"Images":null,"Thread":false,"Draft":false,"Late":null,"PostId":null,
            "Language":null,"ContentWarning":null,"DespiteGuards":false,"SeriesId":null}
            """.ReplaceLineEndings("");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(spelt)));
        Assert.Equal(1, await room.Db.ExecuteAsync(
            Sql.Portable("update Posts set RequestHash = @Hash where Id = @Id and RequestHash <> @Hash"),
            new { Id = first.PostId, Hash = hash }));

        var again = Done(await room.CreateAsync(command));
        Assert.Equal((first.PostId, false), (again.PostId, again.IsNew));
        Assert.Equal("Idempotency-Key", Wrong(await room.CreateAsync(command with { DueAt = "2026-11-25T09:30:00+01:00" })).Field);
        Assert.Equal(1, await room.Db.ScalarAsync<int>(CountPosts));
    }

    [Theory, OnEachDatabase]
    internal async Task The_same_key_and_moment_are_the_same_request_however_they_are_spelt(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var command = room.Command(desk.Id) with { IdempotencyKey = "order-8", DueAt = "2026-11-25T09:00:00+01:00", TimeZone = null };
        var first = Done(await room.CreateAsync(command));

        foreach (var same in new[] { "2026-11-25T08:00:00Z", "2026-11-25T08:00Z", "2026-11-25T10:00:00.000+02:00", "2026-11-25T08:00" })
        {
            Assert.Equal(first.PostId, Done(await room.CreateAsync(command with { DueAt = same })).PostId);
        }

        Assert.Equal(first.PostId, Done(await room.CreateAsync(command with { TimeZone = "UTC" })).PostId);
        Assert.Equal(1, await room.Db.ScalarAsync<int>(CountPosts));
        foreach (var other in new[] { command with { DueAt = "2026-11-25T09:00:00Z" }, command with { TimeZone = "Europe/Berlin" } })
        {
            Assert.Equal("Idempotency-Key", Wrong(await room.CreateAsync(other)).Field);
        }
    }

    [Theory, OnEachDatabase]
    internal async Task A_draft_without_a_time_is_told_that_it_has_one_too(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();

        Assert.Equal(new("DueAt", "A draft has a time too: when it is meant to go out once it is handed in."),
            Wrong(await room.CreateAsync(room.Command(desk.Id) with { Draft = true, DueAt = null })));
    }

    [Theory, OnEachDatabase]
    internal async Task Only_validated_articles_for_readers_outside_with_an_address_may_be_posted(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var refused = new Dictionary<string, Guid>
        {
            ["The article is draft. Only validated articles may be posted."] =
                await room.AddArticleAsync("draft", "https://help.example/1", state: "Draft"),
            ["The article is archived. Only validated articles may be posted."] =
                await room.AddArticleAsync("old", "https://help.example/2", state: "Archived"),
            ["The article is internal. Only articles for readers outside may be posted."] =
                await room.AddArticleAsync("inner", "https://help.example/3", audience: "internal"),
            ["The article has no public address to lead readers to. Give its source a base URL."] =
                await room.AddArticleAsync("nowhere", null),
            ["There is no such article."] = Guid.NewGuid(),
        };

        foreach (var (why, article) in refused)
        {
            Assert.Equal(new("ArticleId", why), Wrong(await room.CreateAsync(room.Command(desk.Id) with { ArticleId = article })));
        }

        Assert.Equal(0, await room.Db.ScalarAsync<int>(CountPosts));
    }

    [Theory, OnEachDatabase]
    internal async Task An_article_is_found_by_its_name_in_its_source_unless_two_sources_have_it(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var command = room.Command(desk.Id) with { ArticleId = null, ExternalId = "reset-your-password" };

        Done(await room.CreateAsync(command));
        await room.AddArticleAsync("reset-your-password", "https://other.example/reset");

        Assert.Equal("ExternalId", Wrong(await room.CreateAsync(command)).Field);
    }

    [Theory, OnEachDatabase]
    internal async Task Too_long_words_are_refused_with_the_count_and_at_the_account_they_are_for(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var (desk, news) = (await room.ConnectAsync("desk"), await room.ConnectAsync("news"));

        var wrong = Wrong(await room.CreateAsync(room.Command(desk.Id)
            with { Accounts = [new(desk.Id), new(news.Id, new string('a', 600))] }));

        Assert.Equal("Accounts[1].Text", wrong.Field);
        Assert.Contains("of 500", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(0, await room.Db.ScalarAsync<int>(CountPosts));
    }

    [Theory, OnEachDatabase]
    internal async Task Words_without_the_articles_link_get_it_as_their_last_line_and_it_is_counted(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var command = room.Command(desk.Id) with { TemplateId = null };

        // 500 fit; a link counts 23, and two line ends stand before it.
        var fits = Done(await room.CreateAsync(command with { Text = new string('a', 475) }));

        Assert.EndsWith($"\n\n{ArticleUrl}", Assert.Single(await room.DeliveriesAsync(fits.PostId)).Body, StringComparison.Ordinal);
        Assert.Equal("Text", Wrong(await room.CreateAsync(command with { Text = new string('a', 476) })).Field);
    }

    [Theory, OnEachDatabase]
    internal async Task A_past_time_is_refused_and_one_of_a_moment_ago_is_not(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();

        Assert.Equal(new("DueAt", "That time is past."),
            Wrong(await room.CreateAsync(room.Command(desk.Id) with { DueAt = "2026-11-24T08:57" })));
        Done(await room.CreateAsync(room.Command(desk.Id) with { DueAt = "2026-11-24T08:59" }));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_missing_or_twice_is_named(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var right = room.Command(desk.Id);

        Assert.Equal("ArticleId", Wrong(await room.CreateAsync(right with { ArticleId = null })).Field);
        Assert.Equal("TemplateId", Wrong(await room.CreateAsync(right with { TemplateId = null })).Field);
        Assert.Equal("TemplateId", Wrong(await room.CreateAsync(right with { TemplateId = Guid.NewGuid() })).Field);
        Assert.Equal("Accounts", Wrong(await room.CreateAsync(right with { Accounts = [] })).Field);
        Assert.Equal("Accounts", Wrong(await room.CreateAsync(room.Command(desk.Id, desk.Id))).Field);
        Assert.Equal("Accounts[0]", Wrong(await room.CreateAsync(room.Command(Guid.NewGuid()))).Field);
        Assert.Equal("DueAt", Wrong(await room.CreateAsync(right with { DueAt = null })).Field);
        Assert.Equal("DueAt", Wrong(await room.CreateAsync(right with { DueAt = "soon" })).Field);
        Assert.Equal("DueAt", Wrong(await room.CreateAsync(right with { Now = true })).Field);
        Assert.Equal("TimeZone", Wrong(await room.CreateAsync(right with { TimeZone = "Europe/Atlantis" })).Field);
    }

    [Theory, OnEachDatabase]
    internal async Task Now_goes_out_now(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var created = Done(await room.CreateAsync(room.Command(desk.Id) with { Now = true, DueAt = null }));
        var delivery = Assert.Single(await room.DeliveriesAsync(created.PostId));

        await room.WorkAsync(delivery.Id);

        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(delivery.Id)).State);
    }
}
