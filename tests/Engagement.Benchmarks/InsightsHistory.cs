using System.Globalization;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Metrics;

namespace Engagement.Benchmarks;

/// <summary>
/// Five years of a busy desk, made up the same each time: 11 posts a day of 2,000 articles on 8 accounts, by 5 templates and 20 series, 55
/// tickets a day, and as many visits as wanted.
/// </summary>
internal static class InsightsHistory
{
    private const int Days = 1826;
    public const int Articles = 2000;
    public const int PostsADay = 11;
    private const int TicketsADay = 55;

    private static readonly Sql Source = Sql.Portable(
        "insert into Sources (Id, Kind, Name, Location, CreatedAt) values (@Id, 'api', 'History', 'history', @At)");
    private static readonly Sql Article = Sql.Portable(
        """
        insert into Articles (Id, SourceId, ExternalId, Slug, Title, Summary, State, Audience, Version, ContentHash, CreatedAt, UpdatedAt)
        values (@Id, @SourceId, @Title, @Title, @Title, '', 'Validated', 'external', 1, '', @At, @At)
        """);
    private static readonly Sql Post = Sql.Portable("""
        insert into Posts (Id, ArticleId, TemplateId, TemplateVersion, SeriesId, Title, DueAt, TimeZone, CreatedAt, CreatedBy)
        values (@Post, @ArticleId, @TemplateId, 1, @SeriesId, 'Did you know?', @At, 'UTC', @At, 'history')
        """);
    private static readonly Sql Template = Sql.Portable("""
        insert into Templates (Id, Name, Kind, LengthClass, Description, State, Version, CreatedAt, UpdatedAt)
        values (@Id, @Name, 'post', 'short', '', 'Active', 1, @At, @At)
        """);
    private static readonly Sql Series = Sql.Portable(
        """
        insert into Series (Id, Name, State, TimeZone, SlotsJson, Queue, HorizonDays, CreatedAt, CreatedBy, UpdatedAt, UpdatedBy)
        values (@Id, @Name, 'Paused', 'UTC', '[]', 'All', 14, @At, 'history', @At, 'history')
        """);
    private static readonly Sql Delivery = Sql.Portable(
        """
        insert into Deliveries (Id, Kind, PostId, ArticleId, AccountId, Network, Body, State, Version, DueAt, SendKey, PublishedAt,
            CreatedAt, UpdatedAt)
        values (@Id, 'post', @Post, @ArticleId, @AccountId, 'x', 'Did you know?', 'Published', 1, @At, 'k', @At, @At, @At)
        """);
    private static readonly Sql Link = Sql.Portable("""
        insert into TrackedLinks (Code, DeliveryId, ArticleId, Target, Source, Campaign, CreatedAt)
        values (@Code, @Id, @ArticleId, 'https://help.example/a', 'x', 'c', @At)
        """);
    private static readonly Sql Metric = Sql.Portable(
        "insert into PostMetrics (DeliveryId, ReadAt, Likes, Reposts, Replies, Quotes, Views) values (@Id, @At, @N, 1, 1, 0, @N)");
    private static readonly Sql Spent = Sql.Portable("""
        insert into Spending (Id, AccountId, Kind, DeliveryId, Units, Amount, SpentAt)
        values (@SpentId, @AccountId, 'PostWithLink', @Id, 1, 200000, @At)
        """);
    private static readonly Sql Client = Sql.Portable("insert into Clients (Id, Name, CreatedAt) values (@Id, @Name, @At)");
    private static readonly Sql Ticket = Sql.Portable(
        """
        insert into Tickets (Id, Number, Subject, Status, Priority, ClientId, AccountId, Network, ThreadId, DeliveryId, PostId, ArticleId,
            CreatedAt, UpdatedAt, LastActivityAt, ClocksBehind)
        values (@Id, @Number, 'It does not work for me', @Status, 'Normal', @ClientId, @AccountId, 'x', @Thread, @DeliveryId, @PostId,
            @ArticleId, @At, @At, @At, 0)
        """);
    private static readonly Sql Message = Sql.Portable("""
        insert into Messages (Id, TicketId, Kind, AuthorName, Body, DeliveryId, SaidAt, CreatedAt)
        values (@MessageId, @Id, @Kind, 'Ann', 'Words', @DeliveryId, @At, @At)
        """);
    private static readonly Sql Answer = Sql.Portable(
        """
        insert into Deliveries (Id, Kind, TicketId, MessageId, AccountId, Network, Body, State, Version, DueAt, SendKey, PublishedAt,
            CreatedAt, UpdatedAt)
        values (@DeliveryId, 'reply', @Id, @MessageId, @AccountId, 'x', 'Words', 'Published', 1, @At, 'k', @At, @At, @At)
        """);
    private static readonly Sql Event = Sql.Portable("""
        insert into TicketEvents (Id, TicketId, Kind, Before, After, Actor, OccurredAt)
        values (@EventId, @Id, @Kind, @Before, @After, 'Ann', @At)
        """);
    private static readonly Sql Chance = Sql.Portable(
        """
        insert into Opportunities (Id, TicketId, Service, Amount, Currency, Stage, Version, CreatedAt, CreatedBy, UpdatedAt, ClosedAt)
        values (@MessageId, @Id, 'Backup', 900000000, 'EUR', 'Won', 1, @At, 'history', @At, @At)
        """);

