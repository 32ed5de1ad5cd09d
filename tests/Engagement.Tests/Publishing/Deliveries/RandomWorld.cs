using Engagement.Channels;
using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Changes;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Deliveries.Obstacles;
using Engagement.Features.Publishing.Deliveries.Stop;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Deliveries;

/// <summary>
/// Accounts, guards, stops, approvals, articles and what waits, by chance and from a seed; a room's worlds follow each other, so that what
/// is out in one counts in the next.
/// </summary>
internal sealed class RandomWorld : IDisposable
{
    /// <summary>What must have happened at least once, or the worlds are too tame to show anything.</summary>
    public static readonly string[] Ends =
    [
        "Published", $"Held {CheckGuards.Duplicate}", $"Held {CheckGuards.ArticleTooSoon}", $"Held {ArticleChange.Changed}",
        $"Held {ArticleChange.NotPostable}", $"Held {Stops.Kind}", $"Held {Spending.OverBudget}", $"Held {ReleaseHeld.AccountPaused}",
        $"Held {nameof(RefusalKind.BadToken)}", $"Held {nameof(RefusalKind.TooLong)}", $"Held {LatePolicy.AskedLate}",
        "Missed Missed", $"Failed {nameof(RefusalKind.TooLong)}",
        $"Held {ReleaseHeld.NetworkGone}", $"Held {ReleaseHeld.AccountRemoved}",
        $"AwaitingApproval {Obstacle.NotApproved}", "Scheduled Thread",
    ];

    private static readonly Sql InsertPost = Sql.Portable(
        """
        insert into Posts (Id, ArticleId, Title, DueAt, TimeZone, GraceMinutes, WhenLate, CreatedAt, CreatedBy)
        values (@Id, @ArticleId, 'A post', @DueAt, 'UTC', @Grace, @WhenLate, @Now, 'test')
        """);

    private static readonly Sql SetAccount = Sql.Portable(
        """
        update Accounts set SecretsCipher = @Cipher, Network = @Network, State = @State, AccessExpiresAt = @Ends,
            PublishRestUntil = @Rest, PublishFailures = 0, PublishLastError = 'Too many.',
            MonthlyBudget = @Budget, ListeningShare = @Share where Id = @Id
        """);

    private static readonly Sql SetArticle = Sql.Portable(
        "update Articles set State = @State, Audience = @Audience, Version = @Version where Id = @Id");
    private static readonly Sql Approve = Sql.Portable("update Deliveries set ApprovedAt = @Now where Id = @Id");
    private static readonly Sql Doubt = Sql.Portable("update Deliveries set State = 'Uncertain' where Id = @Id");
    private static readonly Sql Later = Sql.Portable("update Outbox set AvailableAt = @At where RefId = @Id");
    private static readonly Sql NoOutbox = Sql.Portable("delete from Outbox where RefId = @Id");
    private static readonly Sql NoStops = Sql.Portable("delete from Stops");
    private static readonly Sql PutBack = Sql.Portable(
        "update Deliveries set State = 'Cancelled' where State in ('Scheduled', 'AwaitingApproval', 'Uncertain')");

    private readonly PostsRoom _room;
    private readonly Random _chance;
    private readonly HttpClient _http = new();
    private readonly List<AccountRow> _accounts = [];
    private readonly List<Guid> _articles = [];

    private RandomWorld(PostsRoom room, int seed)
    {
        _room = room;
        _chance = new Random(seed);
    }

    public static Func<ChannelFacts, ChannelFacts> Meter(int seed) => facts => facts with
    {
        Limits = seed % 2 == 0 ? [new DocumentedLimit("posts", 6, TimeSpan.FromHours(3), Draws.Both)] : [],
        Costs = new CallCosts("USD", new DateOnly(2026, 11, 1),
            new Uri("https://sandbox.example/prices")) { Post = 0.10m, PostWithLink = 0.20m, Reply = 0.01m },
    };

    public static async Task<RandomWorld> OpenAsync(PostsRoom room, int seed)
    {
        var world = new RandomWorld(room, seed);
        for (var n = 0; n < 4; n++)
        {
            world._accounts.Add(await room.ConnectAsync($"account_{n}"));
            world._articles.Add(await room.AddArticleAsync($"article-{n}", $"https://help.example/{n}"));
        }

        return world;
    }

    public void Dispose() => _http.Dispose();

