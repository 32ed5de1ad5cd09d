using System.Globalization;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Deliveries.Guards;

public sealed class GuardTests
{
    [Theory, OnEachDatabase]
    internal async Task The_same_words_are_held_within_their_days_and_go_out_when_a_person_insists(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        await SetAsync(room, duplicates: 30, article: 0, hour: 0);
        await OutAsync(room, account, "Three minutes, no call.");

        var again = await DueAsync(room, account, "Three   minutes, no CALL.", TimeSpan.FromDays(29));
        var held = await room.DeliveryAsync(again.Id);
        Assert.Equal((DeliveryState.Held, CheckGuards.Duplicate, 0), (held.State, held.ErrorKind, held.Attempts));
        Assert.Contains("29 days before", held.LastError, StringComparison.Ordinal);

        PostsRoom.Done(await room.Get<ChangeDelivery>().RetryAsync(held.Id, held.Version, "Erin", Token));
        await room.WorkAsync(held.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(held.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task Other_words_another_account_or_a_later_day_are_no_repeat(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (account, other) = (await room.ConnectAsync("one"), await room.ConnectAsync("two"));
        await SetAsync(room, duplicates: 7, article: 0, hour: 0);
        await OutAsync(room, account, "Three minutes.");

        Assert.Equal(DeliveryState.Published,
            (await StateAsync(room, await DueAsync(room, account, "Four minutes.", TimeSpan.FromHours(1)))).State);
        Assert.Equal(DeliveryState.Published,
            (await StateAsync(room, await DueAsync(room, other, "Three minutes.", TimeSpan.FromHours(1)))).State);
        Assert.Equal(DeliveryState.Published,
            (await StateAsync(room, await DueAsync(room, account, "Three minutes.", TimeSpan.FromDays(8)))).State);
    }

    [Theory, OnEachDatabase]
    internal async Task The_same_article_is_held_until_its_days_are_over_unless_its_writer_was_told(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        await SetAsync(room, duplicates: 0, article: 7, hour: 0);
        await OutAsync(room, account, "One.");

        Assert.Equal(CheckGuards.ArticleTooSoon,
            (await StateAsync(room, await DueAsync(room, account, "Two.", TimeSpan.FromDays(6)))).ErrorKind);
        Assert.Equal(DeliveryState.Published,
            (await StateAsync(room, await DueAsync(room, account, "Three.", TimeSpan.FromMinutes(5), despite: true))).State);
        Assert.Equal(DeliveryState.Published, (await StateAsync(room, await DueAsync(room, account, "Four.", TimeSpan.FromDays(8)))).State);
    }

    [Theory, OnEachDatabase]
    internal async Task More_than_an_hour_takes_are_put_off_in_order_and_all_go_out_by_themselves(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        await SetAsync(room, duplicates: 0, article: 0, hour: 2);
        var due = room.Clock.GetUtcNow().AddHours(1);
        var five = new List<PostDelivery>();
        for (var i = 0; i < 5; i++)
        {
            five.Add(await PostAsync(room, account, $"Tip {i}.", due));
        }

        room.Clock.SetUtcNow(due);
        foreach (var one in five)
        {
            await room.WorkAsync(one.Id);
        }

        var after = await Task.WhenAll(five.Select(d => room.DeliveryAsync(d.Id)));
        Assert.Equal([0, 0, 1, 1, 2], after.Select(d => (int)(d.DueAt - due).TotalHours));
        Assert.Equal(2, after.Count(d => d.State == DeliveryState.Published));
        Assert.All(after.Where(d => d.State != DeliveryState.Published),
            d => Assert.Equal((DeliveryState.Scheduled, CheckGuards.TooMany), (d.State, d.ErrorKind)));

        for (var hour = 1; hour <= 2; hour++)
        {
            room.Clock.SetUtcNow(due.AddHours(hour));
            foreach (var one in five)
            {
                await room.WorkAsync(one.Id);
            }

            Assert.Equal(Math.Min(5, 2 + (2 * hour)), (await Task.WhenAll(five.Select(d => room.DeliveryAsync(d.Id))))
                .Count(d => d.State == DeliveryState.Published));
        }
    }

    [Theory, OnEachDatabase]
    internal async Task At_night_a_post_waits_for_the_morning_of_its_zone_and_an_answer_to_a_client_does_not(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        PostsRoom.Done(await room.Get<SetQuietHours>().RunAsync(new(account.Id, "22:00", "07:00", "Europe/Berlin"), Token));
        var night = new DateTimeOffset(2026, 11, 24, 23, 30, 0, TimeSpan.Zero); // 00:30 in Berlin
        var post = await PostAsync(room, account, "Sleep well.", night);
        var reply = await room.Db.InTransactionAsync(tx => room.Get<Ledger>().CreateAsync(
            tx, new NewDelivery("reply", account.Id, "sandbox", "Here is how.", night, DeliveryState.Scheduled, "Mia"), Token));
        room.Clock.SetUtcNow(night);

        await room.WorkAsync(post.Id);
        await room.WorkAsync(reply);

        var waiting = await room.DeliveryAsync(post.Id);
        Assert.Equal((DeliveryState.Scheduled, CheckGuards.Quiet), (waiting.State, waiting.ErrorKind));
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 6, 0, 0, TimeSpan.Zero), waiting.DueAt);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(reply)).State);

