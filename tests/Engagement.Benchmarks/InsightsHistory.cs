using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Engagement.Data;
using Engagement.Features.Channels;

namespace Engagement.Benchmarks;

/// <summary>Five years of a busy desk, made up the same each time: 11 posts a day of 2,000 articles on 8 accounts, 55 tickets a day, and as many visits as wanted.</summary>
internal static class InsightsHistory
{
    private const int Days = 1826;
    private const int PostsADay = 11;
    private const int TicketsADay = 55;
    private const int Chunk = 20_000;

    private static readonly Sql Source = Sql.Portable("insert into Sources (Id, Kind, Name, Location, CreatedAt) values (@Id, 'api', 'History', 'history', @At)");
    private static readonly Sql Article = Sql.Portable(
        """
        insert into Articles (Id, SourceId, ExternalId, Slug, Title, Summary, State, Audience, Version, ContentHash, CreatedAt, UpdatedAt)
        values (@Id, @SourceId, @Title, @Title, @Title, '', 'Validated', 'external', 1, '', @At, @At)
        """);
    private static readonly Sql Post = Sql.Portable("insert into Posts (Id, ArticleId, Title, DueAt, TimeZone, CreatedAt, CreatedBy) values (@Post, @ArticleId, 'Did you know?', @At, 'UTC', @At, 'history')");
    private static readonly Sql Delivery = Sql.Portable(
        """
        insert into Deliveries (Id, Kind, PostId, ArticleId, AccountId, Network, Body, State, Version, DueAt, SendKey, PublishedAt, CreatedAt, UpdatedAt)
        values (@Id, 'post', @Post, @ArticleId, @AccountId, 'x', 'Did you know?', 'Published', 1, @At, 'k', @At, @At, @At)
        """);
    private static readonly Sql Link = Sql.Portable(
        "insert into TrackedLinks (Code, DeliveryId, ArticleId, Target, Source, Campaign, CreatedAt) values (@Code, @Id, @ArticleId, 'https://help.example/a', 'x', 'c', @At)");
    private static readonly Sql Metric = Sql.Portable("insert into PostMetrics (DeliveryId, ReadAt, Likes, Reposts, Replies, Quotes, Views) values (@Id, @At, @N, 1, 1, 0, @N)");
    private static readonly Sql Spent = Sql.Portable("insert into Spending (Id, AccountId, Kind, DeliveryId, Units, Amount, SpentAt) values (@SpentId, @AccountId, 'PostWithLink', @Id, 1, 200000, @At)");
    private static readonly Sql Client = Sql.Portable("insert into Clients (Id, Name, CreatedAt) values (@Id, @Name, @At)");
    private static readonly Sql Ticket = Sql.Portable(
        """
        insert into Tickets (Id, Number, Subject, Status, Priority, ClientId, AccountId, Network, ThreadId, DeliveryId, PostId, ArticleId, CreatedAt, UpdatedAt, LastActivityAt, ClocksBehind)
        values (@Id, @Number, 'It does not work for me', @Status, 'Normal', @ClientId, @AccountId, 'x', @Thread, @DeliveryId, @PostId, @ArticleId, @At, @At, @At, 0)
        """);
    private static readonly Sql Message = Sql.Portable("insert into Messages (Id, TicketId, Kind, AuthorName, Body, SaidAt, CreatedAt) values (@MessageId, @Id, @Kind, 'Ann', 'Words', @At, @At)");
    private static readonly Sql Event = Sql.Portable("insert into TicketEvents (Id, TicketId, Kind, Before, After, Actor, OccurredAt) values (@EventId, @Id, @Kind, @Before, @After, 'Ann', @At)");
    private static readonly Sql Chance = Sql.Portable(
        """
        insert into Opportunities (Id, TicketId, Service, Amount, Currency, Stage, Version, CreatedAt, CreatedBy, UpdatedAt, ClosedAt)
        values (@MessageId, @Id, 'Backup', 900000000, 'EUR', 'Won', 1, @At, 'history', @At, @At)
        """);

    private static readonly Sql DropByCode = Sql.For(sqlServer: "drop index IX_Visits_Code on Visits", sqlite: "drop index IX_Visits_Code");
    private static readonly Sql DropByTime = Sql.For(sqlServer: "drop index IX_Visits_OccurredAt on Visits", sqlite: "drop index IX_Visits_OccurredAt");
    private static readonly Sql ByCode = Sql.For(
        sqlServer: "create index IX_Visits_Code on Visits (Code, Class, OccurredAt) include (Visitor)", sqlite: "create index IX_Visits_Code on Visits (Code, Class, OccurredAt)");
    private static readonly Sql ByTime = Sql.Portable("create index IX_Visits_OccurredAt on Visits (OccurredAt)");
    private static readonly Sql Analyze = Sql.For(sqlServer: "exec sp_updatestats", sqlite: "pragma optimize = 0x10002");
    private static readonly Sql InsertVisits = Sql.For(
        sqlServer:
        """
        insert into Visits (Code, OccurredAt, Class, Reason, Visitor, BatchId)
        select v.Code, v.At, v.Class, 'None', v.Visitor, @BatchId
        from openjson(@Visits) with (Code nvarchar(12) collate Latin1_General_100_BIN2 '$[0]', At datetime2(3) '$[1]', Class nvarchar(10) '$[2]', Visitor bigint '$[3]') v
        """,
        sqlite:
        """
        insert into Visits (Code, OccurredAt, Class, Reason, Visitor, BatchId)
        select v.value ->> 0, v.value ->> 1, v.value ->> 2, 'None', v.value ->> 3, @BatchId from json_each(@Visits) v
        """);

