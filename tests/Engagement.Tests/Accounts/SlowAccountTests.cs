using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Accounts;

/// <summary>A network that takes longer to answer than a lease lasts: what is under way stays with the node that began it.</summary>
public sealed class SlowAccountTests
{
    private static readonly Sql ListenLease = Sql.Portable("select ListenLeaseUntil from Accounts where Id = @Id");

    private static readonly Sql RefreshLease = Sql.Portable("select RefreshLeaseUntil from Accounts where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task Reading_an_account_is_kept_from_other_nodes_while_it_goes_on(Dialect dialect)
    {
        var network = new SlowNetwork();
        await using var desk = await DeskRoom.OpenAsync(dialect, channel: network);
        var asked = 0;
        network.Meanwhile = async () =>
        {
            asked++;
            await BeatAsync(desk, ListenLease);
            await desk.Get<ListenToAccounts>().RunAsync(Stop);
        };

        await desk.Get<ListenToAccounts>().RunAsync(Stop);

        Assert.Equal(1, asked);
        Assert.Null(await desk.Db.ScalarAsync<DateTimeOffset?>(ListenLease, new { Id = desk.AccountId }, Stop));
        Assert.NotNull((await desk.AccountAsync()).ListenLastOkAt);
    }

    [Theory, OnEachDatabase]
    internal async Task Renewing_its_access_is_kept_from_other_nodes_while_it_goes_on(Dialect dialect)
    {
        var network = new SlowNetwork();
        await using var desk = await DeskRoom.OpenAsync(dialect, channel: network);
        var row = await desk.AccountAsync();
        Task<Reading<ChannelAccount>>? other = null;
        var asked = 0;
        network.Meanwhile = async () =>
        {
            asked++;
            await BeatAsync(desk, RefreshLease);
            other = desk.Get<AccountAccess>().RenewAsync(row, Stop);
            Assert.False(other.IsCompleted);
        };

        var mine = await desk.Get<AccountAccess>().RenewAsync(row, Stop);
        while (!other!.IsCompleted)
        {
            desk.Clock.Advance(TimeSpan.FromMilliseconds(200)); // as often as it looks
            await Task.Delay(5, Stop);
        }

        Assert.Equal(1, asked);
        Assert.All(
            new[] { mine, await other },
            reading => Assert.Equal("new", Assert.IsType<Reading<ChannelAccount>.Got>(reading).Value.Secrets["token"]));
    }

    // Longer than a lease, beat by beat.
    private static async Task BeatAsync(DeskRoom desk, Sql lease)
    {
        for (var beats = 0; beats < 5; beats++)
        {
            desk.Clock.Advance(Lease.Beat);
            while (await desk.Db.ScalarAsync<DateTimeOffset?>(lease, new { Id = desk.AccountId }, Stop) != desk.Clock.Now() + Lease.Length)
            {
                await Task.Delay(5, Stop);
            }
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The Sandbox network, where much may happen before it answers.</summary>
    private sealed class SlowNetwork : IReadMentions, IRefreshTokens
    {
        private readonly IChannel _sandbox = ChannelCatalog.Shipped(_ => new HttpClient(), TimeProvider.System)["sandbox"];

        public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

        public ChannelFacts Facts => _sandbox.Facts;

        public TextMeasure Measure(string text, ChannelAccount? account = null) => _sandbox.Measure(text, account);

        public async Task<Reading<InboundPage>> ReadMentionsAsync(ChannelAccount account, string? cursor, CancellationToken ct)
        {
            await Meanwhile();
            return new InboundPage([], null, false);
        }

        public async Task<Reading<RefreshedAccess>> RefreshAsync(ChannelAccount account, CancellationToken ct)
        {
            await Meanwhile();
            return new RefreshedAccess(ImmutableDictionary<string, string>.Empty.Add("token", "new"), null);
        }
    }
}