    public async Task MakeAsync()
    {
        var now = _room.Clock.Now();
        await SettingAsync("approval.required", "no");
        PostsRoom.Done(await _room.Get<SaveGuards>().RunAsync(new(OneOf(0, 3, 10), OneOf(0, 1, 5), OneOf(0, 1, 2), "test"), Stop));
        foreach (var account in _accounts)
        {
            var (cipher, ends) = await RenewAsync(account.Id);
            await _room.Db.ExecuteAsync(SetAccount, new
            {
                account.Id,
                Cipher = cipher,
                Network = In(20) ? "gone" : "sandbox",
                State = In(14) ? nameof(AccountState.Removed)
                    : In(14) ? nameof(AccountState.Paused)
                    : In(14) ? nameof(AccountState.NeedsReconnect)
                    : nameof(AccountState.Active),
                Ends = In(7) ? now.AddHours(_chance.Next(1, 160)) : ends,
                Rest = In(6) ? now.AddHours(_chance.Next(1, 60)) : (DateTimeOffset?)null,
                Budget = In(4) ? _chance.Next(1, 20) * 100_000L : (long?)null,
                Share = OneOf(0, 20, 33),
            }, Stop);
            var (quiet, until, zone) = (In(3), OneOf("06:30", "13:00"), OneOf("Europe/Berlin", "Asia/Tokyo"));
            PostsRoom.Done(await _room.Get<SetQuietHours>().RunAsync(
                quiet ? new(account.Id, "21:00", until, zone) : new(account.Id, null, null, null), Stop));
        }

        for (var left = _chance.Next(12, 30); left > 0; left--)
        {
            await PostAsync(now);
        }

        // After what waits was made, and round every use case that would have held it: only the send finds out.
        foreach (var article in _articles)
        {
            await _room.Db.ExecuteAsync(SetArticle, new
            {
                Id = article,
                State = In(12) ? "Archived" : "Validated",
                Audience = In(16) ? "internal" : "external",
                Version = In(8) ? 2 : 1,
            }, Stop);
        }

        await SettingAsync("approval.required", In(5) ? "yes" : "no");
        if (In(9))
        {
            await _room.Get<StopSending>().RunAsync(new(In(2) ? null : _accounts[_chance.Next(4)].Id, null, "test"), Stop);
        }
    }

    /// <summary>What still waits does not go into the next world; what is out does.</summary>
    public async Task ClearAsync()
    {
        await _room.Db.ExecuteAsync(PutBack, ct: Stop);
        await _room.Db.ExecuteAsync(NoStops, ct: Stop);
    }

    // The Sandbox network's access lasts a week, and this program has nothing to renew it with.
    private async Task<(string Cipher, DateTimeOffset? Ends)> RenewAsync(Guid id)
    {
        var secrets = _room.Get<AccountSecrets>();
        var account = secrets.Open(await _room.AccountAsync(id));
        var renewed = await ((IRefreshTokens)ChannelCatalog.Shipped(_ => _http, _room.Clock)["sandbox"]).RefreshAsync(account, Stop);
        var access = Assert.IsType<Reading<RefreshedAccess>.Got>(renewed).Value;
        return (secrets.Protect(account.Secrets.SetItems(access.Secrets)), access.ExpiresAt);
    }

    private async Task PostAsync(DateTimeOffset now)
    {
        var account = _accounts[_chance.Next(4)];
        var isReply = In(6);
        var article = isReply || In(5) ? (Guid?)null : _articles[_chance.Next(4)];
        var due = now.AddMinutes(In(8) ? -_chance.Next(1, 700) : In(2) ? 60 * _chance.Next(1, 30) : _chance.Next(1, 60 * 24 * 7));
        var post = isReply ? (Guid?)null : Ids.New(now);
        if (post is not null)
        {
            await _room.Db.ExecuteAsync(InsertPost, new
            {
                Id = post,
                ArticleId = article,
                DueAt = due,
                Grace = In(2) ? OneOf(30, 600) : (int?)null,
                WhenLate = In(2) ? OneOf("Ask", "Missed", "Publish") : null,
                Now = now,
            }, Stop);
        }

        var parts = post is not null && In(8) ? _chance.Next(2, 4) : 1;
        Guid? previous = null;
        for (var part = 1; part <= parts; part++)
        {
            var state = In(12) ? DeliveryState.AwaitingApproval : DeliveryState.Scheduled;
            previous = await DeliveryAsync(new NewDelivery(isReply ? "reply" : "post", account.Id, "sandbox", Words(), due, state, "test")
            {
                PostId = post,
                ArticleId = article,
                Part = part,
                PreviousId = previous,
                ArticleVersion = article is null || In(6) ? null : In(14) ? 2 : 1,
                WaivesGuards = In(10),
            }, isThread: parts > 1, now);
        }
    }

    private async Task<Guid> DeliveryAsync(NewDelivery delivery, bool isThread, DateTimeOffset now)
    {
        var id = await _room.Db.InTransactionAsync(tx => _room.Get<Ledger>().CreateAsync(tx, delivery, Stop), Stop);
        if (In(2))
        {
            await _room.Db.ExecuteAsync(Approve, new { Id = id, Now = now }, Stop);
        }

        if (delivery.Kind == "post" && !isThread && In(20))
        {
            // It may be out; nobody knows yet, and nobody asks while the test runs.
            await _room.Db.ExecuteAsync(Doubt, new { Id = id }, Stop);
            await _room.Db.ExecuteAsync(NoOutbox, new { Id = id }, Stop);
        }
        else if (In(10))
        {
            await _room.Db.ExecuteAsync(Later, new { Id = id, At = delivery.DueAt.AddMinutes(_chance.Next(1, 500)) }, Stop);
        }

        return id;
    }

    private string Words()
    {
        var words = OneOf("Three minutes, no call.", "Reset it yourself.",
            "Printers, again.", "What is new.", "Look twice.", "Ask us here.");
        return In(25) ? new string('x', 501) : $"{words}{(In(2) ? $" {_chance.Next(9)}" : "")}{(In(4) ? " https://help.example/x" : "")}";
    }

    private Task SettingAsync(string name, string value) =>
        _room.Db.InTransactionAsync(tx => AppSettings.SetAsync(tx, name, value, _room.Clock.Now(), "test", Stop), Stop);

    private bool In(int times) => _chance.Next(times) == 0;

    private T OneOf<T>(params T[] all) => all[_chance.Next(all.Length)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
