using Engagement.Data;
using Engagement.Features.Clients;
using Engagement.Features.Clients.Finding;
using Engagement.Web.Text;

namespace Engagement.Features.Listening.Chain;

/// <summary>Who says it: the client behind the network's lasting id, made at the first word. Names follow the network's.</summary>
internal sealed class FindClient : IInboundStep
{
    private static readonly Sql Read = Sql.Portable(
        """
        select h.Id, h.ClientId, h.Handle, h.DisplayName, coalesce(p.Name, c.Name) as ClientName
        from Handles h join Clients c on c.Id = h.ClientId left join Clients p on p.Id = c.MatchedIntoId
        where h.Network = @Network and h.RemoteId = @RemoteId
        """);

    // Also takes the row's lock: two messages of one person are looked at one after the other, so they find one ticket.
    private static readonly Sql Refresh = Sql.Portable("""
        update Handles set Handle = @Handle, Stem = @Stem, DisplayName = @DisplayName, AvatarUrl = @AvatarUrl, ProfileUrl = @ProfileUrl,
            UpdatedAt = @Now where Id = @Id
        """);

    private static readonly Sql InsertClient = Sql.Portable(
        "insert into Clients (Id, Name, CreatedAt) values (@ClientId, @DisplayName, @Now)");

    private static readonly Sql InsertHandle = Sql.Portable(
        """
        insert into Handles (Id, ClientId, Network, RemoteId, Handle, Stem, DisplayName, AvatarUrl, ProfileUrl, CreatedAt, UpdatedAt)
        values (@Id, @ClientId, @Network, @RemoteId, @Handle, @Stem, @DisplayName, @AvatarUrl, @ProfileUrl, @Now, @Now)
        """);

    public string Name => "Find the client";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        var author = context.Item.Author;
        var known = await tx.OneAsync<Known>(Read, new { context.Account.Network, author.RemoteId }, ct);
        var called = Unseen.Strip(author.DisplayName ?? "");
        var name = Fit.Shorten(string.IsNullOrWhiteSpace(called) ? author.Handle : called, Fit.Name);
        var row = new
        {
            Id = known?.Id ?? Ids.New(context.Now),
            ClientId = known?.ClientId ?? Ids.New(context.Now),
            context.Account.Network,
            author.RemoteId,
            Handle = Fit.Shorten(author.Handle, Fit.Name),
            Stem = HandleStem.Of(Fit.Shorten(author.Handle, Fit.Name)),
            DisplayName = name,
            AvatarUrl = Fit.Web(author.AvatarUrl),
            ProfileUrl = Fit.Web(author.ProfileUrl),
            context.Now,
        };
        if (known is null)
        {
            await tx.ExecuteAsync(InsertClient, row, ct);
            await tx.ExecuteAsync(InsertHandle, row, ct);
            await ClientIndex.AddAsync(tx, row.ClientId, row.DisplayName, row.Handle, ct);
        }
        else
        {
            await tx.ExecuteAsync(Refresh, row, ct);
            if (known.Handle != row.Handle || known.DisplayName != row.DisplayName)
            {
                await ClientIndex.ChangeAsync(tx, row.ClientId, ct);
            }
        }

        (context.ClientId, context.HandleId, context.ClientName) = (row.ClientId, row.Id, known?.ClientName ?? name);
    }

    private sealed record Known
    {
        public Guid Id { get; init; }

        public Guid ClientId { get; init; }

        public string Handle { get; init; } = "";

        public string DisplayName { get; init; } = "";

        public string ClientName { get; init; } = "";
    }
}
