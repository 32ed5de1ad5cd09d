using Engagement.Data;
using Engagement.Web.Api;

namespace Engagement.Features.Clients;

/// <summary>Which clients: what is null or false does not narrow.</summary>
/// <param name="Words">In the name, the company or a handle.</param>
internal sealed record ClientFilter(string? Words = null, bool Vip = false, bool Blocked = false, string? Network = null);

/// <summary>Everybody who wrote to us, the newest first, a page at a time by key. Matched clients stand under the one they count as.</summary>
internal sealed class ListClients(Db db)
{
    private static readonly Sql List = Sql.Portable(
        """
        select c.Id, c.Name, c.Company, c.IsVip, c.BlockedAt, c.ErasedAt, c.CreatedAt,
            (select count(*) from Tickets t where t.ClientId in (select g.Id from Clients g where g.Id = c.Id union all select g.Id from Clients g where g.MatchedIntoId = c.Id)) as Tickets,
            (select max(t.LastActivityAt) from Tickets t where t.ClientId in (select g.Id from Clients g where g.Id = c.Id union all select g.Id from Clients g where g.MatchedIntoId = c.Id)) as LastActivityAt
        from Clients c {where} order by c.CreatedAt desc, c.Id desc {page}
        """);

    private static readonly Sql HandlesOf = Sql.Portable(
        """
        select h.Id, coalesce(c.MatchedIntoId, c.Id) as ClientId, h.Network, h.Handle, h.AvatarUrl from Handles h join Clients c on c.Id = h.ClientId
        where c.Id in {ids Clients} or c.MatchedIntoId in {ids Clients} order by h.CreatedAt, h.Id
        """);

    private static readonly Sql IsPerson = Sql.Portable("c.MatchedIntoId is null");

    private static readonly Sql IsVip = Sql.Portable("c.IsVip = 1");

    private static readonly Sql IsBlocked = Sql.Portable("c.BlockedAt is not null");

    private static readonly Sql Before = Sql.Portable("c.CreatedAt < @AfterTime or (c.CreatedAt = @AfterTime and c.Id < @AfterId)");

    private static readonly Sql OnNetwork = Sql.Portable(
        "exists (select 1 from Handles h join Clients g on g.Id = h.ClientId where h.Network = @Network and (g.Id = c.Id or g.MatchedIntoId = c.Id))");

    private static readonly Sql HasWords = Sql.Portable(
        """
        c.Name like @Like escape '\' or c.Company like @Like escape '\' or c.Id in (
            select coalesce(g.MatchedIntoId, g.Id) from Handles h join Clients g on g.Id = h.ClientId
            where h.Handle like @Like escape '\' or h.DisplayName like @Like escape '\')
        """);

    public async Task<Page<ClientListRow>> RunAsync(ClientFilter filter, Cursor? after, int take, CancellationToken ct)
    {
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
        When(!string.IsNullOrWhiteSpace(filter.Words), HasWords);
        var rows = await db.QueryAsync<ClientListRow>(List.Where(conditions), new
        {
            Take = take + 1,
            AfterTime = after?.Time,
            AfterId = after?.Id,
            filter.Network,
            Like = Likeness.Of(filter.Words),
        }, ct);
        var handles = (await db.QueryAsync<ClientHandle>(HandlesOf, new { Clients = Json.Ids(rows.Select(r => r.Id)) }, ct)).ToLookup(h => h.ClientId);
        return Page<ClientListRow>.Of(rows, take, row => row with { Handles = [.. handles[row.Id]] }, row => new Cursor(row.CreatedAt, row.Id));
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