        PostsRoom.Done(await room.Get<ChangeDelivery>().SendNowAsync(waiting.Id, waiting.Version, "Erin", Token));
        await room.WorkAsync(post.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(post.Id)).State);
    }

    [Theory]
    [InlineData("22:00", "07:00", "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z")] // clocks go forward in it
    [InlineData("22:00", "07:00", "2026-03-29T05:00:00Z", null)]
    [InlineData("12:00", "14:00", "2026-07-01T10:30:00Z", "2026-07-01T12:00:00Z")]
    [InlineData("12:00", "14:00", "2026-07-01T12:00:00Z", null)]
    [InlineData("22:00", "22:00", "2026-07-01T12:00:00Z", null)]
    public void Quiet_hours_end_by_the_clock_of_their_zone(string from, string to, string at, string? end) =>
        Assert.Equal(
            end is null ? null : DateTimeOffset.Parse(end, CultureInfo.InvariantCulture),
            new QuietHours { StartsAt = from, EndsAt = to, TimeZone = "Europe/Berlin" }.EndOf(
                DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)));

    [Theory, OnEachDatabase]
    internal async Task While_writing_the_guards_tell_of_what_is_planned_too(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        await SetAsync(room, duplicates: 30, article: 7, hour: 1);
        var due = room.Clock.GetUtcNow().AddHours(1);
        await PostAsync(room, account, "One.", due);
        GuardedPost Draft(string words, DateTimeOffset at) =>
            new(Guid.Empty, null, account.Id, room.ArticleId, PostWords.HashOf(words, PostsRoom.ArticleUrl), at);

        var findings = await CheckGuards.RunAsync(room.Db, Draft("One.", due.AddMinutes(30)), planned: true, Token);
        Assert.Equal([CheckGuards.Duplicate, CheckGuards.ArticleTooSoon, CheckGuards.TooMany], findings.Select(f => f.Kind));
        Assert.Contains("planned on this account 30 minutes before", findings[0].Reason, StringComparison.Ordinal);
        Assert.Empty(await CheckGuards.RunAsync(room.Db, Draft("Other.", due.AddDays(8)), planned: true, Token));
    }

    [Theory, OnEachDatabase]
    internal async Task Where_nobody_has_set_them_the_guards_are_on(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);

        Assert.Equal(GuardSettings.Usual, await GuardSettings.ReadAsync(database.Db, Token));
        Assert.DoesNotContain(
            0, new[] { GuardSettings.Usual.DuplicateDays, GuardSettings.Usual.ArticleDays, GuardSettings.Usual.PostsPerHour });
    }

    private static async Task SetAsync(PostsRoom room, int duplicates, int article, int hour) =>
        PostsRoom.Done(await room.Get<SaveGuards>().RunAsync(new(duplicates, article, hour, "Ada"), Token));

    private static async Task OutAsync(PostsRoom room, AccountRow account, string words) =>
        Assert.Equal(DeliveryState.Published,
            (await StateAsync(room, await DueAsync(room, account, words, TimeSpan.FromMinutes(10)))).State);

    // Made, and its time has come.
    private static async Task<PostDelivery> DueAsync(PostsRoom room, AccountRow account, string words, TimeSpan from, bool despite = false)
    {
        var delivery = await PostAsync(room, account, words, room.Clock.GetUtcNow() + from, despite);
        room.Clock.SetUtcNow(delivery.DueAt);
        await room.WorkAsync(delivery.Id);
        return delivery;
    }

    private static async Task<PostDelivery> PostAsync(
        PostsRoom room, AccountRow account, string words, DateTimeOffset due, bool despite = false) =>
        Assert.Single(await room.DeliveriesAsync(PostsRoom.Done(await room.CreateAsync(room.Command(account.Id) with
        {
            TemplateId = null, Text = words, DueAt = due.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            TimeZone = "UTC", DespiteGuards = despite,
        })).PostId));

    private static Task<Delivery> StateAsync(PostsRoom room, PostDelivery delivery) => room.DeliveryAsync(delivery.Id);

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
