using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Deliveries.Interruption;

/// <summary>A desk whose database knows less than what was done: as after a copy was put back.</summary>
internal static class Forgotten
{
    private static readonly Sql SetAlive = Sql.Portable("update DeskLife set AliveAt = @At where Name = 'desk'");

    /// <summary>It has run before, and until now.</summary>
    public static Task LivesAsync(this PostsRoom room) =>
        room.Db.ExecuteAsync(DeskLife.Begin, new { AliveAt = room.Clock.Now(), CheckedAt = room.Clock.Now() });

    public static Task WasAliveAtAsync(this PostsRoom room, DateTimeOffset at) => room.Db.ExecuteAsync(SetAlive, new { At = at });

    public static Task<DeskLife> StartsAsync(this PostsRoom room, bool alone = true) =>
        room.Get<LookBack>().AtStartAsync(alone, pauses: true, CancellationToken.None);

    /// <summary>A send that the database knows nothing of.</summary>
    /// <param name="room">The desk.</param>
    /// <param name="delivery">Whose words.</param>
    /// <param name="key">Another than the delivery's: made anew by a program since.</param>
    public static async Task SendsAsync(this PostsRoom room, Delivery delivery, string? key = null)
    {
        var account = room.Get<AccountSecrets>().Open(await room.AccountAsync(delivery.AccountId));
        var post = new OutgoingPost(key ?? delivery.SendKey, delivery.Body, room.Clock.GetUtcNow());
        var channel = room.Get<ChannelCatalog>()["sandbox"];
        Assert.IsType<SendOutcome.Accepted>(delivery.InReplyToRemoteId is { } parent
            ? await ((IReply)channel).ReplyAsync(account, parent, post, CancellationToken.None)
            : await ((IPublish)channel).PublishAsync(account, post, CancellationToken.None));
    }

    /// <summary>Works on a delivery, and lets time pass, until it stands still.</summary>
    public static async Task<Delivery> SettleAsync(this PostsRoom room, Guid id, int rounds = 6)
    {
        for (var i = 0; i < rounds; i++)
        {
            await room.WorkAsync(id);
            room.Clock.Advance(TimeSpan.FromSeconds(3));
        }

        return await room.DeliveryAsync(id);
    }

    /// <summary>How often the network has these words.</summary>
    public static int TimesOut(this PostsRoom room, AccountRow account, string words) => room.Sandbox.Posts
        .Threads(long.MaxValue, 500, room.Sandbox.Profiles.Find(account.Handle.TrimStart('@'))!).Items
        .SelectMany(t => t).Count(p => !p.Deleted && p.Text == words);
}
