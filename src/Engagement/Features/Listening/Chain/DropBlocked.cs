using Engagement.Data;

namespace Engagement.Features.Listening.Chain;

/// <summary>What a blocked client writes is kept, and makes no ticket. Blocking holds for the person, whichever handle they use.</summary>
internal sealed class DropBlocked : IInboundStep
{
    private static readonly Sql IsBlocked = Sql.Portable(
        """
        select count(*) from Clients c left join Clients p on p.Id = c.MatchedIntoId
        where c.Id = @ClientId and (c.BlockedAt is not null or p.BlockedAt is not null)
        """);

    public string Name => "Blocked clients";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        if (await tx.ScalarAsync<int>(IsBlocked, new { context.ClientId }, ct) > 0)
        {
            context.Ignored = "Its author is blocked.";
        }
    }
}
