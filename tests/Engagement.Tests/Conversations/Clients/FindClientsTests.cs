using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Conversations.Clients;
using Engagement.Features.Conversations.Clients.Finding;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Clients;

public sealed class FindClientsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    internal async Task A_client_is_found_by_words_of_name_handle_and_company_in_any_order_and_without_accents(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await HearAsync(desk, "r1", "@zoe.müller@example.social", "Zoë Müller");
        await HearAsync(desk, "r2", "@zoe.park", "Zoe Park");
        var client = await ClientAsync(desk, "r1");
        Done(await desk.Get<EditClient>()
            .RunAsync(new(client.Id, client.Version, client.Name, "Nordwind GmbH",
                null, false, ConsentState.Unknown, null, "Mia", desk.AgentId), Stop));

        Assert.Equal(["Zoe Park", "Zoë Müller"], await FoundAsync(desk, "zoe"));
        Assert.Equal(["Zoë Müller"], await FoundAsync(desk, "Muller ZOË"));
        Assert.Equal(["Zoë Müller"], await FoundAsync(desk, "@zoe.müller@example.social"));
        Assert.Equal(["Zoë Müller"], await FoundAsync(desk, "zoe nordw"));
        Assert.Equal(["Zoe Park"], await FoundAsync(desk, "zoe pa"));
        Assert.Empty(await FoundAsync(desk, "nordw zoe"));
        Assert.Empty(await FoundAsync(desk, "zoe nobody"));
        Assert.Empty(await FoundAsync(desk, "%_*\"()"));
    }

    [Theory, OnEachDatabase]
    internal async Task A_client_is_found_by_a_part_of_a_name_without_spaces_and_without_strokes(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await HearAsync(desk, "zh", "@wang", "王小明");
        await HearAsync(desk, "ja", "@yamada", "山田花子");
        await HearAsync(desk, "th", "@somchai", "สมชาย ใจดี");
        await HearAsync(desk, "vi", "@dung", "Đỗ Thị Dũng");
        await HearAsync(desk, "pl", "@lukasz", "Łukasz Wójcik");

        foreach (var (words, name) in new[]
        {
            ("王小明", "王小明"), ("小明", "王小明"), ("王", "王小明"), ("明小", ""), ("山田", "山田花子"), ("花子", "山田花子"),
            ("田花", "山田花子"), ("สมชาย", "สมชาย ใจดี"), ("ชาย", "สมชาย ใจดี"), ("ใจดี", "สมชาย ใจดี"),
            ("do thi", "Đỗ Thị Dũng"), ("Đỗ", "Đỗ Thị Dũng"), ("đỗ dung", "Đỗ Thị Dũng"), ("lukasz wojc", "Łukasz Wójcik"),
        })
        {
            Assert.Equal((words, name), (words, string.Join(' ', await FoundAsync(desk, words))));
        }
    }

    [Theory, OnEachDatabase]
    internal async Task Who_is_renamed_is_found_by_what_they_are_called_now_and_who_is_erased_not_at_all(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await HearAsync(desk, "r1", "@first", "First");
        await HearAsync(desk, "r1", "@second", "Second");

        Assert.Equal(["First"], await FoundAsync(desk, "second"));
        Assert.Equal(["First"], await FoundAsync(desk, "first")); // the name colleagues know them by stays until they change it
        var client = await ClientAsync(desk, "r1");
        Done(await desk.Get<EditClient>().RunAsync(
            new(client.Id, client.Version, "Third", null, null, false, ConsentState.Unknown, null, "Mia", null), Stop));
        Assert.Empty(await FoundAsync(desk, "first"));
        Assert.Equal(["Third"], await FoundAsync(desk, "third second"));

        Done(await desk.Get<EraseClient>().RunAsync(new(client.Id, "Third", "Mia", null), Stop));
        await desk.Get<IndexClients>().RunAsync(Stop);
        Assert.Empty(await FoundAsync(desk, "third"));
        Assert.Empty(await FoundAsync(desk, "second"));
    }

    [Theory, OnEachDatabase]
    internal async Task Clients_of_before_there_was_an_index_are_found_once_it_is_filled(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await HearAsync(desk, "r1", "@ann", "Ann Lee");
        await HearAsync(desk, "r2", "@ben", "Ben Lee");
        await desk.Db.ExecuteAsync(Sql.Portable("delete from ClientWords"), ct: Stop);
        Assert.Empty(await FoundAsync(desk, "lee"));

        await desk.Get<IndexClients>().RunAsync(Stop);
        await desk.Get<IndexClients>().RunAsync(Stop);

        Assert.Equal(["Ben Lee", "Ann Lee"], await FoundAsync(desk, "lee"));
        Assert.Equal(["Ann Lee"], await FoundAsync(desk, "ann"));
    }

    [Theory, OnEachDatabase]
    internal async Task Among_many_of_one_name_the_newest_come_first_and_a_rarer_word_finds_its_own(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await desk.Db.InTransactionAsync(async tx =>
        {
            for (var i = 0; i < 1200; i++)
            {
                var id = Ids.New(start.AddMinutes(i));
                var name = $"Smith Number{i}";
                await tx.ExecuteAsync(Sql.Portable("insert into Clients (Id, Name, CreatedAt) values (@Id, @Name, @At)"),
                    new { Id = id, Name = name, At = start.AddMinutes(i) }, Stop);
                await ClientIndex.AddAsync(tx, [(id, name, $"@s{i}")], Stop);
            }
        }, Stop);

        Assert.True((await ClientQuery.OfAsync(desk.Db, "smith", Stop))!.IsCommon);
        Assert.Equal(["Smith Number1199", "Smith Number1198", "Smith Number1197"], (await FoundAsync(desk, "smith")).Take(3));
        Assert.False((await ClientQuery.OfAsync(desk.Db, "smith number7", Stop))!.IsCommon);
        Assert.Equal(["Smith Number7"], await FoundAsync(desk, "smith number7."));
        Assert.Equal(["Smith Number1107"], await FoundAsync(desk, "number1107 smi"));
    }

    private static Task HearAsync(DeskRoom desk, string id, string handle, string name)
    {
        desk.Clock.Advance(TimeSpan.FromSeconds(1));
        return desk.HearAsync(desk.Said($"{id} {handle}") with { Author = new RemoteProfile(id, handle, name) });
    }

    private static async Task<IReadOnlyList<string>> FoundAsync(DeskRoom desk, string words) =>
        [.. (await desk.Get<ListClients>().RunAsync(new(words), null, 10, Stop)).Items.Select(c => c.Name)];

    private static async Task<ClientRow> ClientAsync(DeskRoom desk, string remoteId) => (await desk.Db.OneAsync<ClientRow>(
        Sql.Portable($"select {ClientSql.Columns} from Clients c join Handles h on h.ClientId = c.Id where h.RemoteId = @RemoteId"),
        new { RemoteId = remoteId }, Stop))!;

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;
}
