using Engagement.Data;

namespace Engagement.Features.Listening.Chain;

/// <summary>Our own words are no client's: dropped by their author, and by the id they got when we sent them.</summary>
internal sealed class DropEcho : IInboundStep
{
    private static readonly Sql IsOurs = Sql.Portable(
        """
        select (select count(*) from Accounts where Network = @Network and Server = @Server and RemoteId = @Author)
            + (select count(*) from Deliveries where AccountId = @AccountId and RemoteId = @RemoteId)
        """);

    /// <summary>What is said of them, and what counts of messages leave them out by.</summary>
    public const string Reason = "These are our own words.";

    public string Name => "Our own words";

    public async Task RunAsync(Tx tx, InboundContext context, CancellationToken ct)
    {
        var what = new
        {
            context.Account.Network,
            context.Account.Server,
            Author = context.Item.Author.RemoteId,
            AccountId = context.Account.Id,
            context.Item.RemoteId,
        };
        if (await tx.ScalarAsync<int>(IsOurs, what, ct) > 0)
        {
            context.Ignored = Reason;
        }
    }
}
