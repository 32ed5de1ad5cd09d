using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Queues;

namespace Engagement.Features.Conversations.Clients;

/// <summary>All that we hold of a person, for them: a ZIP with JSON that people can read.</summary>
internal sealed class ExportClient(Db db, TimeProvider clock)
{
    private static readonly Sql TicketsOf = Sql.Portable(
        $"select {TicketSql.Columns} from Tickets t where t.ClientId in {{ids Clients}} order by t.Number");

    private static readonly Sql MessagesOf = Sql.Portable(
        """
        select m.Seq, m.Id, m.TicketId, m.Kind, m.AuthorName, m.RemoteId, m.Body, m.Url, m.DeliveryId, m.SaidAt from Messages m
        where m.TicketId = @Id order by m.SaidAt, m.Seq
        """);

    // How long they are first, and then some at a time: what a network sent may be of any length.
    private static readonly Sql Received = Sql.For(sqlServer: ReceivedOn(Dialect.SqlServer), sqlite: ReceivedOn(Dialect.Sqlite));

    private static readonly Sql ReadReceived = Sql.Portable(
        """
        select i.Id, a.Name as AccountName, a.Network, i.RemoteId, i.Kind, i.State, i.Outcome, i.ReceivedAt, i.ItemJson, i.RawJson
        from InboundItems i join Accounts a on a.Id = i.AccountId
        where i.Id in {ids Ids} order by i.ReceivedAt, i.Id
        """);

    private static readonly Sql Events = Sql.Portable(
        "select Kind, Detail, Actor, OccurredAt from ClientEvents where ClientId in {ids Clients} order by OccurredAt, Id");

    // Clients write in all scripts; readers should see words, not \u sequences.
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
        { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <param name="FileName">Says no name: it stays in download folders.</param>
    internal sealed record Archive(string FileName, byte[] Zip);

    public async Task<Result<Archive>> RunAsync(Guid clientId, string by, Guid? byId, CancellationToken ct)
    {
        if (await db.OneAsync<ClientRow>(ClientSql.ReadPerson, new { Id = clientId }, ct) is not { } person)
        {
            return new Result<Archive>.Missing("There is no such client.");
        }

        var now = clock.Now();
        var group = await db.QueryAsync<ClientRow>(ClientSql.Group, new { person.Id }, ct);
        var clients = new { Clients = Json.Ids(group.Select(c => c.Id)) };
        using var bytes = new MemoryStream();
        await using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            await AddAsync(zip, "client.json", new
            {
                ExportedAt = now,
                Person = person,
                SamePerson = group.Where(c => c.Id != person.Id),
                Handles = await db.QueryAsync<ClientHandle>(ClientHandle.OfPerson, new { person.Id }, ct),
                Notes = await db.QueryAsync<ClientNoteRow>(AddClientNote.OfPerson, new { person.Id }, ct),
                Log = await db.QueryAsync<ClientEventRow>(Events, clients, ct),
            }, ct);
            await AddAsync(zip, "tickets.json", TicketsAsync(clients, ct), ct);
            await AddAsync(zip, "received.json", ReceivedAsync(clients, ct), ct);
        }

        await db.InTransactionAsync(tx => ClientLog.AddAsync(tx, person.Id, "exported", null, new Actor(by, byId, now), ct), ct);
        return new Archive($"client-{person.Id:N}.zip", bytes.ToArray());
    }

    private static string ReceivedOn(Dialect dialect) =>
        $$"""
        select i.Id, {{TextSlices.LengthOf("i.ItemJson", dialect)}} + {{TextSlices.LengthOf("i.RawJson", dialect)}} as Bytes
        from Handles h join Accounts a on a.Network = h.Network join InboundItems i on i.AccountId = a.Id and i.AuthorId = h.RemoteId
        where h.ClientId in {ids Clients} order by i.ReceivedAt, i.Id
        """;

    private async IAsyncEnumerable<object> ReceivedAsync(object clients, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var slice in TextSlices.Of(await db.QueryAsync<SizeRow>(Received, clients, ct), s => s.Bytes, most: 1_000))
        {
            foreach (var r in await db.QueryAsync<ReceivedRow>(ReadReceived, new { Ids = Json.Ids(slice.Select(s => s.Id)) }, ct))
            {
                yield return new
                {
                    r.AccountName, r.Network, r.RemoteId, r.Kind, r.State, r.Outcome,
                    r.ReceivedAt, AsRead = Json.Read<JsonElement>(r.ItemJson), AsSent = r.RawJson,
                };
            }
        }
    }

    private async IAsyncEnumerable<object> TicketsAsync(object clients, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var ticket in await db.QueryAsync<TicketRow>(TicketsOf, clients, ct))
        {
            yield return new
            {
                Ticket = ticket,
                Tags = await db.QueryAsync<string>(TagWords.OfTicket, new { ticket.Id }, ct),
                Fields = (await db.QueryAsync<TicketField>(QueueSql.FieldsOfTicket, new { ticket.Id }, ct))
                    .Where(f => f.Value is not null).Select(f => new { f.Name, f.Value }),
                Messages = await db.QueryAsync<MessageRow>(MessagesOf, new { ticket.Id }, ct),
                Log = await db.QueryAsync<TicketEventRow>(TicketSql.Events, new { ticket.Id }, ct),
            };
        }
    }

    private static async Task AddAsync<T>(ZipArchive zip, string name, T content, CancellationToken ct)
    {
        await using var file = await zip.CreateEntry(name, CompressionLevel.Optimal).OpenAsync(ct);
        await JsonSerializer.SerializeAsync(file, content, Readable, ct);
    }

    private sealed record SizeRow
    {
        public Guid Id { get; init; }

        public long Bytes { get; init; }
    }

    private sealed record ReceivedRow
    {
        public string AccountName { get; init; } = "";

        public string Network { get; init; } = "";

        public string RemoteId { get; init; } = "";

        public string Kind { get; init; } = "";

        public string State { get; init; } = "";

        public string? Outcome { get; init; }

        public DateTimeOffset ReceivedAt { get; init; }

        public string ItemJson { get; init; } = "";

        public string RawJson { get; init; } = "";
    }
}
