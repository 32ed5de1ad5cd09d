using System.Globalization;

namespace Engagement.Channels.Bluesky;

/// <summary>
/// Where listening stands. Notifications come newest first, so what is new since last time may take several pages down:
/// the mark that was reached last time, the mark this walk started from, and the network's own place between them.
/// </summary>
/// <param name="Since">All up to here was read by an earlier walk; null for the first.</param>
/// <param name="Newest">The newest this walk has seen; becomes <paramref name="Since"/> when it ends.</param>
/// <param name="Page">The network's cursor within the walk; null at its start.</param>
internal sealed record BlueskyCursor(DateTimeOffset? Since, DateTimeOffset? Newest, string? Page)
{
    // The network sorts by the time a post claims, and a phone that was offline posts late; what is newer than this
    // before the mark is read again. The first page is read again in any case.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    private const string Iso = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static BlueskyCursor Parse(string? text)
    {
        if (text?.Split('|', 3) is [var since, var newest, var page] && Time(since) is { } mark)
        {
            return new BlueskyCursor(mark, Time(newest), page.Length == 0 ? null : page);
        }

        return new BlueskyCursor(null, null, null);
    }

    /// <summary>The next cursor, and whether this walk goes on.</summary>
    public (BlueskyCursor Next, bool HasMore) After(IReadOnlyCollection<DateTimeOffset> times, string? nextPage)
    {
        var newest = times.Append(Newest ?? DateTimeOffset.MinValue).Max();
        var reached = Since is null || nextPage is null || (times.Count > 0 && times.Min() < Since - Overlap);
        return reached
            // Never back: an empty page says nothing new. With nothing read ever, all there will be is new.
            ? (new BlueskyCursor(Later(newest, Since ?? DateTimeOffset.UnixEpoch), null, null), false)
            : (new BlueskyCursor(Since, newest, WithTies(nextPage!)), true);
    }

    // The network's place is the time of the page's last notification, and its next page begins before that: others of the same millisecond
    // are on neither (bluesky-social/atproto, data-plane/server/routes/notifs.ts). So that millisecond is asked for again, unless a page is
    // full of it.
    private string WithTies(string nextPage) =>
        DateTimeOffset.TryParseExact(nextPage, Iso, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var last)
            && last.AddMilliseconds(1).ToString(Iso, CultureInfo.InvariantCulture) is var later && later != Page ? later : nextPage;

    public override string ToString() => $"{Write(Since)}|{Write(Newest)}|{Page}";

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static string Write(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "";

    private static DateTimeOffset? Time(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
