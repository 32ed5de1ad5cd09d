using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Deliveries.Interruption;

/// <summary>What the page of a paused desk says: what fell due, what was found of it, and how much is still to be asked about.</summary>
public sealed class PausedPageTests
{
    [Theory, OnEachDatabase]
    internal async Task It_shows_what_fell_due_with_what_was_found_and_counts_what_is_asked_about_later(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var (isOut, isNot, later) = (await room.ScheduledAsync(account),
            await room.ScheduledAsync(account), await room.ScheduledAsync(account));
        Assert.Null((await PageAsync(room)).Life);
        await ReviseAsync(room, isNot.Id, "New: printing from your phone", later.DueAt);
        await ReviseAsync(room, later.Id, "Another day", later.DueAt.AddDays(1));
        await room.LivesAsync();
        Assert.Empty((await PageAsync(room)).Rows);
        room.Clock.SetUtcNow(isOut.DueAt);
        await room.SendsAsync(await room.DeliveryAsync(isOut.Id));
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.StartsAsync();

        var before = await PageAsync(room);
        Assert.True(before.Life!.IsPaused);
        Assert.Equal([isOut.Id, isNot.Id], before.Rows.Select(r => r.Id).OrderBy(id => id == isNot.Id));
        Assert.All(before.Rows, r => Assert.Equal("Sandbox is asked before it goes out.", before.Finding(r)));
        Assert.Equal((1, 1), (before.Later, before.Reading));

        await room.SettleAsync(isOut.Id);
        await room.SettleAsync(isNot.Id);

        var after = await PageAsync(room);
        Assert.Equal("Sandbox has it: it is out and is not sent again.", after.Finding(after.Rows.Single(r => r.Id == isOut.Id)));
        Assert.Equal(
            "It is certainly not out. It goes out when publishing resumes.", after.Finding(after.Rows.Single(r => r.Id == isNot.Id)));
        Assert.Equal(1, after.Later);
    }

    private static async Task<IndexModel> PageAsync(PostsRoom room)
    {
        var page = ActivatorUtilities.CreateInstance<IndexModel>(room.Get<IServiceProvider>());
        await page.OnGetAsync(Token);
        return page;
    }

    private static async Task ReviseAsync(PostsRoom room, Guid id, string words, DateTimeOffset dueAt) =>
        await room.Get<ChangeDelivery>().ReviseAsync(id, (await room.DeliveryAsync(id)).Version, words, dueAt, "Erin", null, Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
