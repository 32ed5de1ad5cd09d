using Engagement.Data;
using Engagement.Features.Conversations.Clients.Finding;

namespace Engagement.Features.Conversations.Clients;

/// <summary>
/// Clients that a transaction has met for the first time and not written yet, each with the handle they were met by. In the order of their
/// ids at the networks: who writes the same people down at the same time waits for the first and for no second.
/// </summary>
internal sealed class WaitingClients : WaitingRows
{
    private static readonly Sql InsertClients = Sql.Portable(
        """
        insert into Clients (Id, Name, CreatedAt)
        select r.ClientId, r.DisplayName, r.Now
        from {rows Rows (ClientId uniqueidentifier, DisplayName nvarchar(200), Now datetime2(3))} r
        """);

    private static readonly Sql InsertHandles = Sql.Portable(
        """
        insert into Handles (Id, ClientId, Network, RemoteId, Handle, Stem, DisplayName, AvatarUrl, ProfileUrl, CreatedAt, UpdatedAt)
        select r.Id, r.ClientId, r.Network, r.RemoteId, r.Handle, r.Stem, r.DisplayName, r.AvatarUrl, r.ProfileUrl, r.Now, r.Now
        from {rows Rows (N int, Id uniqueidentifier, ClientId uniqueidentifier, Network nvarchar(20), RemoteId nvarchar(400),
            Handle nvarchar(200), Stem nvarchar(200), DisplayName nvarchar(200), AvatarUrl nvarchar(1000), ProfileUrl nvarchar(1000),
            Now datetime2(3))} r
        order by r.N
        """);

    private readonly List<NewClient> _clients = [];

    public override int Turn => 2;

    public void Add(NewClient client) => _clients.Add(client);

    public bool Has(Guid clientId) => _clients.Exists(c => c.ClientId == clientId);

    public override async Task WriteAsync(Tx tx, CancellationToken ct)
    {
        if (_clients.Count == 0)
        {
            return;
        }

        var rows = Json.Rows(_clients.OrderBy(c => c.Network, StringComparer.Ordinal).ThenBy(c => c.RemoteId, StringComparer.Ordinal)
            .Select((c, i) => new
            {
                N = i,
                c.Id,
                c.ClientId,
                c.Network,
                c.RemoteId,
                c.Handle,
                c.Stem,
                c.DisplayName,
                c.AvatarUrl,
                c.ProfileUrl,
                c.Now,
            }));
        await tx.ExecuteAsync(InsertClients, new { Rows = rows }, ct);
        await tx.ExecuteAsync(InsertHandles, new { Rows = rows }, ct);
        await ClientIndex.AddAsync(tx, _clients.Select(c => (c.ClientId, c.DisplayName, c.Handle)), ct);
        _clients.Clear();
    }
}

/// <param name="Id">Of the handle.</param>
/// <param name="DisplayName">Also what the client is called.</param>
internal sealed record NewClient(
    Guid Id, Guid ClientId, string Network, string RemoteId, string Handle, string? Stem, string DisplayName, string? AvatarUrl,
    string? ProfileUrl, DateTimeOffset Now);
