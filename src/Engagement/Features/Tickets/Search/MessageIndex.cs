using Engagement.Data;

namespace Engagement.Features.Tickets.Search;

/// <summary>
/// Keeps the words of messages where they can be found: FTS5 on SQLite, a table of words on SQL Server. Called in the transaction that
/// writes a message or changes its words.
/// </summary>
internal static class MessageIndex
{
    private static readonly Sql Insert = Sql.For(
        sqlServer: """
            insert into MessageWords (Word, Seq)
            select w.v, m.Seq from Messages m cross join openjson(@WordsJson) with (v nvarchar(40) '$') w where m.Id = @Id
            """,
        sqlite: "insert into MessageSearch (rowid, Words) select Seq, @Words from Messages where Id = @Id");

    private static readonly Sql Delete = Sql.For(
        sqlServer: "delete from MessageWords where Seq = (select m.Seq from Messages m where m.Id = @Id)",
        sqlite: "delete from MessageSearch where rowid = (select Seq from Messages where Id = @Id)");

    /// <summary>A message that has just been written.</summary>
    public static async Task AddAsync(DbSession tx, Guid messageId, string authorName, string body, CancellationToken ct)
    {
        var words = SearchWords.Of($"{authorName} {body}");
        if (words.Count > 0)
        {
            await tx.ExecuteAsync(
                Insert, new { Id = messageId, Words = string.Join(' ', words.Select(FtsWord.Of)), WordsJson = Json.Write(words) }, ct);
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
