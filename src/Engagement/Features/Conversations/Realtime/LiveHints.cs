using System.Threading.Channels;

namespace Engagement.Features.Conversations.Realtime;

/// <summary>
/// That something happened, to pages that are open on this node. A hint: they read again what they show; a lost one costs a moment, not a
/// message.
/// </summary>
/// <param name="Tickets">Whose log has grown.</param>
/// <param name="Presence">Where somebody came, went, or began or stopped writing.</param>
internal sealed record LiveHint(IReadOnlyList<Guid> Tickets, IReadOnlyList<Guid> Presence);

/// <summary>The pages that listen on this node.</summary>
internal sealed class LiveHints
{
    private readonly Lock _gate = new();
    private readonly List<Channel<LiveHint>> _listeners = [];

    /// <summary>Nobody listens: nothing needs to be looked at.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate)
            {
                return _listeners.Count == 0;
            }
        }
    }

    public void Tell(LiveHint hint)
    {
        lock (_gate)
        {
            _listeners.ForEach(listener => listener.Writer.TryWrite(hint));
        }
    }

    /// <summary>
    /// Hints from now on, until it is disposed of. A page that is slow loses the oldest: any newer one makes it read again.
    /// </summary>
    public Listener Listen()
    {
        var mine = Channel.CreateBounded<LiveHint>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            _listeners.Add(mine);
        }

        return new Listener(this, mine);
    }

    private void Forget(Channel<LiveHint> listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
        }
    }

    internal sealed class Listener(LiveHints hints, Channel<LiveHint> mine) : IDisposable
    {
        public ValueTask<LiveHint> NextAsync(CancellationToken ct) => mine.Reader.ReadAsync(ct);

        public void Dispose() => hints.Forget(mine);
    }
}
