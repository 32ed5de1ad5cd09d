using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Engagement.Channels.Mastodon;

/// <summary>
/// Where listening stands. Notifications are read newest first and downwards by <c>max_id</c>, the one way of paging that all servers were
/// seen to keep, until something is met that the last walk began with. Ids are opaque (Hollo's are <c>time/type/uuid</c>): none is called
/// newer or older than another; the server's own order and paging, and what was seen, decide.
/// </summary>
/// <param name="Seen">Marks of what the last walk saw first; empty while nothing was ever there.</param>
/// <param name="Begun">Marks of what this walk saw first; becomes <paramref name="Seen"/> when it ends.</param>
/// <param name="Below">How far down this walk is: what <c>max_id</c> says next. Null at its start.</param>
/// <param name="Floor">What was there before the first read of all is older than this, or what nobody wants to hear; null where that read
/// saw all.</param>
internal sealed record MastodonCursor(IReadOnlyList<string> Seen, IReadOnlyList<string> Begun, string? Below, DateTimeOffset? Floor)
{
    /// <summary>How many notifications a page is asked for, and how many of them are remembered: some may be deleted meanwhile.</summary>
    public const int PageSize = 40;

    private const string Form = "2";
    private const int MarkLength = 8;

    private static readonly MastodonCursor Nothing = new([], [], null, null);

    /// <summary>Where a walk begins that ends at a moment.</summary>
    public static MastodonCursor Since(DateTimeOffset moment) => Nothing with { Floor = moment };

    /// <summary>Was anything read before?</summary>
    public bool IsFirst { get; private init; }

    public static MastodonCursor Parse(string? text) => text?.Split('|') switch
    {
        [Form, var floor, var below, var seen, var begun] =>
            new(Marks(seen), Marks(begun), below.Length == 0 ? null : Uri.UnescapeDataString(below), Time(floor)),

        // As it was written before: the one id that was reached.
        [{ Length: > 0 } since, _, _] => Nothing with { Seen = [Mark(since)] },
        ["", _, _] => Nothing,
        _ => Nothing with { IsFirst = true },
    };

    /// <summary>Was it there when an earlier walk looked?</summary>
    public bool IsSeen(string id, DateTimeOffset? createdAt) => Seen.Contains(Mark(id)) || createdAt < Floor;

    /// <summary>The next cursor, and whether this walk goes on.</summary>
    /// <param name="page">Ids and times in the order in which the server gave them, of all sorts of notifications.</param>
    /// <param name="next">Where its own paging goes on (<c>rel="next"</c>); null where the server names no such place.</param>
    public (MastodonCursor Next, bool HasMore) After(IReadOnlyList<(string Id, DateTimeOffset? At)> page, string? next)
    {
        IReadOnlyList<string> marks = [.. page.Select(p => Mark(p.Id))];
        var begun = Below is null ? [.. marks.Distinct().Take(PageSize)] : Begun;
        var below = next ?? (page.Count == 0 ? null : page.All(p => p.At is not null) ? page.Reverse().MinBy(p => p.At).Id : page[^1].Id);

        // The end of the walk: nothing more, something known, or a server that does not page (then it would go in circles).
        var reached = IsFirst || below is null || (page.Count > 0 && page.All(p => p.At < Floor))
            || below == Below || marks.Any(Seen.Contains) || (Below is not null && marks.All(Begun.Contains));
        return !reached ? (this with { Begun = begun, Below = below, IsFirst = false }, true)
            : (new(begun.Count > 0 ? begun : Seen, [], null, IsFirst && page.Count >= PageSize ? page.Min(p => p.At) : Floor), false);
    }

    public override string ToString() =>
        string.Join('|', Form, Floor?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), Below is null
            ? "" : Uri.EscapeDataString(Below), string.Concat(Seen), string.Concat(Begun));

    // 48 bits of an id: a place has a thousand characters, and two of eighty being alike happens to nobody.
    private static string Mark(string id) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 6));

    private static string[] Marks(string text) => [.. text.Chunk(MarkLength).Select(c => new string(c))];

    private static DateTimeOffset? Time(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
