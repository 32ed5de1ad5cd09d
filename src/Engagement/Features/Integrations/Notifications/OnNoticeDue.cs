using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>Another feature says that people are to be told.</summary>
internal sealed class OnNoticeDue(RaiseNotice raise) : IHandle<NoticeDue>
{
    public Task HandleAsync(Tx tx, NoticeDue what, CancellationToken ct) => raise.RunAsync(tx, what.Notice, ct);
}
