using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Links;
using Engagement.Tests.Data;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Publishing.Links;

/// <summary>How a delivery comes by its link.</summary>
public sealed class TrackedPostsTests
{
    private static readonly Sql ReadLinks = Sql.Portable("select Code, DeliveryId, ArticleId, Target, Source, Campaign from TrackedLinks");

    [Theory, OnEachDatabase]
    internal async Task Each_delivery_has_a_link_of_its_own_where_the_articles_address_would_stand(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        await LinksRoom.SetAsync(room, LinksRoom.Address);
        var (desk, news) = (await room.ConnectAsync("desk"), await room.ConnectAsync("news"));

        var created = Done(await room.CreateAsync(room.Command(desk.Id)
            with { Accounts = [new(desk.Id), new(news.Id, $"Read {ArticleUrl}, it is short.")] }));

        var deliveries = await room.DeliveriesAsync(created.PostId);
        var links = await room.Db.QueryAsync<TrackedLink>(ReadLinks);
        Assert.Equal(2, links.Select(l => l.Code).Distinct().Count());
        foreach (var delivery in deliveries)
        {
            var link = Assert.Single(links, l => l.DeliveryId == delivery.Id);
            Assert.Equal($"{LinksRoom.Address}/l/{link.Code}", delivery.LinkUrl);
            Assert.Contains(delivery.LinkUrl!, delivery.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(ArticleUrl, delivery.Body, StringComparison.Ordinal);
            Assert.Equal((room.ArticleId, ArticleUrl, "sandbox", "reset-your-password"),
                (link.ArticleId, link.Target, link.Source, link.Campaign));
        }

        Assert.Equal($"Read {deliveries.Single(d => d.AccountId == news.Id).LinkUrl}, it is short.",
            deliveries.Single(d => d.AccountId == news.Id).Body);
    }

    [Theory, OnEachDatabase]
    internal async Task A_thread_has_one_link_and_it_is_the_parts_that_shows_it(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        await LinksRoom.SetAsync(room, LinksRoom.Address);
        var desk = await room.ConnectAsync("desk");
        var steps = string.Join("\n\n", Enumerable.Range(1, 9)
            .Select(i => $"Step {i}. Hold the badge to the reader, count to five, and wait until the light is green before you "
                + $"go on to the next door."));

        var created = Done(await room.CreateAsync(room.Command(desk.Id) with { Text = $"{steps}\n\n{ArticleUrl}", Thread = true }));

        var parts = await room.DeliveriesAsync(created.PostId);
        var link = Assert.Single(await room.Db.QueryAsync<TrackedLink>(ReadLinks));
        Assert.True(parts.Count > 1);
        var linked = Assert.Single(parts, p => p.LinkUrl is not null);
        Assert.Equal((linked.Id, $"{LinksRoom.Address}/l/{link.Code}"), (link.DeliveryId, linked.LinkUrl));
        Assert.Contains(linked.LinkUrl!, linked.Body, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task Without_a_public_address_the_articles_own_address_stays_and_nothing_is_tracked(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync("desk");

        var delivery = await room.ScheduledAsync(desk);

        Assert.Equal(ArticleUrl, delivery.LinkUrl);
        Assert.Contains(ArticleUrl, delivery.Body, StringComparison.Ordinal);
        Assert.Empty(await room.Db.QueryAsync<TrackedLink>(ReadLinks));
    }

    [Theory, OnEachDatabase]
    internal async Task The_link_is_in_what_the_network_gets(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);

        var (delivery, _) = await room.PostedAsync();

        var there = Assert.Single(room.Posts.Sandbox.Posts.ByKey(
            room.Posts.Sandbox.Profiles.Find("service_desk")!, (await room.Posts.DeliveryAsync(delivery.Id)).SendKey));
        Assert.Contains(delivery.LinkUrl!, there.Text, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task Lengths_are_measured_with_the_short_link(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var address = "https://" + new string('a', 50) + ".example";
        await LinksRoom.SetAsync(room, address);
        var channel = room.Get<Engagement.Channels.ChannelCatalog>()["bluesky"]; // where a link costs its own length
        var settings = await LinkSettings.ReadAsync(room.Db, TestContext.Current.CancellationToken);

        var answer = await room.Get<RenderTemplate>()
            .RunAsync(new(null, "{{ article.summary }} {{ article.url }} {{ link }}", room.ArticleId, null, "bluesky"),
                TestContext.Current.CancellationToken);

        var words = Done(answer);
        Assert.Equal($"Three minutes, and no call to the desk. {settings.Address!.Sample} {settings.Address.Sample}", words.Text);
        Assert.Equal(channel.Measure(words.Text!, null).Length, words.Measure!.Length);
        Assert.Equal(settings.Address.Sample.Length, settings.Address.LinkOf(LinkCode.New()).Length);
    }

    [Theory, OnEachDatabase]
    internal async Task Words_changed_later_keep_the_link_also_when_the_articles_address_is_pasted_into_them(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        await LinksRoom.SetAsync(room, LinksRoom.Address);
        var delivery = await room.ScheduledAsync(await room.ConnectAsync("desk"));
        var change = room.Get<ChangeDelivery>();

        Done(await change.ReviseAsync(delivery.Id, 1, $"Again: {ArticleUrl}!",
            delivery.DueAt, "Erin", null, TestContext.Current.CancellationToken));
        Assert.Equal($"Again: {delivery.LinkUrl}!", (await room.DeliveryAsync(delivery.Id)).Body);

        Done(await change.ReviseAsync(delivery.Id, 2, "No link at all",
            delivery.DueAt, "Erin", null, TestContext.Current.CancellationToken));
        Assert.Equal($"No link at all\n\n{delivery.LinkUrl}", (await room.DeliveryAsync(delivery.Id)).Body);
    }

    [Theory, OnEachDatabase]
    internal async Task Settings_are_refused_with_the_field_that_is_wrong(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var save = room.Get<SaveLinkSettings>();
        var right = new SaveLinkSettings.Command(LinksRoom.Address, "autumn", "203.0.113.0/24\n2001:db8::/32, 198.51.100.7", 90, "admin");

        var saved = Done(await save.RunAsync(right, TestContext.Current.CancellationToken));

        Assert.Equal((LinksRoom.Address, "autumn", 90), (saved.Address!.Start, saved.Campaign, saved.KeepDays));
        Assert.Equal(["203.0.113.0/24", "2001:db8::/32", "198.51.100.7/32"], saved.BotRanges.Select(r => r.ToString()));
        Assert.Equal(new("Address", ShortAddress.Wanted),
            Wrong(await save.RunAsync(right with { Address = "go.example" }, TestContext.Current.CancellationToken)));
        Assert.Equal("Campaign",
            Wrong(await save.RunAsync(right with { Campaign = new string('a', 101) }, TestContext.Current.CancellationToken)).Field);
        Assert.Equal(new("BotRanges", "‘203.0.113.0/33’ is no network. Write it as 203.0.113.0/24 or 2001:db8::/32, one a line."),
            Wrong(await save.RunAsync(right with { BotRanges = "203.0.113.0/33" }, TestContext.Current.CancellationToken)));
        Assert.Equal("KeepDays", Wrong(await save.RunAsync(right with { KeepDays = 0 }, TestContext.Current.CancellationToken)).Field);
        Assert.Equal("KeepDays", Wrong(await save.RunAsync(right with { KeepDays = null }, TestContext.Current.CancellationToken)).Field);
    }
}
