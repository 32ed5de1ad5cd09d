using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>Another feature says that it is over.</summary>
internal sealed class OnNoticeMended(ResolveNotice resolve) : IHandle<NoticeMended>
{
    public Task HandleAsync(Tx tx, NoticeMended what, CancellationToken ct) => resolve.RunAsync(tx, what.Key, ct);
}
