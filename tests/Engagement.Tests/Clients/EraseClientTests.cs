using System.IO.Compression;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Clients;
using Engagement.Features.Tickets;
using Engagement.Features.Tickets.Queues;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Clients;

public sealed class EraseClientTests
{
    // Each stands for something a client is or says; none may be left anywhere.
    private const string Secret = "Zanzibarius";

    [Theory, OnEachDatabase]
    internal async Task Nothing_of_a_client_is_left_in_any_column_and_the_counts_stay(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var queue = Done(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [], [desk.AccountId]), Stop));
        var field = Done(await desk.Get<SaveField>().RunAsync(new(queue, null, "Order", "text", null), Stop));
        var ticket = await FillAsync(desk, field);
        await desk.HearAsync(desk.Said("other", "I stay.", by: "bob"));
        var (tickets, messages, events) = (await desk.TicketsAsync(), await desk.MessagesAsync(ticket.Id), await desk.EventsAsync(ticket.Id));
        Assert.NotEmpty(await WhereAsync(desk));

        Assert.IsType<Answer<int>.Invalid>(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, "no", "Mia", desk.AgentId), Stop));
        Assert.Equal(1, Done(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, $"{Secret} Name", "Mia", desk.AgentId), Stop)));

        Assert.Empty(await WhereAsync(desk));
        Assert.Equal(tickets.Select(t => (t.Number, t.Status, t.CreatedAt, t.SolvedAt)), (await desk.TicketsAsync()).Select(t => (t.Number, t.Status, t.CreatedAt, t.SolvedAt)));
        Assert.Equal(messages.Select(m => (m.Kind, m.SaidAt)), (await desk.MessagesAsync(ticket.Id)).Select(m => (m.Kind, m.SaidAt)));
        Assert.Equal(events.Select(e => (e.Kind, e.Before, e.After, e.Actor, e.OccurredAt)), (await desk.EventsAsync(ticket.Id)).Select(e => (e.Kind, e.Before, e.After, e.Actor, e.OccurredAt)));
        Assert.Equal("I stay.", Assert.Single(await desk.MessagesAsync(tickets[1].Id)).Body);
    }

    [Theory, OnEachDatabase]
    internal async Task What_the_network_repeats_stays_erased_and_who_writes_again_is_somebody_new(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", by: "ann"));
        var ticket = await desk.TicketAsync();
        Done(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, "ann", "Mia", null), Stop));

        await desk.HearAsync(desk.Said("m1", by: "ann"));
        Assert.Single(await desk.TicketsAsync());
        await desk.HearAsync(desk.Said("m2", by: "ann", answers: "m1", root: "m1"));

        var next = (await desk.TicketsAsync())[1];
        Assert.NotEqual(ticket.ClientId, next.ClientId);
        Assert.Null(next.FollowUpOfId);
    }

    [Theory, OnEachDatabase]
    internal async Task Nobody_is_erased_while_an_answer_to_them_is_on_its_way(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", by: "ann"));
        var ticket = await desk.TicketAsync();
        var sent = Done(await desk.Get<ReplyToTicket>().RunAsync(new(ticket.Id, "Hello.", "Mia", desk.AgentId), Stop));

        Assert.IsType<Answer<int>.Conflict>(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, "Ann", "Mia", null), Stop));
        await desk.IsOutAsync(sent.DeliveryId, "r1");
        Done(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, "Ann", "Mia", null), Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task The_export_holds_everything_they_said_and_what_we_noted(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var queue = Done(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [], [desk.AccountId]), Stop));
        var field = Done(await desk.Get<SaveField>().RunAsync(new(queue, null, "Order", "text", null), Stop));
        var ticket = await FillAsync(desk, field);
        await desk.HearAsync(desk.Said("other", "Not theirs.", by: "bob"));

        var archive = Done(await desk.Get<ExportClient>().RunAsync(ticket.ClientId, "Mia", desk.AgentId, Stop));

        using var zip = new ZipArchive(new MemoryStream(archive.Zip));
        var texts = zip.Entries.ToDictionary(e => e.Name, e => new StreamReader(e.Open()).ReadToEnd());
        Assert.Equal(["client.json", "received.json", "tickets.json"], texts.Keys.Order());
        Assert.All(["Name", "Company", "Note", "Consent", "@Handle"], what => Assert.Contains(what, texts["client.json"], StringComparison.Ordinal));
        Assert.All([$"{Secret} words", $"{Secret} internal", $"{Secret} answer", $"{Secret} order"], what => Assert.Contains(what, texts["tickets.json"], StringComparison.Ordinal));
        Assert.Contains($"{Secret} raw", texts["received.json"], StringComparison.Ordinal);
        Assert.DoesNotContain(texts.Values, t => t.Contains("Not theirs.", StringComparison.Ordinal));
        Assert.Contains(await desk.Db.QueryAsync<ClientEventRow>(ClientLog.OfPerson, new { Id = ticket.ClientId, Take = 9 }, Stop), e => e.Kind == "exported");
    }

    private static async Task<TicketRow> FillAsync(DeskRoom desk, Guid field)
    {
        var author = new RemoteProfile($"{Secret}-id", $"@Handle{Secret}", $"{Secret} Name")
        {
            AvatarUrl = new Uri($"https://img.example/{Secret}"), ProfileUrl = new Uri($"https://net.example/{Secret}"),
        };
        await desk.HearAsync(desk.Said("m1", $"{Secret} words", by: "zed") with { Author = author, RawJson = $$"""{"raw":"{{Secret}} raw"}""", Url = new Uri($"https://net.example/{Secret}/1") });
        var ticket = await desk.TicketAsync();
        Done(await desk.Get<AddNote>().RunAsync(new(ticket.Id, $"{Secret} internal", "Mia", desk.AgentId), Stop));
        var sent = Done(await desk.Get<ReplyToTicket>().RunAsync(new(ticket.Id, $"{Secret} answer", "Mia", desk.AgentId), Stop));
        await desk.IsOutAsync(sent.DeliveryId, "r1");
        await desk.Get<SaveReplyDraft>().RunAsync(ticket.Id, desk.AgentId, "reply", $"{Secret} draft", Stop);
        Done(await desk.Get<SetFields>().RunAsync(new(ticket.Id, null, new Dictionary<Guid, string?> { [field] = $"{Secret} order" }, "Mia", desk.AgentId), Stop));
        Done(await desk.Get<SetFields>().RunAsync(new(ticket.Id, null, new Dictionary<Guid, string?> { [field] = $"{Secret} order 2" }, "Mia", desk.AgentId), Stop));
        Done(await desk.Get<AddClientNote>().RunAsync(new(ticket.ClientId, $"{Secret} Note", "Mia", desk.AgentId), Stop));
        var version = (await desk.Db.OneAsync<ClientRow>(ClientSql.Read, new { Id = ticket.ClientId }, Stop))!.Version;
        Done(await desk.Get<EditClient>().RunAsync(new(
            ticket.ClientId, version, $"{Secret} Name", $"{Secret} Company", $"https://{Secret}.example", true, ConsentState.Given, $"{Secret} Consent", "Mia", desk.AgentId), Stop));
        return await desk.TicketAsync();
    }

    // Every text of every table, as the database itself lists them: a table that is added tomorrow is looked at too.
    private static async Task<IReadOnlyList<string>> WhereAsync(DeskRoom desk)
    {
        var columns = await desk.Db.QueryAsync<Column>(Sql.For(
            sqlServer: "select table_name as TableName, column_name as Name from information_schema.columns where data_type = 'nvarchar'",
            sqlite: "select m.name as TableName, p.name as Name from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' and m.sql not like 'create virtual%'"), ct: Stop);
        var found = new List<string>();
        foreach (var column in columns)
        {
            if (await desk.Db.ScalarAsync<int>(Sql.Portable($"select count(*) from \"{column.TableName}\" where \"{column.Name}\" like '%{Secret}%'"), ct: Stop) > 0)
            {
                found.Add($"{column.TableName}.{column.Name}");
            }
        }

        return found;
    }

    private sealed record Column
    {
        public string TableName { get; init; } = "";

        public string Name { get; init; } = "";
    }

    private static T Done<T>(Answer<T> answer) => Assert.IsType<Answer<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
