using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Metrics;

namespace Engagement.Tests.Insights;

/// <summary>Makes a <see cref="World"/> up and writes its rows.</summary>
internal static class WorldRows
{
    private static readonly string[] Networks = ["x", "mastodon", "sandbox"];

    private static readonly Sql Source = Sql.Portable(
        "insert into Sources (Id, Kind, Name, Location, CreatedAt) values (@Id, 'api', 'World', @Location, @Now)");
    private static readonly Sql Article = Sql.Portable(
        """
        insert into Articles (Id, SourceId, ExternalId, Slug, Title, Summary, State, Audience, Version, ContentHash, CreatedAt, UpdatedAt)
        values (@Id, @SourceId, @Title, @Title, @Title, '', 'Validated', 'external', 1, '', @Now, @Now)
        """);
    private static readonly Sql Template = Sql.Portable("""
        insert into Templates (Id, Name, Kind, LengthClass, Description, State, Version, CreatedAt, UpdatedAt)
        values (@Id, @Name, 'post', 'short', '', 'Active', 1, @Now, @Now)
        """);
    private static readonly Sql Series = Sql.Portable(
        """
        insert into Series (Id, Name, State, TimeZone, SlotsJson, Queue, HorizonDays, CreatedAt, CreatedBy, UpdatedAt, UpdatedBy)
        values (@Id, @Name, 'Active', 'UTC', '[]', 'All', 14, @Now, 'test', @Now, 'test')
        """);
    private static readonly Sql Post = Sql.Portable(
        """
        insert into Posts (Id, ArticleId, TemplateId, TemplateVersion, SeriesId, Title, DueAt, TimeZone, CreatedAt, CreatedBy)
        values (@Id, @ArticleId, @TemplateId, 1, @SeriesId, 'Post', @Now, 'UTC', @Now, 'test')
        """);
    private static readonly Sql Delivery = Sql.Portable(
        """
        insert into Deliveries (Id, Kind, PostId, ArticleId, AccountId, Network, Body, State, Version, DueAt, SendKey, PublishedAt,
            CreatedAt, UpdatedAt, Part)
        values (@Id, 'post', @PostId, @ArticleId, @AccountId, @Network, 'Words', @State, 1, @Now, 'k', @PublishedAt, @Now, @Now, @Part)
        """);
    private static readonly Sql Link = Sql.Portable("""
        insert into TrackedLinks (Code, DeliveryId, ArticleId, Target, Source, Campaign, CreatedAt)
        values (@Code, @DeliveryId, @ArticleId, 'https://help.example/a', @Network, 'c', @Now)
        """);
    private static readonly Sql Visit = Sql.Portable(
        "insert into Visits (Code, OccurredAt, Class, Reason, Visitor, BatchId) values (@Code, @At, @Class, 'None', @Visitor, @BatchId)");
    private static readonly Sql Change = Sql.Portable("insert into VisitChanges (Day, ArticleId) values (@Day, @ArticleId)");
    private static readonly Sql Metric = Sql.Portable("""
        insert into PostMetrics (DeliveryId, ReadAt, Likes, Reposts, Replies, Quotes, Views)
        values (@DeliveryId, @At, @Likes, @Reposts, @Replies, null, @Views)
        """);
    private static readonly Sql Spending = Sql.Portable("""
        insert into Spending (Id, AccountId, Kind, DeliveryId, Units, Amount, SpentAt)
        values (@Id, @AccountId, 'Post', @DeliveryId, 1, @Amount, @At)
        """);

    public static async Task WriteAsync(World w, int deliveries, int visits, int tickets)
    {
        var now = World.Start;
        var source = Ids.New(now);
        await w.Db.ExecuteAsync(Source, new { Id = source, Location = source.ToString(), Now = now });
        for (var i = 0; i < 5; i++)
        {
            w.Articles.Add(new(Ids.New(now), $"Article {i}"));
            await w.Db.ExecuteAsync(Article, new { w.Articles[i].Id, SourceId = source, w.Articles[i].Title, Now = now });
        }

        for (var i = 0; i < 2; i++)
        {
            w.Templates.Add(Ids.New(now));
            await w.Db.ExecuteAsync(Template, new { Id = w.Templates[i], Name = $"Template {i}", Now = now });
            w.Series.Add(Ids.New(now));
            await w.Db.ExecuteAsync(Series, new { Id = w.Series[i], Name = $"Series {i}", Now = now });
        }

        foreach (var network in Networks)
        {
            w.Accounts.Add(new(Ids.New(now), network));
            await w.Db.ExecuteAsync(AccountSql.Insert, new
            {
                w.Accounts[^1].Id, Network = network, Name = network, Handle = "@desk",
                RemoteId = network, Server = "", AvatarUrl = (string?)null, ProfileUrl = (string?)null,
                SettingsJson = "{}", SecretsCipher = "", AccessExpiresAt = (DateTimeOffset?)null, Now = now,
            });
        }

        await PostsAsync(w, deliveries);
        await AddVisitsAsync(w, visits);
        await WorldTickets.WriteAsync(w, tickets);
    }