    private static readonly Sql Analyze = Sql.For(sqlServer: "exec sp_updatestats", sqlite: "pragma analysis_limit = 1000; analyze");

    public static async Task FillAsync(IServiceProvider services, long visits)
    {
        var db = services.GetRequiredService<Db>();
        var start = DateTimeOffset.UtcNow.Date.AddDays(1 - Days);
        var first = new DateTimeOffset(start, TimeSpan.Zero);
        var random = new Random(20261126);
        var ground = await db.InTransactionAsync(tx => GroundAsync(tx, first));
        for (var day = 0; day < Days; day += 30)
        {
            await db.InTransactionAsync(async tx =>
            {
                for (var d = day; d < Math.Min(Days, day + 30); d++)
                {
                    await DayAsync(tx, first.AddDays(d), d, random, ground);
                }
            });
        }

        await InsightsVisits.FillAsync(db, first, Days, visits, random);
        await db.ExecuteAsync(Analyze);
    }

    private static async Task<Ground> GroundAsync(Tx tx, DateTimeOffset at)
    {
        var source = Ids.New(at);
        await tx.ExecuteAsync(Source, new { Id = source, At = at });
        var (articles, accounts, templates, series) = (new List<Guid>(), new List<Guid>(), new List<Guid>(), new List<Guid>());
        for (var i = 0; i < Articles; i++)
        {
            articles.Add(Ids.New(at));
            await tx.ExecuteAsync(Article, new { Id = articles[i], SourceId = source, Title = $"How to do thing {i}", At = at });
        }

        for (var i = 0; i < 8; i++)
        {
            accounts.Add(Ids.New(at));
            await tx.ExecuteAsync(AccountSql.Insert, new
            {
                Id = accounts[i], Network = "x", Name = $"Account {i}", Handle = "@desk",
                RemoteId = $"{i}", Server = "", AvatarUrl = (string?)null, ProfileUrl = (string?)null,
                SettingsJson = "{}", SecretsCipher = "", AccessExpiresAt = (DateTimeOffset?)null, Now = at,
            });
        }

        for (var i = 0; i < 5; i++)
        {
            templates.Add(Ids.New(at));
            await tx.ExecuteAsync(Template, new { Id = templates[i], Name = $"Template {i}", At = at });
        }

        for (var i = 0; i < 20; i++)
        {
            series.Add(Ids.New(at));
            await tx.ExecuteAsync(Series, new { Id = series[i], Name = $"Series {i}", At = at });
        }

        return new(articles, accounts, templates, series);
    }

