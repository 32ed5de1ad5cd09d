using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Data;

namespace Engagement.Tests.Publishing.Posts;

/// <summary>Who sees a post is a setting of its account: shown before it leaves, and afterwards as it left.</summary>
public sealed class SentAsTests
{
    private static readonly AccountChoice Visibility = new(
        "visibility", "Who sees posts", "", [("public", "Everyone"), ("private", "Followers only")]);

    [Theory, OnEachDatabase]
    internal async Task A_post_says_who_sees_it_and_what_is_out_says_as_it_was_sent(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect, facts => facts with { Choices = [Visibility] });
        var desk = await room.ConnectAsync();
        var scheduled = await room.ScheduledAsync(desk);
        Assert.Equal(["Who sees posts: Everyone"], await ShownAsync(room, scheduled));

        await ChooseAsync(room, desk, "private");
        Assert.Equal(["Who sees posts: Followers only"], await ShownAsync(room, scheduled));

        room.Clock.SetUtcNow(scheduled.DueAt.AddSeconds(1));
        await room.WorkAsync(scheduled.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(scheduled.Id)).State);
        await ChooseAsync(room, desk, "public");

        Assert.Equal(["Who sees posts: Followers only"], await ShownAsync(room, scheduled));
    }

    private static async Task<IReadOnlyList<string>> ShownAsync(PostsRoom room, PostDelivery delivery) => PreviewModel.Of(
        Assert.Single(await room.DeliveriesAsync(delivery.PostId!.Value)),
        room.Get<ChannelCatalog>()["sandbox"], room.Get<Prices>(), []).Choices;

    private static async Task ChooseAsync(PostsRoom room, AccountRow desk, string value) =>
        Assert.IsType<Result<int>.Done>(await room.Get<SaveAccount>().RunAsync(
            new(desk.Id, desk.Name, Direction.Listening, null, 20, true,
                ImmutableDictionary<string, string?>.Empty.Add("visibility", value), "admin"),
            TestContext.Current.CancellationToken));
}
