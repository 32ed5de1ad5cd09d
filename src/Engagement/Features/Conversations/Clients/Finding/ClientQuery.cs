using Engagement.Data;

namespace Engagement.Features.Conversations.Clients.Finding;

/// <summary>Clients who are called by all of some words, the last of which may be only begun.</summary>
/// <param name="First">The rarest of the words, or its beginning: they are looked for among those who have it.</param>
/// <param name="FirstEnd">What comes after everything that is meant by it.</param>
/// <param name="OthersJson">The other words, each with what comes after it.</param>
/// <param name="IsCommon">So many have even the rarest that it is quicker to go through the clients in their order than to gather and sort
/// them.</param>
internal sealed record ClientQuery(string First, string FirstEnd, string OthersJson, bool IsCommon)
{
    /// <summary>So many are gathered and put in order in a few milliseconds.</summary>
    private const int Many = 1000;

    // More words than anybody is called by.
    private const int MostWords = 8;

    private static readonly Sql Counts = Sql.For(
        sqlServer: $"""
            select o.Place, (select count(*) from (
                select top ({Many}) w.ClientId from ClientWords w
                where w.Word >= o.Word collate {Sql.Exact} and w.Word < o.WordEnd collate {Sql.Exact}) f) as Clients
            from openjson(@WordsJson) with (Place int '$.place', Word nvarchar(50) '$.word', WordEnd nvarchar(50) '$.wordEnd') o
            """,
        sqlite: $"""
            select o.value ->> 'place' as Place, (select count(*) from (
                select w.ClientId from ClientWords w where w.Word >= o.value ->> 'word' and w.Word < o.value ->> 'wordEnd'
                limit {Many})) as Clients
            from json_each(@WordsJson) o
            """);

    /// <returns>Null: there is no word in it.</returns>
    public static async Task<ClientQuery?> OfAsync(Db db, string text, CancellationToken ct)
    {
        var words = SearchWords.Asked(text).Take(MostWords).Select((word, i) => new Term(i, word.Text, word.End)).ToList();
        if (words.Count == 0)
        {
            return null;
        }

        var rarest = (await db.QueryAsync<Count>(Counts, new { WordsJson = Json.Write(words) }, ct)).MinBy(c => c.Clients)!;
        var first = words[rarest.Place];
        return new ClientQuery(first.Word, first.WordEnd, Json.Write(words.Where(w => w != first)), rarest.Clients == Many);
    }

    private sealed record Term(int Place, string Word, string WordEnd);

    private sealed record Count
    {
        public int Place { get; init; }

        public int Clients { get; init; }
    }
}
