using System.Collections.Concurrent;
using System.Net;
using Engagement.Configured;
using Engagement.Web.Security;

namespace Engagement.Features.Publishing.Links;

/// <summary>
/// How much comes from one address in the running minute. For codes that do not exist, which cost a look-up, there is a limit; a link that
/// exists is always followed, because many readers may share an address, but beyond what people do it is not counted among them.
/// Kept in memory for a minute at most, as hashes.
/// </summary>
internal sealed class AddressRates(LinkOptions options, TimeProvider clock)
{
    // A flood from very many addresses must not fill the memory; what does not fit is not limited until the minute ends.
    private const int Most = 200_000;

    private Window _window = new(0);

    /// <summary>Counts a visit of a link; true when this address has made more than people do.</summary>
    public bool IsFlood(IPAddress? address, string code) =>
        Count(HashCode.Combine(ClientAddress.Subscriber(address), code)) > options.PeoplePerMinute;

    /// <summary>Counts a code that leads nowhere.</summary>
    public void Missed(IPAddress? address) => Count(Misses(address));

    /// <summary>True when this address has guessed enough for this minute.</summary>
    public bool IsGuessing(IPAddress? address) => Now().Of(Misses(address)) >= options.MissesPerMinute;

    private int Count(int key) => Now().Add(key, Most);

    private static int Misses(IPAddress? address) => HashCode.Combine(ClientAddress.Subscriber(address), "");

    private Window Now()
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var window = _window;
        if (window.Minute != minute)
        {
            // Two at once may both begin the minute; one of them counts a little less.
            _window = window = new Window(minute);
        }

        return window;
    }

    private sealed class Window(long minute)
    {
        private readonly ConcurrentDictionary<int, int> _counts = [];
        private int _keys;

        public long Minute => minute;

        public int Of(int key) => _counts.GetValueOrDefault(key);

        public int Add(int key, int most)
        {
            if (_counts.TryGetValue(key, out var known))
            {
                _counts.TryUpdate(key, known + 1, known);
                return known + 1;
            }

            if (Volatile.Read(ref _keys) >= most)
            {
                return 0;
            }

            if (_counts.TryAdd(key, 1))
            {
                Interlocked.Increment(ref _keys);
            }

            return 1;
        }
    }
}

/// <summary><c>Links</c> in the configuration.</summary>
/// <param name="PeoplePerMinute">Visits of one link from one address within a minute that are taken for people's.</param>
/// <param name="MissesPerMinute">Codes that lead nowhere which one address may try within a minute.</param>
internal sealed record LinkOptions(int PeoplePerMinute, int MissesPerMinute)
{
    // A school or an office behind one address may open one link together; sixty in a minute is a class of pupils told to click.
    public static LinkOptions From(IConfiguration configuration) => new(
        (int)KnownSettings.PeoplePerMinute.Of(configuration),
        (int)KnownSettings.MissesPerMinute.Of(configuration));
}
