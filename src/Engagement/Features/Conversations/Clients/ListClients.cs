using Engagement.Data;
using Engagement.Features.Conversations.Clients.Finding;
using Engagement.Web.Api;

namespace Engagement.Features.Conversations.Clients;

/// <summary>Which clients: what is null or false does not narrow.</summary>
/// <param name="Words">Words of the name, the company or the handles, each in full or, the last one, begun.</param>
internal sealed record ClientFilter(string? Words = null, bool Vip = false, bool Blocked = false, string? Network = null);

/// <summary>
/// Everybody who wrote to us, the newest first, a page at a time by key. Matched clients stand under the one they count as.
/// </summary>
internal sealed class ListClients(Db db)
{
    private static readonly Sql List = Sql.Portable(
        """
        select c.Id, c.Name, c.Company, c.IsVip, c.BlockedAt, c.ErasedAt, c.CreatedAt,
            (select count(*) from Tickets t where t.ClientId in (select g.Id from Clients g where g.Id = c.Id union all select g.Id
                from Clients g where g.MatchedIntoId = c.Id)) as Tickets,
            (select max(t.LastActivityAt) from Tickets t where t.ClientId in (select g.Id from Clients g where g.Id = c.Id union all
                select g.Id from Clients g where g.MatchedIntoId = c.Id)) as LastActivityAt
        from Clients c {where} order by c.CreatedAt desc, c.Id desc {page}
        """);

    private static readonly Sql HandlesOf = Sql.Portable(
        """
        select h.Id, coalesce(c.MatchedIntoId, c.Id) as ClientId, h.Network, h.Handle, h.AvatarUrl from Handles h
        join Clients c on c.Id = h.ClientId
        where c.Id in {ids Clients} or c.MatchedIntoId in {ids Clients} order by h.CreatedAt, h.Id
        """);

    private static readonly Sql IsPerson = Sql.Portable("c.MatchedIntoId is null");

    private static readonly Sql IsVip = Sql.Portable("c.IsVip = 1");

    private static readonly Sql IsBlocked = Sql.Portable("c.BlockedAt is not null");

    private static readonly Sql Before = Sql.Portable("c.CreatedAt <= @AfterTime and (c.CreatedAt < @AfterTime or c.Id < @AfterId)");

    private static readonly Sql OnNetwork = Sql.Portable("""
        exists (select 1 from Handles h join Clients g on g.Id = h.ClientId where h.Network = @Network
            and (g.Id = c.Id or g.MatchedIntoId = c.Id))
        """);

    private const string Called = "select w.ClientId from ClientWords w where w.Word >= @First and w.Word < @FirstEnd";

    private const string AlsoOnSqlServer =
        """
        not exists (select 1 from openjson(@OthersJson) with (Word nvarchar(50) '$.word', WordEnd nvarchar(50) '$.wordEnd') o
            where not exists (
            select 1 from ClientWords x where x.ClientId = g.Id
                and x.Word >= o.Word {exact} and x.Word < o.WordEnd {exact}))
        """;

    private const string AlsoOnSqlite =
        """
        not exists (select 1 from json_each(@OthersJson) o where not exists (
            select 1 from ClientWords x where x.ClientId = g.Id and x.Word >= o.value ->> 'word' and x.Word < o.value ->> 'wordEnd'))
        """;

    // Found by the word, by themselves or by somebody matched into them, then put in order.
    private static readonly Sql IsOfFewCalled = Sql.For(
        sqlServer: $"c.Id in (select coalesce(g.MatchedIntoId, g.Id) from Clients g where g.Id in ({Called}) and {AlsoOnSqlServer})",
        sqlite: $"c.Id in (select coalesce(g.MatchedIntoId, g.Id) from Clients g where g.Id in ({Called}) and {AlsoOnSqlite})");

    // Gone through in their order until a page is full.
    private static readonly Sql IsOfManyCalled = Sql.For(
        sqlServer: $"""
            exists (select 1 from Clients g where (g.Id = c.Id or g.MatchedIntoId = c.Id) and exists ({Called} and w.ClientId = g.Id)
                and {AlsoOnSqlServer})
            """,
        sqlite: $"""
            exists (select 1 from Clients g where (g.Id = c.Id or g.MatchedIntoId = c.Id) and exists ({Called} and w.ClientId = g.Id)
                and {AlsoOnSqlite})
            """);

    public async Task<Page<ClientListRow>> RunAsync(ClientFilter filter, Cursor? after, int take, CancellationToken ct)
    {
        var query = string.IsNullOrWhiteSpace(filter.Words) ? null : await ClientQuery.OfAsync(db, filter.Words, ct);
        if (query is null && !string.IsNullOrWhiteSpace(filter.Words))
        {
            return new Page<ClientListRow>([], null); // nothing but punctuation: nobody is called so
        }

        var conditions = new List<Sql> { IsPerson };
        void When(bool holds, Sql condition)
        {
            if (holds)
            {
                conditions.Add(condition);
            }
        }

        When(after is not null, Before);
        When(filter.Vip, IsVip);
        When(filter.Blocked, IsBlocked);
        When(!string.IsNullOrEmpty(filter.Network), OnNetwork);
        When(query is { IsCommon: false }, IsOfFewCalled);
        When(query is { IsCommon: true }, IsOfManyCalled);
        var rows = await db.QueryAsync<ClientListRow>(List.Where(conditions), new
        {
            Take = take + 1,
            AfterTime = after?.Time,
            AfterId = after?.Id,
            filter.Network,
            query?.First,
            query?.FirstEnd,
            query?.OthersJson,
        }, ct);
        var handles = (await db.QueryAsync<ClientHandle>(HandlesOf, new { Clients = Json.Ids(rows.Select(r => r.Id)) }, ct))
            .ToLookup(h => h.ClientId);
        return Page<ClientListRow>.Of(
            rows, take, row => row with { Handles = [.. handles[row.Id]] }, row => new Cursor(row.CreatedAt, row.Id));
    }
}

internal sealed record ClientListRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string? Company { get; init; }

    public bool IsVip { get; init; }

    public DateTimeOffset? BlockedAt { get; init; }

    public DateTimeOffset? ErasedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public int Tickets { get; init; }

    public DateTimeOffset? LastActivityAt { get; init; }

    public IReadOnlyList<ClientHandle> Handles { get; init; } = [];
}
