using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Deliveries;

public sealed class LatePolicyTests
{
    [Theory, OnEachDatabase]
    internal async Task Within_its_grace_a_late_post_goes_out_by_itself(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);

        Assert.Equal(DeliveryState.Published,
            (await LateAsync(room, new(TimeSpan.FromHours(1), WhenLate.Missed), TimeSpan.FromMinutes(59))).State);
    }

    [Theory, OnEachDatabase]
    internal async Task After_its_grace_it_is_missed_or_asks_or_goes_out_as_its_post_says(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var grace = TimeSpan.FromMinutes(15);

        Assert.Equal(DeliveryState.Missed, (await LateAsync(room, new(grace, WhenLate.Missed), TimeSpan.FromMinutes(16))).State);
        Assert.Equal(DeliveryState.Published, (await LateAsync(room, new(grace, WhenLate.Publish), TimeSpan.FromDays(3))).State);

        var asked = await LateAsync(room, new(grace, WhenLate.Ask), TimeSpan.FromMinutes(16));
        Assert.Equal((DeliveryState.Held, LatePolicy.AskedLate), (asked.State, asked.ErrorKind));
        PostsRoom.Done(await room.Get<ChangeDelivery>().RetryAsync(asked.Id, asked.Version, "Erin", Stop));
        await room.WorkAsync(asked.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(asked.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_that_says_nothing_does_as_the_desk_is_set_up(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);

        Assert.Equal(DeliveryState.Published, (await LateAsync(room, null, TimeSpan.FromHours(6))).State);
        Assert.Equal(DeliveryState.Missed, (await LateAsync(room, null, TimeSpan.FromHours(6) + TimeSpan.FromMinutes(1))).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_grace_of_nothing_or_of_months_is_refused(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();

        foreach (var grace in new[] { TimeSpan.Zero, TimeSpan.FromDays(31) })
        {
            Assert.Equal("Late.Grace",
                PostsRoom.Wrong(await room.CreateAsync(room.Command(account.Id) with { Late = new(grace, WhenLate.Ask) })).Field);
        }
    }

    private static async Task<Delivery> LateAsync(PostsRoom room, LatePolicy? policy, TimeSpan late)
    {
        var account = await room.AccountsAsync() is [var known, ..] ? known : await room.ConnectAsync();
        var due = room.Clock.GetUtcNow().AddHours(1);
        var command = room.Command(account.Id)
            with { DueAt = due.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture),
                TimeZone = "UTC", Late = policy };
        var delivery = Assert.Single(await room.DeliveriesAsync(PostsRoom.Done(await room.CreateAsync(command)).PostId));
        room.Clock.SetUtcNow(delivery.DueAt + late);
        await room.WorkAsync(delivery.Id);
        return await room.DeliveryAsync(delivery.Id);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
