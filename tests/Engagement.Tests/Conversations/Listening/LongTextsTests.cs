using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Testing;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Listening;

/// <summary>
/// A network that sends names, ids and addresses longer than anybody's columns: what is only shown is shortened, what is identity is set
/// aside by itself.
/// </summary>
public sealed class LongTextsTests
{
    private static readonly string Long = new('x', 5000);

    private static readonly Sql Handles = Sql.Portable(
        "select Handle, DisplayName, AvatarUrl, ProfileUrl from Handles where RemoteId = @RemoteId");

    private static readonly Sql Reasons = Sql.Portable("select Outcome from InboundItems where State = 'Failed' order by Outcome");

    private static readonly Sql SetAside = Sql.Portable("select Id from InboundItems where State = 'Failed' order by Outcome");

    private static readonly Sql Doubt = Sql.Portable(
        "update Deliveries set State = 'Uncertain', RemoteId = null, RemoteUrl = null where Id = @Id");

    private static readonly Sql NoticeKinds = Sql.Portable("select Kind from Notices");

    [Theory, OnEachDatabase]
    internal async Task One_item_with_an_id_of_5000_characters_is_set_aside_by_itself_and_its_page_and_its_cursor_go_on(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        var direct = new DirectSandbox();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"), direct);
        var good = desk.Said("m1", "First", by: "ann");
        InboundItem[] page =
        [
            good,
            desk.Said("m-" + Long, "Its id is too long", by: "bob"),
            desk.Said("m3", "Its author's id is too long", by: "c-" + Long),
            desk.Said("m4", "What it answers has too long an id", by: "dan", answers: "r-" + Long, root: "t-" + Long),
            desk.Said("m5", "Last", by: "eve"),
        ];
        direct.Pages.Enqueue(new InboundPage(page, "cursor-" + Long, false));
        await ListenAsync(desk);

        Assert.Equal(["First", "Last", "What it answers has too long an id"], (await BodiesAsync(desk)).Order());
        Assert.Equal(
            ["Its author's id has 5,002 characters; at most 400 can be kept.", "Its id has 5,002 characters; at most 400 can be kept."],
            await desk.Db.QueryAsync<string>(Reasons, ct: Stop));
        Assert.Equal(2, (await desk.Db.QueryAsync<string>(NoticeKinds, ct: Stop))
            .Count(k => k == Engagement.Events.NoticeKinds.InboundSetAside));

        // Read again, with one more: nothing comes twice, and the cursor is the network's own.
        direct.Pages.Enqueue(new InboundPage([.. page, desk.Said("m6", "Later", by: "ann")], "2", false));
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await ListenAsync(desk);

        Assert.Equal([null, "cursor-" + Long], direct.Cursors);
        Assert.Equal(6, (await desk.ItemsAsync()).Count);
        Assert.Equal(4, (await BodiesAsync(desk)).Count);
        Assert.Equal((0, null), ((await desk.AccountAsync()).ListenFailures, (await desk.AccountAsync()).DirectError));
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_set_aside_for_its_id_says_so_again_when_it_is_replayed(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.StoreAsync(desk.Said("m-" + Long), desk.Said("m2"));
        await desk.Get<ReplayItem>().RunAsync((await desk.Db.QueryAsync<Guid>(SetAside, ct: Stop))[0], Stop);
        await desk.IngestAsync();

        Assert.Equal("Its id has 5,002 characters; at most 400 can be kept.",
            Assert.Single(await desk.Db.QueryAsync<string>(Reasons, ct: Stop)));
        Assert.Single(await BodiesAsync(desk));
    }

    [Theory, OnEachDatabase]
    internal async Task Names_are_shortened_by_whole_characters_and_addresses_that_are_too_long_are_left_out(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        const string family = "👨‍👩‍👧‍👦";
        var item = desk.Said("m1", string.Concat(Enumerable.Repeat(family, 300)));
        await desk.HearAsync(item with
        {
            Url = new Uri("https://network.example/" + Long),
            Author = item.Author with
            {
                Handle = Long,
                DisplayName = string.Concat(Enumerable.Repeat(family, 450)),
                AvatarUrl = new Uri("https://network.example/é" + new string('é', 400)), // 401 letters, 2,406 once they are escaped
                ProfileUrl = new Uri("https://network.example/" + Long),
            },
        });

        var ticket = await desk.TicketAsync();
        var handle = (await desk.Db.OneAsync<HandleRow>(Handles, new { item.Author.RemoteId }, Stop))!;
        Assert.Equal(string.Concat(Enumerable.Repeat(family, 18)) + "…", handle.DisplayName);
        Assert.Equal((200, true), (handle.Handle.Length, handle.Handle.EndsWith('…')));
        Assert.Equal((null, null), (handle.AvatarUrl, handle.ProfileUrl));
        Assert.Equal(string.Concat(Enumerable.Repeat(family, 36)) + "…", ticket.Subject);
        Assert.Null(Assert.Single(await desk.MessagesAsync(ticket.Id)).Url);
    }

    [Theory, OnEachDatabase]
    internal async Task A_post_whose_id_there_is_too_long_is_out_all_the_same_and_says_that_it_is_not_followed(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var post = await desk.PublishAsync("p1");
        await desk.Db.ExecuteAsync(Doubt, new { Id = post.DeliveryId }, Stop);
        var doubted = (await desk.Db.OneAsync<Delivery>(LedgerSql.Read, new { Id = post.DeliveryId }, Stop))!;
        await desk.Db.InTransactionAsync(
            tx => desk.Get<Ledger>().MoveAsync(
                tx,
                post.DeliveryId,
                doubted.Version,
                new Move(DeliveryState.Uncertain, DeliveryState.Published, "The answer came late.", Ledger.System, Next: null)
                {
                    RemoteId = "p-" + Long, RemoteUrl = "https://network.example/" + Long,
                },
                Stop),
            Stop);

        var delivery = (await desk.Db.OneAsync<Delivery>(LedgerSql.Read, new { Id = post.DeliveryId }, Stop))!;
        Assert.Equal((DeliveryState.Published, null, null), (delivery.State, delivery.RemoteId, delivery.RemoteUrl));
    }

    private static async Task<IReadOnlyList<string>> BodiesAsync(DeskRoom desk)
    {
        var bodies = new List<string>();
        foreach (var ticket in await desk.TicketsAsync())
        {
            bodies.AddRange((await desk.MessagesAsync(ticket.Id)).Select(m => m.Body));
        }

        return bodies;
    }

    private static async Task ListenAsync(DeskRoom desk)
    {
        await desk.Get<ListenToAccounts>().RunAsync(Stop);
        await desk.IngestAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record HandleRow
    {
        public string Handle { get; init; } = "";

        public string DisplayName { get; init; } = "";

        public string? AvatarUrl { get; init; }

        public string? ProfileUrl { get; init; }
    }
}
