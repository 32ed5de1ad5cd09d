using Engagement.Data;

namespace Engagement.Features.Conversations.Clients.Finding;

/// <summary>
/// Keeps the words a client is called by where they can be found: of the name, the company, each handle and what that is called. A table of
/// our own, because full-text search is another language on each database. Called in the transaction that writes any of them.
/// </summary>
internal static class ClientIndex
{
    private static readonly Sql Texts = Sql.Portable(
        """
        select c.Name {exact} from Clients c where c.Id = @Id
        union all select c.Company from Clients c where c.Id = @Id and c.Company is not null
        union all select h.Handle from Handles h where h.ClientId = @Id
        union all select h.DisplayName from Handles h where h.ClientId = @Id
        """);

    private static readonly Sql Delete = Sql.Portable("delete from ClientWords where ClientId = @Id");

    // A colleague and the network may change the same client at once; the words of both are no fault.
    private static readonly Sql Insert = Sql.For(
        sqlServer: """
            insert into ClientWords (Word, ClientId)
            select w.v, @Id from openjson(@WordsJson) with (v nvarchar(40) '$') w
            where not exists (select 1 from ClientWords x where x.ClientId = @Id and x.Word = w.v {exact})
            """,
        sqlite: """
            insert into ClientWords (Word, ClientId) select w.value, @Id from json_each(@WordsJson) w where true on conflict do nothing
            """);

    private static readonly Sql InsertNew = Sql.Portable(
        """
        insert into ClientWords (Word, ClientId)
        select r.Word, r.ClientId from {rows Rows (Word nvarchar(40), ClientId uniqueidentifier)} r
        """);

    /// <summary>People who have just been written down.</summary>
    public static async Task AddAsync(DbSession tx, IEnumerable<(Guid Id, string Name, string Handle)> clients, CancellationToken ct)
    {
        var words = clients.SelectMany(c => SearchWords.Of($"{c.Name} {c.Handle}"), (c, word) => new { Word = word, ClientId = c.Id })
            .ToList();
        if (words.Count > 0)
        {
            await tx.ExecuteAsync(InsertNew, new { Rows = Json.Rows(words) }, ct);
        }
    }

    /// <summary>They are called otherwise now.</summary>
    public static async Task ChangeAsync(DbSession tx, Guid clientId, CancellationToken ct)
    {
        await tx.ExecuteAsync(Delete, new { Id = clientId }, ct);
        await InsertAsync(tx, clientId, string.Join(' ', await tx.QueryAsync<string>(Texts, new { Id = clientId }, ct)), ct);
    }

    private static Task InsertAsync(DbSession tx, Guid clientId, string text, CancellationToken ct) =>
        tx.ExecuteAsync(Insert, new { Id = clientId, WordsJson = Json.Write(SearchWords.Of(text)) }, ct);
}
