using WordLinks = Engagement.Channels.Text.Links;

namespace Engagement.Common.Links;

/// <summary>Where our short links start, e.g. <c>https://go.example.com</c>: an address of our own that leads to this program.</summary>
internal sealed record ShortAddress
{
    public const string Wanted =
        "Give an address such as https://go.example.com: http or https, no user, no query, at most 200 characters.";

    private ShortAddress(string start) => Start = start;

    /// <summary>Without a slash at its end.</summary>
    public string Start { get; }

    public string Host => new Uri(Start).IdnHost;

    /// <summary>A link as long as every real one: for measuring words whose code is not made yet.</summary>
    public string Sample => LinkOf(LinkCode.Sample);

    public string LinkOf(string code) => $"{Start}/l/{code}";

    /// <returns>Null when it is no address to put into a post.</returns>
    public static ShortAddress? Parse(string? text) =>
        text?.Trim() is { Length: > 0 and <= 200 } given
        && Uri.TryCreate(given, UriKind.Absolute, out var url)
        && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? new ShortAddress(new UriBuilder(url) { Host = url.IdnHost }.Uri.AbsoluteUri.TrimEnd('/'))
            : null;

    /// <summary>
    /// The words with one link in the place of another; a longer address that only starts the same is another page and stays.
    /// </summary>
    public static string Swap(string text, string from, string to)
    {
        if (from == to)
        {
            return text;
        }

        var places = WordLinks.Find(text).Where(l => text.AsSpan(l.Start, l.End - l.Start).SequenceEqual(from)).Reverse();
        return places.Aggregate(text, (words, place) => $"{words.AsSpan(0, place.Start)}{to}{words.AsSpan(place.End)}");
    }
}
