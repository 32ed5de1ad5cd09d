using System.Globalization;

namespace Engagement.Channels.X;

/// <summary>
/// Where reading mentions goes on. X tells newest first, so while older pages of one read are still to come, the newest
/// id of its first page is carried along and becomes the start of the next read only when the last page is in.
/// </summary>
internal sealed record XCursor(string? Since, string? Newest, string? Page)
{
    private const char Between = '~';

    // There was nothing at all yet: whatever comes is new. Null would mean a first read again.
    private const string Nothing = "0";

    /// <summary>Where reading begins that goes back to a moment.</summary>
    public static string FromMoment(DateTimeOffset moment) =>
        string.Create(CultureInfo.InvariantCulture, $"@{moment.ToUnixTimeMilliseconds()}");

    /// <summary>The moment of a place that is one; null: it is an id.</summary>
    public static DateTimeOffset? MomentOf(string? since) =>
        since is ['@', .. var ms] && long.TryParse(ms, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    public static XCursor Parse(string? cursor) => cursor?.Split(Between) switch
    {
        null => new(null, null, null),
        [var since, var newest, var page] => new(Some(since), Some(newest), Some(page)),
        [var since, ..] => new(Some(since), null, null),
        _ => new(null, null, null),
    };

    /// <summary>
    /// The place after a page. A first read of all takes the newest page only, so that years of mentions do not become tickets.
    /// </summary>
    public XCursor After(XApi.Meta? meta, bool first)
    {
        var newest = Newest ?? meta?.NewestId ?? Since;
        return meta?.NextToken is { } next && !first ? new(Since, newest, next) : new(newest, null, null);
    }

    public override string ToString() => Page is null ? Since ?? Nothing : string.Join(Between, Since, Newest, Page);

    private static string? Some(string text) => text is "" or Nothing ? null : text;
}
