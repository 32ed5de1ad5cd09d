using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Accounts;

public sealed class ConnectAccountTests
{
    private static readonly Uri Back = new("https://desk.example/accounts/connected");

    private static readonly Sql EndAccess = Sql.Portable(
        "update Accounts set SecretsCipher = @Cipher, AccessExpiresAt = null where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task What_is_connected_can_be_posted_as_and_its_secrets_are_not_readable_in_its_row(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);

        var desk = await room.ConnectAsync();

        Assert.Equal((AccountState.Active, "sandbox"), (desk.State, desk.Network));
        var token = room.Get<AccountSecrets>().Open(desk).Secret("token");
        Assert.False(string.IsNullOrEmpty(token));
        Assert.DoesNotContain(token, desk.SecretsCipher, StringComparison.Ordinal);
        Assert.True(Done(await room.Get<TestAccount>().RunAsync(desk.Id, "admin", Stop)).Works);
    }

    [Theory, OnEachDatabase]
    internal async Task A_field_left_empty_and_one_the_network_refuses_are_named(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var connect = room.Get<ConnectAccount>();

        Assert.Equal("Fields[handle]",
            Wrong(await connect.BeginAsync(new("sandbox", Fields(room.Sandbox.Address, " "), Back, "admin"), Stop)).Field);
        Assert.Equal("Fields[server]",
            Wrong(await connect.BeginAsync(
                new("sandbox", Fields(room.Sandbox.Address, "desk").SetItem("server", "nowhere"), Back, "admin"), Stop)).Field);
        Assert.IsType<Result<ConnectAccount.Begun>.Missing>(
            await connect.BeginAsync(new("telegraph", ImmutableDictionary<string, string>.Empty, Back, "admin"), Stop));
        Assert.Empty(await room.AccountsAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task A_network_one_signs_in_to_sends_the_person_there_and_keeps_nothing_here(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var fields = ImmutableDictionary<string, string>.Empty.Add("clientId", "our-app").Add("clientSecret", "s3cret");

        var begun = Assert.IsType<ConnectAccount.Begun.GoOn>(
            Done(await room.Get<ConnectAccount>().BeginAsync(new("x", fields, Back, "admin"), Stop)));

        Assert.Contains(Uri.EscapeDataString(begun.GoTo.State), begun.GoTo.Authorize.Query, StringComparison.Ordinal);
        Assert.Contains(Uri.EscapeDataString(Back.ToString()), begun.GoTo.Authorize.Query, StringComparison.Ordinal);
        Assert.Empty(await room.AccountsAsync());
    }

    [Fact]
    public async Task What_was_begun_is_taken_once_by_the_same_person_with_the_same_state()
    {
        await using var room = await OpenAsync(Dialect.Sqlite);
        var pending = room.Get<PendingConnect>();
        var erin = Guid.NewGuid();
        var goTo = new ConnectStep.GoTo(new("https://x.example/authorize"), "the-state", Back,
            ImmutableDictionary<string, string>.Empty.Add("verifier", "v-e-r-y-secret"));
        var first = new DefaultHttpContext();
        pending.Keep(first, "x", erin, goTo);
        var cookie = first.Response.Headers.SetCookie.ToString();

        Assert.DoesNotContain("v-e-r-y-secret", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Null(pending.Take(Returning(cookie), erin, "another-state"));
        Assert.Null(pending.Take(Returning(cookie), erin, null));
        Assert.Null(pending.Take(Returning(cookie), Guid.NewGuid(), "the-state"));
        Assert.Null(pending.Take(Returning($"{PendingConnect.Cookie}=forged;"), erin, "the-state"));
        Assert.Null(pending.Take(new DefaultHttpContext(), erin, "the-state"));

        var back = Returning(cookie);
        var begun = pending.Take(back, erin, "the-state")!;
        Assert.Equal(("x", "v-e-r-y-secret"), (begun.Network, begun.GoTo().Kept["verifier"]));
        Assert.Contains($"{PendingConnect.Cookie}=;", back.Response.Headers.SetCookie.ToString(), StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task Names_and_addresses_of_five_thousand_characters_are_bounded_and_ids_that_do_not_fit_are_refused(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var many = new string('n', 5000);
        Task<Result<ConnectAccount.Begun>> ConnectAsync(RemoteProfile profile) => new ConnectAccount(
            room.Db, new ChannelCatalog([new Talkative(profile)]), new OfferedNetworks(ForTrials: true),
            room.Get<AccountSecrets>(), room.Get<SubscribeToPush>(), room.Get<DomainEvents>(), room.Clock,
            NullLogger<ConnectAccount>.Instance).BeginAsync(
                new("talkative", ImmutableDictionary<string, string>.Empty, Back, "admin"), Stop);

        var refused = Wrong(await ConnectAsync(new RemoteProfile(many, "desk", "Desk")));
        Assert.InRange(refused.Message.Length, 1, 300);
        Assert.Empty(await room.AccountsAsync());

        Assert.IsType<ConnectAccount.Begun.Finished>(Done(await ConnectAsync(new RemoteProfile("1", "@" + many, "😀" + many)
        {
            AvatarUrl = new Uri($"https://pictures.example/{many}"), ProfileUrl = new Uri($"https://talk.example/{many}"), About = many,
        })));
        var desk = Assert.Single(await room.AccountsAsync());
        Assert.Equal((Fit.Name, Fit.Name), (desk.Name.Length, desk.Handle.Length));
        Assert.StartsWith("😀n", desk.Name, StringComparison.Ordinal);
        Assert.Equal((null, null), (desk.AvatarUrl, desk.ProfileUrl));

        // Nothing but a handle, and not even that: it has a name to be shown by.
        Done(await ConnectAsync(new RemoteProfile("2", "@quiet", " ")));
        Done(await ConnectAsync(new RemoteProfile("3", "", "")));
        Assert.All(await room.AccountsAsync(), a => Assert.NotEmpty(a.Name));
    }

    // A network whose people have much to say of themselves.
    private sealed class Talkative(RemoteProfile profile) : IConnect
    {
        public ChannelFacts Facts { get; } = new("talkative", "Talkative")
            { LengthRule = "anything", DefaultLimit = 1, Repeat = RepeatSafety.Unsafe };

        public ConnectGuide Guide { get; } = new([], [], []);

        public TextMeasure Measure(string text, ChannelAccount? account = null) => new(text.Length, 1);

        public Task<Reading<ConnectStep>> BeginAsync(ConnectRequest request, CancellationToken ct) => Task.FromResult<Reading<ConnectStep>>(
            new ConnectStep.Done([new ConnectedAccount(
                profile, null, ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty, null)]));

        public Task<Reading<IReadOnlyList<ConnectedAccount>>> CompleteAsync(ConnectStep.GoTo goTo, string code, CancellationToken ct) =>
            throw new NotSupportedException();
    }

    [Theory, OnEachDatabase]
    internal async Task Posts_of_a_paused_account_are_held_and_go_out_when_it_is_resumed(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var delivery = await room.ScheduledAsync(desk);
        var change = room.Get<ChangeAccount>();

        Assert.Equal(desk.Name, Done(await change.PauseAsync(desk.Id, Stop)));
        room.Clock.SetUtcNow(delivery.DueAt);
        await room.WorkAsync(delivery.Id);
        Assert.Equal(DeliveryState.Held, (await room.DeliveryAsync(delivery.Id)).State);

        Assert.Equal(1, Done(await change.ResumeAsync(desk.Id, "Erin", Stop)));
        Assert.Equal(DeliveryState.Scheduled, (await room.DeliveryAsync(delivery.Id)).State);
        await room.WorkAsync(delivery.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(delivery.Id)).State);
        Assert.Equal(0, Done(await change.ResumeAsync(desk.Id, "Erin", Stop)));
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_held_for_too_long_is_missed_and_not_sent(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var delivery = await room.ScheduledAsync(desk);
        var change = room.Get<ChangeAccount>();
        await change.PauseAsync(desk.Id, Stop);
        room.Clock.SetUtcNow(delivery.DueAt);
        await room.WorkAsync(delivery.Id);

        room.Clock.Advance(TimeSpan.FromDays(2));
        await change.ResumeAsync(desk.Id, "Erin", Stop);
        await room.WorkAsync(delivery.Id);

        var missed = await room.DeliveryAsync(delivery.Id);
        Assert.Equal((DeliveryState.Missed, 0), (missed.State, missed.Attempts));
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_held_for_its_article_stays_held_when_the_account_is_resumed(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var delivery = await room.ScheduledAsync(desk);
        await room.Db.InTransactionAsync(tx => room.Get<Ledger>().MoveAsync(tx, delivery.Id, 1, new Move(
            DeliveryState.Scheduled, DeliveryState.Held, "The article changed.",
            Ledger.System, null) { ErrorKind = "ArticleNotPostable" }, Stop));
        await room.Get<ChangeAccount>().PauseAsync(desk.Id, Stop);

        Assert.Equal(0, Done(await room.Get<ChangeAccount>().ResumeAsync(desk.Id, "Erin", Stop)));
        Assert.Equal(DeliveryState.Held, (await room.DeliveryAsync(delivery.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_dead_token_asks_for_a_person_and_a_network_that_is_away_does_not(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var test = room.Get<TestAccount>();

        await room.Sandbox.MisbehaveAsync("profile", "500-before");
        Assert.False(Done(await test.RunAsync(desk.Id, "Erin", Stop)).Works);
        Assert.Equal(AccountState.Active, (await room.AccountAsync(desk.Id)).State);

        await KillTokenAsync(room, desk);
        Assert.False(Done(await test.RunAsync(desk.Id, "Erin", Stop)).Works);
        Assert.Equal(AccountState.NeedsReconnect, (await room.AccountAsync(desk.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task Once_the_account_works_again_its_held_posts_are_scheduled(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();
        var delivery = await room.ScheduledAsync(desk);
        await KillTokenAsync(room, desk);
        room.Clock.SetUtcNow(delivery.DueAt);
        await room.WorkAsync(delivery.Id);
        Assert.Equal(DeliveryState.Held, (await room.DeliveryAsync(delivery.Id)).State);
        Assert.Equal(AccountState.NeedsReconnect, (await room.AccountAsync(desk.Id)).State);

        await room.Db.ExecuteAsync(EndAccess, new { desk.Id, Cipher = desk.SecretsCipher });
        var result = Done(await room.Get<TestAccount>().RunAsync(desk.Id, "Erin", Stop));

        Assert.True(result.Works, result.Words);
        Assert.EndsWith("One held post is scheduled again.", result.Words, StringComparison.Ordinal);
        Assert.Equal(AccountState.Active, (await room.AccountAsync(desk.Id)).State);
        await room.WorkAsync(delivery.Id);
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(delivery.Id)).State);
    }

    private static Task KillTokenAsync(PostsRoom room, AccountRow account) => room.Db.ExecuteAsync(EndAccess, new
    {
        account.Id,
        Cipher = room.Get<AccountSecrets>().Protect(new Dictionary<string, string> { ["token"] = "revoked", ["refreshToken"] = "revoked" }),
    });

    private static DefaultHttpContext Returning(string setCookie)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = setCookie[..setCookie.IndexOf(';', StringComparison.Ordinal)];
        return http;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
