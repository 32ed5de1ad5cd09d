namespace Engagement.Channels.Mastodon;

/// <summary>
/// Where listening stands. Notifications are read newest first and downwards by <c>max_id</c>, the one way of paging that
/// all servers were seen to keep (<c>since_id</c> and <c>min_id</c> are ignored by some, or undo it): what was reached last time, what
/// this walk started from, and how far down it is.
/// </summary>
internal sealed record MastodonCursor(string? Since, string? Newest, string? Below)
{
    public static MastodonCursor Parse(string? text) => text?.Split('|') is [var since, var newest, var below]
        ? new MastodonCursor(since, newest.Length == 0 ? null : newest, below.Length == 0 ? null : below)
        : new MastodonCursor(null, null, null);

    /// <summary>Was it read by an earlier walk? Ids are opaque but ordered: the longer is the later, then by their characters.</summary>
    public bool IsSeen(string id) => Since is not null && Compare(id, Since) <= 0;

    /// <param name="ids">The page as the server gave it, of all sorts of notifications.</param>
    public (MastodonCursor Next, bool HasMore) After(IReadOnlyCollection<string> ids)
    {
        var newest = Newest ?? Since ?? "";
        string? lowest = null;
        foreach (var id in ids)
        {
            newest = Compare(id, newest) > 0 ? id : newest;
            lowest = lowest is null || Compare(id, lowest) < 0 ? id : lowest;
        }

        // The end of the walk: nothing more, or all that follows is known, or the server does not page (then it would go in circles).
        var reached = Since is null || lowest is null || IsSeen(lowest) || (Below is not null && Compare(lowest, Below) >= 0);
        return reached ? (new MastodonCursor(newest, null, null), false) : (new MastodonCursor(Since, newest, lowest), true);
    }

    public override string ToString() => $"{Since}|{Newest}|{Below}";

    private static int Compare(string a, string b) => a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
}
