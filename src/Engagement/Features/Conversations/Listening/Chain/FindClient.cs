using Engagement.Data;
using Engagement.Features.Conversations.Clients;
using Engagement.Features.Conversations.Clients.Finding;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>Who says it: the client behind the network's lasting id, made at the first word. Names follow the network's.</summary>
internal sealed class FindClient : IInboundStep
{
    private static readonly Sql Refresh = Sql.Portable("""
        update Handles set Handle = @Handle, Stem = @Stem, DisplayName = @DisplayName, AvatarUrl = @AvatarUrl, ProfileUrl = @ProfileUrl,
            UpdatedAt = @Now where Id = @Id
        """);

    public string Name => "Find the client";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        var author = context.Item.Author;
        var called = Unseen.Strip(author.DisplayName ?? "");
        var name = Fit.Shorten(string.IsNullOrWhiteSpace(called) ? author.Handle : called, Fit.Name);
        var handle = Fit.Shorten(author.Handle, Fit.Name);
        var (avatar, profile) = (Fit.Web(author.AvatarUrl), Fit.Web(author.ProfileUrl));
        if (context.Known.Client(context.Account.Network, author.RemoteId) is not { } known)
        {
            context.Client = new KnownClient
            {
                Id = Ids.New(context.Now),
                ClientId = Ids.New(context.Now),
                Network = context.Account.Network,
                RemoteId = author.RemoteId,
                Handle = handle,
                DisplayName = name,
                AvatarUrl = avatar,
                ProfileUrl = profile,
                ClientName = name,
            };
            tx.Waiting<WaitingClients>().Add(new(context.Client.Id, context.Client.ClientId, context.Account.Network, author.RemoteId,
                handle, HandleStem.Of(handle), name, avatar, profile, context.Now));
            context.Known.Put(context.Client);
            return;
        }

        context.Client = known;
        if ((known.Handle, known.DisplayName, known.AvatarUrl, known.ProfileUrl) != (handle, name, avatar, profile))
        {
            await tx.ExecuteAsync(Refresh, new
            {
                known.Id,
                Handle = handle,
                Stem = HandleStem.Of(handle),
                DisplayName = name,
                AvatarUrl = avatar,
                ProfileUrl = profile,
                context.Now,
            }, ct);
            if (known.Handle != handle || known.DisplayName != name)
            {
                await ClientIndex.ChangeAsync(tx, known.ClientId, ct);
            }

            context.Client = known with { Handle = handle, DisplayName = name, AvatarUrl = avatar, ProfileUrl = profile };
            context.Known.Put(context.Client);
        }
    }
}