    public static async Task FillAsync(IServiceProvider services, long visits)
    {
        var db = services.GetRequiredService<Db>();
        var start = DateTimeOffset.UtcNow.Date.AddDays(1 - Days);
        var first = new DateTimeOffset(start, TimeSpan.Zero);
        var random = new Random(20261126);
        var (articles, accounts) = await db.InTransactionAsync(tx => GroundAsync(tx, first));
        for (var day = 0; day < Days; day += 30)
        {
            await db.InTransactionAsync(async tx =>
            {
                for (var d = day; d < Math.Min(Days, day + 30); d++)
                {
                    await DayAsync(tx, first.AddDays(d), d, random, articles, accounts);
                }
            });
        }

        await VisitsAsync(db, first, visits, random, articles.Count);
        await db.ExecuteAsync(Analyze);
    }

    private static async Task<(List<Guid> Articles, List<Guid> Accounts)> GroundAsync(Tx tx, DateTimeOffset at)
    {
        var source = Ids.New(at);
        await tx.ExecuteAsync(Source, new { Id = source, At = at });
        var (articles, accounts) = (new List<Guid>(), new List<Guid>());
        for (var i = 0; i < 2000; i++)
        {
            articles.Add(Ids.New(at));
            await tx.ExecuteAsync(Article, new { Id = articles[i], SourceId = source, Title = $"How to do thing {i}", At = at });
        }

        for (var i = 0; i < 8; i++)
        {
            accounts.Add(Ids.New(at));
            await tx.ExecuteAsync(AccountSql.Insert, new
            {
                Id = accounts[i], Network = "x", Name = $"Account {i}", Handle = "@desk", RemoteId = $"{i}", Server = "", AvatarUrl = (string?)null, ProfileUrl = (string?)null,
                SettingsJson = "{}", SecretsCipher = "", AccessExpiresAt = (DateTimeOffset?)null, Now = at,
            });
        }

        return (articles, accounts);
    }

    private static async Task DayAsync(Tx tx, DateTimeOffset day, int d, Random random, List<Guid> articles, List<Guid> accounts)
    {
        var client = Ids.New(day);
        await tx.ExecuteAsync(Client, new { Id = client, Name = $"Client {d}", At = day });
        var posts = new List<(Guid Delivery, Guid Post, Guid Article, Guid Account)>();
        for (var i = 0; i < PostsADay; i++)
        {
            var at = day.AddHours(7 + i);
            var (id, post, n) = (Ids.New(at), Ids.New(at), (d * PostsADay) + i);
            var (article, account) = (articles[ArticleOf(n)], accounts[n % accounts.Count]);
            posts.Add((id, post, article, account));
            var args = new { Id = id, Post = post, ArticleId = article, AccountId = account, Code = CodeOf(n), At = at, SpentId = Ids.New(at) };
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
            await tx.ExecuteAsync(Ticket, new { Id = id, Number = ((long)d * TicketsADay) + i + 1, Status = isOpen ? "Open" : "Solved", ClientId = client, AccountId = account, Thread = $"{d}.{i}", DeliveryId = delivery, PostId = post, ArticleId = article, At = at });
            await SayAsync(tx, id, "created", at, null, null);
            foreach (var (kind, minutes) in new[] { ("inbound", 0), ("outbound", random.Next(5, 600)), ("inbound", random.Next(600, 900)), ("outbound", random.Next(900, 1500)) })
            {
                await tx.ExecuteAsync(Message, new { MessageId = Ids.New(at), Id = id, Kind = kind, At = at.AddMinutes(minutes) });
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

    // Half of a post's readers come within days, the others over a year.
    private static async Task VisitsAsync(Db db, DateTimeOffset first, long visits, Random random, int articles)
    {
        await db.ExecuteAsync(DropByCode);
        await db.ExecuteAsync(DropByTime);
        var bytes = new ArrayBufferWriter<byte>(Chunk * 80);
        long made = 0;
        for (var day = 0; day < Days; day++)
        {
            for (var wanted = (visits * (day + 1) / Days) - made; wanted > 0;)
            {
                var some = (int)Math.Min(wanted, Chunk);
                await db.ExecuteAsync(InsertVisits, new { Visits = Rows(bytes, first.AddDays(day), day, some, random, articles), BatchId = Guid.Empty });
                (wanted, made) = (wanted - some, made + some);
            }
        }

        await db.ExecuteAsync(ByCode);
        await db.ExecuteAsync(ByTime);
    }

    private static string Rows(ArrayBufferWriter<byte> bytes, DateTimeOffset at, int day, int count, Random random, int articles)
    {
        bytes.ResetWrittenCount();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartArray();
        for (var i = 0; i < count; i++)
        {
            var age = random.Next(2) == 0 ? (int)(-Math.Log(1 - random.NextDouble()) * 1.5) : random.Next(365);
            var n = (Math.Max(0, day - age) * PostsADay) + random.Next(PostsADay);
            var kind = random.Next(10);
            json.WriteStartArray();
            json.WriteStringValue(CodeOf(n));
            json.WriteStringValue(at.AddMilliseconds(random.Next(86_400_000)).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
            json.WriteStringValue(kind < 7 ? "People" : kind < 9 ? "Preview" : "Bot");
            if (kind < 6)
            {
                // One of some thousand people, on this article, on this day.
                json.WriteNumberValue(((((long)day * articles) + ArticleOf(n)) * 5000) + random.Next(5000));
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static int ArticleOf(int post) => (int)(post * 7919L % 2000);

    private static string CodeOf(int post) => string.Create(CultureInfo.InvariantCulture, $"b{post:0000000}");
}
