using System.Net;
using Engagement.Host;
using Engagement.Web.Security;

namespace Engagement.Web.Proxy;

/// <summary>
/// Notices that everybody seems to come from one address, as it is behind a proxy that is not named: then visits are counted as one
/// person's and the tries of all to sign in are added up. Looked at anew each hour; what it knows of requests is forgotten with the hour.
/// </summary>
internal sealed class OneAddress(PortalAddress portal, TrustedProxies trusted, Troubles troubles, TimeProvider clock)
{
    public const string Key = "one-address";

    // From that many on it is no accident: somebody before us says for whom they ask; browsers of as many makes; a link that everybody
    // follows.
    private const int WithHeader = 20;
    private const int Requests = 60;
    private const int Agents = 5;
    private const int Visits = 60;

    // With more addresses than this, people come from where they are.
    private const int Addresses = 16;

    private volatile Hour _hour = new(0);

    public void Saw(HttpContext http)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / 3600;
        var hour = _hour;
        if (hour.Number != now)
        {
            _hour = hour = new Hour(now); // two at once may both begin it; one of them counts a little less
        }

        // Probes come from elsewhere than people, often from this very machine.
        if (hour.IsSettled || ClientAddress.Subscriber(http.Connection.RemoteIpAddress) is not { } address
            || http.Request.Path.StartsWithSegments("/health"))
        {
            return;
        }

        lock (hour)
        {
            Look(hour, address, http.Request);
        }
    }

    private void Look(Hour hour, IPAddress address, HttpRequest request)
    {
        var of = hour.From.TryGetValue(address, out var known) ? known : hour.From[address] = new Seen();
        hour.All++;
        of.Count++;
        of.Visits += IsVisit(request.Path) ? 1 : 0;
        of.WithHeader += request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded") ? 1 : 0;
        if (of.Agents.Count < Agents)
        {
            of.Agents.Add(request.Headers.UserAgent.ToString().GetHashCode(StringComparison.Ordinal));
        }

        // Nineteen of twenty: an administrator on the machine itself is not everybody.
        if (of.Count * 20 >= hour.All * 19
            && (of.WithHeader >= WithHeader || (!IsDenied && of.Count >= Requests && (of.Agents.Count >= Agents || of.Visits > Visits))))
        {
            hour.IsSettled = true;
            troubles.Set(Key, new Trouble("Everybody seems to come from one address", Words(address, of.WithHeader > 0)));
        }
        else if (hour.From.Count > Addresses)
        {
            hour.IsSettled = true;
            troubles.Remove(Key);
        }
    }

    // Proxy__Trusted=none: somebody has looked, and there is no proxy.
    private bool IsDenied => trusted is { IsSet: true, Networks.Count: 0 };

    private bool IsVisit(PathString path) =>
        path.StartsWithSegments("/l") || (portal.Path.HasValue && path.StartsWithSegments(portal.Path + "/l"));

    private string Words(IPAddress address, bool saysFor) =>
        (trusted.Contains(address)
            ? $"That is {address}, a proxy that is believed, but it does not say for whom it asks: "
                + "let it send X-Forwarded-For (docs/running.md has the line for each proxy)."
            : saysFor
                ? $"That is {address}, which says for whom it asks and is not believed: "
                    + $"set {Configured.KnownSettings.Proxies.Variable} to {address} if it is your proxy."
                : $"That is {address}. If it is a proxy, set {Configured.KnownSettings.Proxies.Variable} to its address; "
                    + $"if there is none, to none.")
        + " Until then visits, limits and sessions show that address for all.";

    private sealed class Hour(long number)
    {
        public long Number => number;

        public Dictionary<IPAddress, Seen> From { get; } = [];

        public int All { get; set; }

        public bool IsSettled { get; set; }
    }

    private sealed class Seen
    {
        public int Count { get; set; }

        public int Visits { get; set; }

        public int WithHeader { get; set; }

        public HashSet<int> Agents { get; } = [];
    }
}
