using Engagement.Channels;

namespace Engagement.Features.Accounts;

/// <summary>
/// Which networks new accounts can be on. One that is only for trials (the Sandbox) is offered where this program serves it: in
/// Development, or where somebody asked for it. Accounts that are there go on and show everywhere, whatever is offered.
/// </summary>
/// <param name="ForTrials">Whether networks for trials are.</param>
internal sealed record OfferedNetworks(bool ForTrials)
{
    public bool Includes(IChannel channel) => ForTrials || !channel.Facts.IsForTrials;
}
