using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Conversations.Clients;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Api;

namespace Engagement.Tests.Conversations.Clients;

public sealed class MatchClientsTests
{
    private static readonly Sql AllClients = Sql.Portable($"select {ClientSql.Columns} from Clients c order by c.CreatedAt, c.Id");

    [Theory, OnEachDatabase]
    internal async Task Matched_clients_are_read_together_and_are_exactly_two_again_when_that_is_taken_back(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var (ann, anna) = await TwoAsync(desk);
        var (tickets, clients) = (await desk.TicketsAsync(), await ClientsAsync(desk));

        Done(await desk.Get<MatchClients>().RunAsync(new(anna, ann, "Mia", desk.AgentId), Stop));

        Assert.Equal(2, (await ListAsync(desk, ann)).Count);
        Assert.Equal(["@ann", "@anna"], (await desk.Db.QueryAsync<ClientHandle>(ClientHandle.OfPerson, new { Id = ann }, Stop))
            .Select(h => h.Handle));
        Assert.Equal("Ann", (await ListAsync(desk, ann)).Single(t => t.ClientId == anna).ClientName);
        Assert.IsType<Result<Guid>.Invalid>(await desk.Get<MatchClients>().RunAsync(new(ann, anna, "Mia", null), Stop));

        var match = Assert.Single(await desk.Db.QueryAsync<ClientMatchRow>(MatchClients.OfPerson, new { Id = ann }, Stop));
        Assert.Equal(anna, Done(await desk.Get<MatchClients>().UndoAsync(match.MatchId, "Mia", desk.AgentId, Stop)));

        Assert.Equal(tickets, await desk.TicketsAsync());
        Assert.Equal(clients.Select(c => c with { Version = 0 }), (await ClientsAsync(desk)).Select(c => c with { Version = 0 }));
        Assert.Single(await ListAsync(desk, ann));
        Assert.IsType<Result<Guid>.Conflict>(await desk.Get<MatchClients>().UndoAsync(match.MatchId, "Mia", null, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_person_of_several_handles_who_is_matched_on_comes_back_with_all_of_them(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("a", by: "ann"), desk.Said("b", by: "bob"), desk.Said("c", by: "cleo"));
        var ids = (await desk.TicketsAsync()).Select(t => t.ClientId).ToList();
        var match = desk.Get<MatchClients>();

        Done(await match.RunAsync(new(ids[1], ids[0], "Mia", null), Stop)); // bob is ann
        Done(await match.RunAsync(new(ids[0], ids[2], "Mia", null), Stop)); // ann, with bob, is cleo
        Assert.Equal(3, (await desk.Db.QueryAsync<ClientRow>(ClientSql.Group, new { Id = ids[2] }, Stop)).Count);

        var second = Assert.Single(
            await desk.Db.QueryAsync<ClientMatchRow>(MatchClients.OfPerson, new { Id = ids[2] }, Stop), m => m.ClientId == ids[0]);
        Done(await match.UndoAsync(second.MatchId, "Mia", null, Stop));

        Assert.Equal(new[] { ids[0], ids[1] }.Order(),
            (await desk.Db.QueryAsync<ClientRow>(ClientSql.Group, new { Id = ids[0] }, Stop)).Select(c => c.Id).Order());
        Assert.Single(await desk.Db.QueryAsync<ClientRow>(ClientSql.Group, new { Id = ids[2] }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Blocking_and_being_a_VIP_hold_for_the_person_whichever_handle_they_use(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var (ann, anna) = await TwoAsync(desk);
        Done(await desk.Get<MatchClients>().RunAsync(new(anna, ann, "Mia", null), Stop));
        var client = (await ClientsAsync(desk)).Single(c => c.Id == ann);

        Done(await desk.Get<EditClient>()
            .RunAsync(new(ann, client.Version, "Ann", "Acme", "acme.example",
                IsVip: true, ConsentState.Given, "By mail", "Mia", desk.AgentId), Stop));
        var other = (await desk.TicketsAsync()).Single(t => t.ClientId == anna);
        Assert.Contains(await desk.EventsAsync(other.Id), e => e is { Kind: "vip", After: "yes" });
        Assert.True((await ListAsync(desk, ann)).All(t => t.IsVip));
        Assert.IsType<Result<Guid>.Conflict>(await desk.Get<EditClient>().RunAsync(
            new(ann, client.Version, "X", null, null, false, ConsentState.Unknown, null, "Bob", null), Stop));

        await desk.HearAsync(desk.Said("n1", by: "anna"));
        Assert.Contains(await desk.EventsAsync((await desk.TicketsAsync())[2].Id), e => e is { Kind: "vip", After: "yes" });

        Done(await desk.Get<BlockClient>().RunAsync(new(anna, Blocked: true, "Mia", null), Stop));
        await desk.HearAsync(desk.Said("n2", by: "ann"), desk.Said("n3", by: "anna"));
        Assert.Equal(3, (await desk.TicketsAsync()).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task Who_may_be_the_same_person_is_suggested_with_the_reason_and_nobody_else(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(
            desk.Said("1") with { Author = new RemoteProfile("x1", "@Ann.Lee", "Ann Lee") },
            desk.Said("2", by: "zoe"));
        await desk.Db.ExecuteAsync(Sql.Portable("update Handles set Network = 'mastodon' where RemoteId = 'x1'"), ct: Stop);
        await desk.HearAsync(desk.Said("3") with { Author = new RemoteProfile("x2", "@ann_lee@example.social", "A. L.") });
        desk.Clock.Advance(TimeSpan.FromMinutes(1)); // whoever came first is named first
        await desk.HearAsync(
            desk.Said("4") with { Author = new RemoteProfile("x3", "@somebody", "Ann Lee") },
            desk.Said("5") with { Author = new RemoteProfile("x4", "@else", "Else") });
        var x1 = await GuidOf(desk, "x1");
        var ann = (await ClientsAsync(desk)).Single(c => c.Name == "Ann Lee" && c.Id == x1);
        var handles = await desk.Db.QueryAsync<ClientHandle>(ClientHandle.OfPerson, new { ann.Id }, Stop);

        var suggested = await desk.Get<SuggestMatches>().RunAsync(ann, handles, Stop);

        Assert.Equal([("@ann_lee@example.social", "similar handle"), ("@somebody", "same name")],
            suggested.Select(s => (s.Handle, s.Because)));
    }

    [Theory]
    [InlineData("@Ann.Lee@example.social", "annlee")]
    [InlineData("ann-lee.bsky.social", "annlee")]
    [InlineData("@annlee", "annlee")]
    [InlineData("@al", null)]
    [InlineData("", null)]
    [InlineData("@@@", null)]
    public void A_handle_is_compared_without_what_its_network_adds(string handle, string? stem) =>
        Assert.Equal(stem, HandleStem.Of(handle));

    [Theory, OnEachDatabase]
    internal async Task Clients_are_found_by_name_company_and_any_handle_and_paged_by_key(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var (ann, anna) = await TwoAsync(desk);
        await desk.HearAsync([.. Enumerable.Range(1, 5).Select(i => desk.Said($"x{i}", by: $"writer{i}"))]);
        Done(await desk.Get<MatchClients>().RunAsync(new(anna, ann, "Mia", null), Stop));
        var list = desk.Get<ListClients>();

        var found = Assert.Single((await list.RunAsync(new("anna"), null, 10, Stop)).Items);
        Assert.Equal((ann, 2, 2), (found.Id, found.Tickets, found.Handles.Count));
        Assert.Empty((await list.RunAsync(new("100%_"), null, 10, Stop)).Items);

        var first = await list.RunAsync(new(), null, 4, Stop);
        Assert.True(Cursor.TryParse(first.Next, out var cursor));
        var rest = await list.RunAsync(new(), cursor, 4, Stop);
        Assert.Equal(6, first.Items.Concat(rest.Items).Select(c => c.Id).Distinct().Count());
        Assert.Null(rest.Next);
    }

    private static async Task<Guid> GuidOf(DeskRoom desk, string remoteId) =>
        await desk.Db.ScalarAsync<Guid>(
            Sql.Portable("select ClientId from Handles where RemoteId = @RemoteId"), new { RemoteId = remoteId }, Stop);

    private static async Task<(Guid Ann, Guid Anna)> TwoAsync(DeskRoom desk)
    {
        await desk.HearAsync(desk.Said("m1", by: "ann"));
        desk.Clock.Advance(TimeSpan.FromSeconds(1));
        await desk.HearAsync(desk.Said("m2", by: "anna"));
        var tickets = await desk.TicketsAsync();
        return (tickets[0].ClientId, tickets[1].ClientId);
    }

    private static Task<IReadOnlyList<ClientRow>> ClientsAsync(DeskRoom desk) => desk.Db.QueryAsync<ClientRow>(AllClients, ct: Stop);

    private static async Task<IReadOnlyList<TicketView>> ListAsync(DeskRoom desk, Guid client) =>
        (await desk.Get<ListTickets>().RunAsync(new TicketFilter { ClientId = client }, null, 50, Stop)).Items;

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
