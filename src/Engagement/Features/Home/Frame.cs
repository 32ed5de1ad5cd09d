using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Features.Publishing.Deliveries.Stop;

namespace Engagement.Features.Home;

/// <summary>What stands around every page: numbers at the rail and the bell, and that sending is stopped.</summary>
/// <param name="Waiting">Tickets that are the reader's or nobody's.</param>
/// <param name="Unread">Notices.</param>
/// <param name="Stops">What is stopped, everything first.</param>
/// <param name="Pause">Publishing is paused; null: it is not.</param>
internal sealed record Frame(int Waiting, int Unread, IReadOnlyList<Stopped> Stops, DeskLife? Pause)
{
    private static readonly Frame None = new(0, 0, [], null);

    /// <summary>As it was read for this request; empty for somebody who is not signed in.</summary>
    public static Frame Of(HttpContext http) => http.Features.Get<Frame>() ?? None;
}
