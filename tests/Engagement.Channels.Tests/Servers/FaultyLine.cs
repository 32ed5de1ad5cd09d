using System.Net;

namespace Engagement.Channels.Tests.Servers;

/// <summary>
/// The line between an adapter and a real server, on which a test can make the next call of a sort go wrong. What no
/// real server does on demand happens here; everything else is the server's own doing.
/// </summary>
internal sealed class FaultyLine() : DelegatingHandler(RealServer.FreshLine())
{
    private readonly List<(Func<HttpRequestMessage, bool> Which, Fault How)> _next = [];

    /// <param name="request">The call.</param>
    /// <param name="pass">Lets it through to the server.</param>
    /// <param name="ct">The caller's patience.</param>
    public delegate Task<HttpResponseMessage> Fault(HttpRequestMessage request, Func<Task<HttpResponseMessage>> pass, CancellationToken ct);

    /// <summary>The next call of this sort goes wrong in this way; the ones after it do not.</summary>
    public void Next(Func<HttpRequestMessage, bool> which, Fault how) => _next.Add((which, how));

    /// <summary>The connection ends without an answer, after the server has acted or before it has heard.</summary>
    public static Fault Lost(bool stored) => async (_, pass, _) =>
    {
        if (stored)
        {
            using var unread = await pass();
        }

        throw new HttpRequestException(HttpRequestError.ResponseEnded);
    };

    /// <summary>A fault of whatever stands before the server.</summary>
    public static Fault Failed(bool stored) => async (_, pass, _) =>
    {
        if (stored)
        {
            using var unread = await pass();
        }

        return CannedNetwork.Json(HttpStatusCode.BadGateway, "");
    };

    /// <summary>No answer within any patience.</summary>
    public static readonly Fault Stalled = async (_, _, ct) =>
    {
        await Task.Delay(Timeout.Infinite, ct);
        throw new InvalidOperationException("Not reached.");
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var i = _next.FindIndex(n => n.Which(request));
        if (i < 0)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var how = _next[i].How;
        _next.RemoveAt(i);
        return await how(request, () => base.SendAsync(request, cancellationToken), cancellationToken);
    }
}