    /// <summary>Visits as they are drained: each with the mark that its day changed.</summary>
    public static async Task AddVisitsAsync(World w, int count)
    {
        var links = w.Deliveries.Where(d => d.Code is not null).ToList();
        var articles = links.ToDictionary(d => d.Code!, d => d.ArticleId);
        var made = Enumerable.Range(0, count).Select(_ =>
        {
            var link = w.Any(links);
            var at = Instant.Truncate(link.PublishedAt!.Value + TimeSpan.FromHours(Math.Pow(w.Random.NextDouble(), 3) * 800));
            var kind = w.Any<string>(["People", "People", "People", "Preview", "Bot"]);

            // The same of a few visitors of an article on a day; none of another day or article.
            long? visitor = kind == "People" && w.Random.Next(5) > 0
                ? HashCode.Combine(link.ArticleId, at.UtcDateTime.Date, w.Random.Next(4))
                : null;
            return new WorldVisit(link.Code!, at, kind, visitor);
        }).ToList();
        w.Visits.AddRange(made);
        await w.Db.InTransactionAsync(async tx =>
        {
            foreach (var visit in made)
            {
                await tx.ExecuteAsync(Visit, new { visit.Code, visit.At, visit.Class, visit.Visitor, BatchId = Guid.Empty });
                await tx.ExecuteAsync(Change, new { Day = (int)(visit.At.ToUnixTimeSeconds() / 86400), ArticleId = articles[visit.Code] });
            }
        });
    }

    private static async Task PostsAsync(World w, int count) => await w.Db.InTransactionAsync(async tx =>
    {
        for (var i = 0; i < count; i++)
        {
            var (article, template, account, post, at) = (w.Any(w.Articles),
                w.Any(w.Templates), w.Any(w.Accounts), Ids.New(World.Start), w.Moment());
            var series = w.Random.Next(3) > 0 ? w.Any(w.Series) : (Guid?)null;
            await tx.ExecuteAsync(Post, new { Id = post, ArticleId = article.Id, TemplateId = template, SeriesId = series, Now = at });
            for (var part = 1; part <= w.Random.Next(1, 3); part++)
            {
                var published = w.Random.Next(6) > 0;
                var d = new WorldDelivery(Ids.New(World.Start), post, article.Id, template, series, account.Id,
                    account.Network, published ? w.Any<string>(["Published", "Published", "Withdrawn"]) : "Failed", part,
                    published ? at : null, published && part == 1 ? $"c{i:000}" : null);
                w.Deliveries.Add(d);
                await tx.ExecuteAsync(
                    Delivery, new { d.Id, d.PostId, d.ArticleId, d.AccountId, d.Network, d.State, d.PublishedAt, d.Part, Now = at });
                if (d.Code is not null)
                {
                    await tx.ExecuteAsync(Link, new { d.Code, DeliveryId = d.Id, d.ArticleId, d.Network, Now = at });
                }

                if (!published)
                {
                    continue;
                }

                for (var reading = 0; reading < w.Random.Next(4); reading++)
                {
                    var m = new WorldMetric(d.Id, at.AddHours(1 + (reading * 30)), w.Random.Next(20),
                        w.Random.Next(5), w.Random.Next(4), account.Network == "x" ? w.Random.Next(500) : null);
                    w.Metrics.Add(m);
                    await tx.ExecuteAsync(Metric, new { m.DeliveryId, m.At, m.Likes, m.Reposts, m.Replies, m.Views });
                }

                foreach (var delivery in new Guid?[] { d.Id, null }.Take(account.Network == "x" ? w.Random.Next(3) : 0))
                {
                    var s = new WorldSpending(account.Id, delivery, w.Random.Next(1, 300_000), at.AddMinutes(w.Random.Next(600)));
                    w.Spendings.Add(s);
                    await tx.ExecuteAsync(Spending, new { Id = Ids.New(World.Start), s.AccountId, s.DeliveryId, s.Amount, s.At });
                }
            }
        }
    });
}
