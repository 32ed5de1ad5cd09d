using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Search;

/// <summary>
/// Keeps the words of messages where they can be found: FTS5 on SQLite, a table of words on SQL Server. Called in the transaction that
/// writes a message or changes its words.
/// </summary>
internal static class MessageIndex
{
    // Each word goes with the place of its message in the list: on SQL Server a message is a hundred rows.
    private static readonly Sql Insert = Sql.For(
        sqlServer: """
            insert into MessageWords (Word, Seq)
            select w.Word, m.Seq
            from openjson(@Words) with (N int '$[0]', Word nvarchar(40) '$[1]') w
            join openjson(@Messages) with (N int '$[0]', Id uniqueidentifier '$[1]') i on i.N = w.N
            join Messages m on m.Id = i.Id
            """,
        sqlite: """
            insert into MessageSearch (rowid, Words)
            select m.Seq, i.value ->> 2 from json_each(@Messages) i join Messages m on m.Id = i.value ->> 1
            """);

    private static readonly Sql Delete = Sql.For(
        sqlServer: "delete from MessageWords where Seq = (select m.Seq from Messages m where m.Id = @Id)",
        sqlite: "delete from MessageSearch where rowid = (select Seq from Messages where Id = @Id)");

    /// <summary>A message that has just been written.</summary>
    public static Task AddAsync(DbSession tx, Guid messageId, string authorName, string body, CancellationToken ct) =>
        AddAsync(tx, [(messageId, authorName, body)], ct);

    /// <summary>Messages that have just been written.</summary>
    public static async Task AddAsync(DbSession tx, IReadOnlyList<(Guid Id, string AuthorName, string Body)> messages, CancellationToken ct)
    {
        var found = messages.Select(m => (m.Id, Words: SearchWords.Of($"{m.AuthorName} {m.Body}"))).Where(m => m.Words.Count > 0).ToList();
        if (found.Count > 0)
        {
            await tx.ExecuteAsync(Insert, new
            {
                Messages = Json.Rows(found.Select((m, i) => new object[] { i, m.Id, string.Join(' ', m.Words.Select(FtsWord.Of)) })),
                Words = Json.Rows(found.SelectMany((m, i) => m.Words.Select(word => new object[] { i, word }))),
            }, ct);
        }
    }

    /// <summary>Its words are changed, or gone.</summary>
    public static async Task ChangeAsync(DbSession tx, Guid messageId, string authorName, string body, CancellationToken ct)
    {
        await RemoveAsync(tx, messageId, ct);
        await AddAsync(tx, messageId, authorName, body, ct);
    }

    /// <summary>It is not to be found any more.</summary>
    public static Task RemoveAsync(DbSession tx, Guid messageId, CancellationToken ct) =>
        tx.ExecuteAsync(Delete, new { Id = messageId }, ct);
}
