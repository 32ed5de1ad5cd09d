using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Accounts;

/// <summary>An account can be posted as again: it was connected anew, resumed, tested, or has money.</summary>
/// <param name="Reason">A sentence for the history of what is released.</param>
/// <param name="By">Who did it.</param>
internal sealed record AccountUsable(Guid AccountId, string Reason, string By)
{
    /// <summary>How many held deliveries are scheduled again; whoever releases them counts them here.</summary>
    public int Released { get; set; }

    /// <summary>Says so.</summary>
    /// <returns><see cref="Released"/>.</returns>
    public static async Task<int> RaiseAsync(
        DomainEvents events, Tx tx, Guid accountId, string reason, string by, CancellationToken ct)
    {
        var usable = new AccountUsable(accountId, reason, by);
        await events.RaiseAsync(tx, usable, ct);
        return usable.Released;
    }
}