    private static async Task DayAsync(Tx tx, DateTimeOffset day, int d, Random random, Ground ground)
    {
        var client = Ids.New(day);
        await tx.ExecuteAsync(Client, new { Id = client, Name = $"Client {d}", At = day });
        var posts = new List<(Guid Delivery, Guid Post, Guid Article, Guid Account)>();
        for (var i = 0; i < PostsADay; i++)
        {
            var at = day.AddHours(7 + i);
            var (id, post, n) = (Ids.New(at), Ids.New(at), (d * PostsADay) + i);
            var (article, account) = (ground.Articles[ArticleOf(n)], ground.Accounts[n % ground.Accounts.Count]);
            posts.Add((id, post, article, account));
            var args = new { Id = id, Post = post, ArticleId = article, AccountId = account, Code = CodeOf(n), At = at,
                SpentId = Ids.New(at), TemplateId = ground.Templates[n % ground.Templates.Count],
                SeriesId = ground.Series[n % ground.Series.Count] };
            await tx.ExecuteAsync(Post, args);
            await tx.ExecuteAsync(Delivery, args);
            await tx.ExecuteAsync(Link, args);
            await tx.ExecuteAsync(Spent, args);
            for (var reading = 1; reading <= 20; reading++)
            {
                await tx.ExecuteAsync(Metric, new { Id = id, At = at.AddHours(reading * 8), N = reading * random.Next(1, 40) });
            }
        }

        for (var i = 0; i < TicketsADay; i++)
        {
            var at = Instant.Truncate(day.AddMinutes(random.Next(1440)));
            var (delivery, post, article, account) = posts[random.Next(posts.Count)];
            var id = Ids.New(at);
            var isOpen = d > Days - 4;
            await tx.ExecuteAsync(Ticket, new { Id = id, Number = ((long)d * TicketsADay) + i + 1, Status = isOpen ? "Open" : "Solved",
                ClientId = client, AccountId = account, Thread = $"{d}.{i}",
                DeliveryId = delivery, PostId = post, ArticleId = article, At = at });
            await SayAsync(tx, id, "created", at, null, null);
            foreach (var (kind, minutes) in new[] { ("inbound", 0), ("outbound", random.Next(5, 600)),
                ("inbound", random.Next(600, 900)), ("outbound", random.Next(900, 1500)) })
            {
                var said = new { MessageId = Ids.New(at), Id = id, Kind = kind,
                    DeliveryId = kind == "outbound" ? Ids.New(at) : (Guid?)null, AccountId = account, At = at.AddMinutes(minutes) };
                if (said.DeliveryId is not null)
                {
                    await tx.ExecuteAsync(Answer, said);
                }

                await tx.ExecuteAsync(Message, said);
                await SayAsync(tx, id, kind, at.AddMinutes(minutes), null, null);
            }

            if (!isOpen)
            {
                await SayAsync(tx, id, "status", at.AddMinutes(random.Next(1500, 5000)), "Open", "Solved");
            }

            if (i == 0)
            {
                await tx.ExecuteAsync(Chance, new { MessageId = Ids.New(at), Id = id, At = at });
            }
        }
    }

    private static Task SayAsync(Tx tx, Guid ticket, string kind, DateTimeOffset at, string? before, string? after) =>
        tx.ExecuteAsync(Event, new { EventId = Ids.New(at), Id = ticket, Kind = kind, Before = before, After = after, At = at });

    /// <summary>Which article a post is about, by number.</summary>
    public static int ArticleOf(int post) => (int)(post * 7919L % Articles);

    /// <summary>The code of a post's link.</summary>
    public static string CodeOf(int post) => string.Create(CultureInfo.InvariantCulture, $"b{post:0000000}");

    private sealed record Ground(List<Guid> Articles, List<Guid> Accounts, List<Guid> Templates, List<Guid> Series);
}
